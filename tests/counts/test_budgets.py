"""Budgets in Redis: exact over processes, no key for ever, and the process's own while Redis is away."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counts.samples import bare, opened, our_keys
from widgets.counts import Budget, Spending
from widgets.counts.connection import REST
from widgets.counts.keys import budget_key
from widgets.counts.purse import Purse

pytestmark = pytest.mark.anyio

SLOW = Budget("slow", limit=60, seconds=60 * 3600)
"""An hour for each, so that the milliseconds a test takes do not show."""

WHO, OTHER = b"\x00{reader}\xff", b"other"


async def test_processes_together_grant_exactly_the_limit(redis_url):
    async with opened(redis_url) as one, opened(redis_url) as two:
        batches = [
            [Spending(SLOW, WHO)] * size + [Spending(SLOW, OTHER)] * (size % 3) for size in range(1, 30)
        ]
        answers = await asyncio.gather(
            *((one, two)[at % 2].budgets.spend(batch) for at, batch in enumerate(batches))
        )
        told = [
            (spending.who, answer is None)
            for batch, each in zip(batches, answers, strict=True)
            for spending, answer in zip(batch, each, strict=True)
        ]
        assert told.count((WHO, True)) == SLOW.limit
        assert told.count((OTHER, False)) == 0


async def test_earlier_spendings_of_a_batch_come_first_and_answers_keep_their_places(counts):
    budget = Budget("two", limit=2, seconds=7200)
    batch = [Spending(budget, who) for who in (WHO, OTHER, WHO, WHO, OTHER, WHO)]
    assert await counts.budgets.spend(batch) == [None, None, None, 3600, None, 3600]


async def test_budgets_of_one_name_each_and_nothing_spent_is_nothing_kept(counts, redis):
    one, other = Budget("one", limit=1, seconds=60), Budget("other", limit=1, seconds=60)
    assert await counts.budgets.spend([]) == []
    assert await our_keys(redis) == set()
    assert await counts.budgets.spend([Spending(one, WHO), Spending(other, WHO)]) == [None, None]


async def test_who_waits_as_long_as_told_is_granted(counts, redis):
    budget = Budget("network", limit=600, seconds=60)
    assert await counts.budgets.spend([Spending(budget, WHO)] * 600) == [None] * 600
    key = budget_key("network", WHO)
    await redis.pexpire(key, 60_000)  # the limit's worth, however long that took
    [seconds] = await counts.budgets.spend([Spending(budget, WHO)])
    assert seconds == 1
    await redis.pexpire(key, await redis.pttl(key) - seconds * 1000)
    assert await counts.budgets.spend([Spending(budget, WHO)]) == [None]


async def test_a_clock_of_redis_that_is_set_back_keeps_nobody_out(counts, redis):
    budget = Budget("network", limit=2, seconds=60)
    await counts.budgets.spend([Spending(budget, WHO)] * 2)
    await redis.pexpire(budget_key("network", WHO), 3_600_000)
    assert await counts.budgets.spend([Spending(budget, WHO)] * 3) == [None, None, 30]
    assert await redis.pttl(budget_key("network", WHO)) <= 60_000


RATES = [(60, 60, 1), (5, 3600, 720), (2, 3, 2), (1, 1, 1), (100_000, 1, 1)]


@pytest.mark.parametrize(("limit", "seconds", "wait"), RATES)
async def test_a_burst_is_the_limit_and_the_wait_the_time_one_takes(counts, limit, seconds, wait):
    answers = await counts.budgets.spend([Spending(Budget("b", limit, seconds), WHO)] * (limit + 1000))
    assert answers == [None] * limit + [wait] * 1000


def test_no_two_payers_share_a_key():
    payers = [("a", b"b"), ("ab", b""), ("a", b":b"), ("b", b"a")]
    assert len({budget_key(*each) for each in payers}) == len(payers)


async def test_a_key_outlives_neither_its_debt_nor_the_time_of_its_budget(counts, redis):
    key = budget_key(SLOW.name, WHO)
    await counts.budgets.spend([Spending(SLOW, WHO)])
    assert 0 < await redis.pttl(key) <= SLOW.cost
    await counts.budgets.spend([Spending(SLOW, WHO)] * 1000)
    assert 0 < await redis.pttl(key) <= SLOW.seconds * 1000


async def test_a_key_that_somebody_spoilt_refuses_nobody_for_ever(counts, redis):
    key = budget_key(SLOW.name, WHO)
    await redis.rpush(key, b"x")
    assert await counts.budgets.spend([Spending(SLOW, WHO)]) == [None]
    await redis.persist(key)
    assert await counts.budgets.spend([Spending(SLOW, WHO)]) == [None]
    assert 0 < await redis.pttl(key) <= SLOW.cost


async def test_a_forgotten_script_is_told_again(counts, redis):
    await counts.budgets.spend([Spending(SLOW, WHO)] * 59)
    await redis.script_flush()
    answers = await counts.budgets.spend([Spending(SLOW, WHO)] * 2)
    assert [each is None for each in answers] == [True, False]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 12)), max_size=12), st.integers(1, 10))
def test_redis_and_the_process_itself_follow_the_same_rules(redis_url, steps, limit):
    """In steps of half of what one costs; the milliseconds the test takes are far too few to show."""

    async def compare() -> None:
        budget, purse, now = Budget("b", limit, limit * 7200), Purse(), 0.0
        key = budget_key("b", WHO)
        async with bare(redis_url) as redis, opened(redis_url) as counts:
            await redis.delete(key)
            for halves, wanted in steps:
                now += halves * 3600
                left = await redis.pttl(key) - halves * 3_600_000
                await (redis.pexpire(key, left) if left > 0 else redis.delete(key))
                granted, wait = purse.pay((key, budget.cost, budget.cost * limit, wanted), now)
                answers = await counts.budgets.spend([Spending(budget, WHO)] * wanted)
                assert answers == [None] * granted + [pytest.approx(wait / 1000, abs=60)] * (wanted - granted)

    asyncio.run(compare())


async def test_without_redis_the_limit_holds_within_the_process(valkey, clock):
    async with opened(valkey.url, clock) as counts:
        assert await counts.budgets.spend([Spending(SLOW, WHO)] * 60) == [None] * 60
        valkey.kill()
        answers = await asyncio.gather(*(counts.budgets.spend([Spending(SLOW, WHO)] * 7) for _ in range(10)))
        assert [each for batch in answers for each in batch].count(None) == SLOW.limit
        valkey.start()
        clock.now += REST
        async with bare(valkey.url) as redis:
            await redis.delete(budget_key(SLOW.name, WHO))
        assert await counts.budgets.spend([Spending(SLOW, WHO)] * 60) == [None] * 60


async def test_without_memory_the_limit_holds_within_the_process(valkey):
    async with opened(valkey.url) as counts, bare(valkey.url) as redis:
        await redis.config_set("maxmemory-policy", "noeviction")
        await redis.config_set("maxmemory", 1)
        answers = await counts.budgets.spend([Spending(SLOW, WHO)] * 70)
        assert answers.count(None) == SLOW.limit
        assert await our_keys(redis) == set()


@pytest.mark.parametrize(("limit", "seconds"), [(0, 60), (-1, 60), (60, 0)])
def test_a_budget_that_allows_nothing_is_refused(limit, seconds):
    with pytest.raises(ValueError, match="at least 1"):
        Budget("b", limit, seconds)
