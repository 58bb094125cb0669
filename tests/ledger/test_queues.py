"""The queues before the lanes: nothing lost, nothing twice, and a widget's ballots in their order."""

import asyncio
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.votes import vote
from widgets.ledger.queues import MixedQueue, Waiting, WidgetQueue

arrivals = st.lists(st.integers(1, 4), max_size=60)
steps = st.lists(st.integers(0, 5), max_size=60)
"""0 for one that comes, else how many are taken."""


def wait_for(numbers: list[int], loop: asyncio.AbstractEventLoop) -> list[Waiting]:
    return [
        Waiting(vote("red", by=by, on=on), loop.create_future(), float(by)) for by, on in enumerate(numbers)
    ]


@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.mark.parametrize("kind", [MixedQueue, WidgetQueue])
@given(arrivals, steps)
def test_everything_comes_out_once_each_widgets_ballots_in_order(kind, numbers, steps):
    loop = asyncio.new_event_loop()
    queue, out = kind(), []
    coming = wait_for(numbers, loop)
    rest = list(coming)
    for step in [*steps, *[0] * len(coming), *[1] * len(coming)]:
        if rest and step == 0:
            queue.put(rest.pop(0))
        else:
            batch = queue.take(step)
            assert bool(batch) is (step > 0 and len(queue) + len(batch) > 0)
            if kind is WidgetQueue:
                assert len({each.cast.widget for each in batch}) <= 1
            out += batch
    assert sorted(map(id, out)) == sorted(map(id, coming))
    by_widget = defaultdict(list)
    for each in out:
        by_widget[each.cast.widget].append(each.since)
    assert all(times == sorted(times) for times in by_widget.values())
    loop.close()


@pytest.mark.parametrize("kind", [MixedQueue, WidgetQueue])
@given(arrivals, st.integers(0, 60))
def test_what_is_too_old_comes_out_and_the_rest_stays(kind, numbers, before):
    loop = asyncio.new_event_loop()
    queue = kind()
    for each in wait_for(numbers, loop):
        queue.put(each)
    assert {each.since for each in queue.expired(before)} == set(range(min(before, len(numbers))))
    assert len(queue) == max(0, len(numbers) - before)
    loop.close()


def test_widgets_take_turns(loop):
    queue = WidgetQueue()
    for each in wait_for([1, 1, 1, 2, 3], loop):
        queue.put(each)
    taken = [queue.take(1)[0].cast.widget for _ in range(5)]
    one, two, three = dict.fromkeys(taken)
    assert taken == [one, two, three, one, one]


async def test_waiting_ends_when_something_comes_and_when_somebody_says_so():
    for queue in (MixedQueue(), WidgetQueue()):
        waiting = asyncio.ensure_future(queue.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
        [each] = wait_for([1], asyncio.get_running_loop())
        queue.put(each)
        await waiting
        queue.take(1)
        waiting = asyncio.ensure_future(queue.wait())
        await asyncio.sleep(0)
        queue.arrived.set()
        await waiting


async def test_a_reader_who_has_gone_is_not_answered():
    [gone] = wait_for([1], asyncio.get_running_loop())
    gone.future.cancel()
    gone.answer(ValueError())
    assert gone.future.cancelled()
