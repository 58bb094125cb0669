"""When Redis is left alone, and when it is tried again."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.counts.breaker import Breaker


def test_admits_everything_while_all_is_well():
    breaker = Breaker(rest=1)
    assert all(breaker.admits(now) for now in (0, 0, 0, 5))


def test_after_a_failure_admits_one_probe_each_rest_until_mended():
    breaker = Breaker(rest=1)
    breaker.trip(10)
    assert [breaker.admits(now) for now in (10, 10.9, 11, 11, 11.9, 12, 12.5)] == [
        False, False, True, False, False, True, False,
    ]  # fmt: skip
    breaker.mend()
    assert breaker.admits(12.5)
    assert breaker.admits(12.5)


@given(st.lists(st.floats(0, 0.7), max_size=60), st.data())
def test_never_admits_twice_within_a_rest_of_a_failure(steps, data):
    breaker, now, failed = Breaker(rest=1), 0.0, None
    for step in steps:
        now += step
        if breaker.admits(now):
            assert failed is None or now - failed >= 1 - 1e-9
            if data.draw(st.booleans()):
                breaker.trip(now)
                failed = now
            else:
                breaker.mend()
                failed = None
