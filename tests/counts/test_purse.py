"""The rules of budgets, where they are plain Python: what a process counts by itself while Redis is away."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.counts.budgets import Budget
from widgets.counts.purse import Purse

WHO, OTHER = b"reader", b"other"


@given(
    st.integers(1, 200), st.integers(1, 200), st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 30)))
)
def test_a_burst_is_the_limit_and_then_the_rate_is(limit, seconds, steps):
    budget, purse, now, granted = Budget("b", limit, seconds), Purse(), 1000.0, 0
    for milliseconds, wanted in steps:
        now += milliseconds / 1000
        given, wait = purse.pay((WHO, budget.cost, budget.cost * limit, wanted), now)
        granted += given
        assert granted <= limit + ((now - 1000) * 1000 + 1) / budget.cost
        assert 0 <= given <= wanted
        assert given == wanted or 0 < wait <= budget.cost


@given(
    st.integers(1, 500), st.integers(1, 500), st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 30)))
)
def test_who_waits_as_long_as_told_is_granted(limit, seconds, steps):
    budget, purse, now = Budget("b", limit, seconds), Purse(), 1000.0
    for milliseconds, wanted in steps:
        now += milliseconds / 1000
        bill = (WHO, budget.cost, budget.cost * limit, wanted)
        given, wait = purse.pay(bill, now)
        if given < wanted:
            now += wait / 1000
            assert purse.pay((*bill[:3], 1), now)[0] == 1


@given(st.integers(1, 100))
def test_within_the_limit_nobody_is_refused_and_beyond_it_somebody_is(limit):
    purse, bill = Purse(), (WHO, 1000, 1000 * limit, 1)
    assert [purse.pay(bill, 5)[0] for _ in range(limit + 1)] == [1] * limit + [0]
    assert purse.pay((OTHER, *bill[1:]), 5)[0] == 1


def test_what_is_refused_is_not_owed():
    purse = Purse()
    assert purse.pay((WHO, 1000, 3000, 100), 5) == (3, 1000)
    assert purse.pay((WHO, 1000, 3000, 100), 5) == (0, 1000)
    assert purse.pay((WHO, 1000, 3000, 1), 6) == (1, 1000)


def test_remembers_no_more_payers_than_it_may_and_forgets_the_one_longest_gone():
    purse = Purse(most_payers=3)
    for who in (b"a", b"b", b"c", b"a", b"d"):
        purse.pay((who, 1000, 10_000, 1), 5)
    assert list(purse.settled) == [b"c", b"a", b"d"]
