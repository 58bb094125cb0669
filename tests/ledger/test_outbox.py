"""The outbox: a row for every commit until Redis has its tallies."""

import asyncio
from contextlib import suppress

from tests.ledger.votes import (
    WAITING,
    cast_all,
    connected,
    create,
    decide,
    lost,
    opened,
    taken,
    until_waiting,
    vote,
    widget,
)
from widgets.ledger import outbox
from widgets.ledger.connection import connect_lane
from widgets.ledger.lanes import Lane
from widgets.ledger.queues import MixedQueue, Waiting
from widgets.model import Standing


async def test_nothing_is_left_once_redis_has_the_tallies(database, postgres, engine):
    await create(postgres, *range(20))
    async with opened(database) as lanes:
        for by in range(5):
            await cast_all(lanes, [vote("red", by=by, on=on) for on in range(20)])
    assert await outbox.count(engine) == 0


async def test_what_redis_did_not_take_is_finished_by_the_worker(database, postgres, engine):
    await create(postgres, 1, 2)
    async with opened(database, publish=lost) as lanes:
        await cast_all(lanes, [vote("red", by=by, on=1 + by % 2) for by in range(10)])
    rows = await outbox.count(engine)
    assert rows
    assert not await outbox.finish_left_over(engine, lost, seconds=0)
    assert await outbox.count(engine) == rows
    shown: dict[str, Standing] = {}

    async def show(standings: list[Standing]) -> bool:
        shown.update({each.widget: each for each in standings})
        return True

    assert await outbox.finish_left_over(engine, show, seconds=0)
    assert await outbox.count(engine) == 0
    assert {each: shown[each].tally for each in shown} == {
        widget(1): {"": {"red": 5}}, widget(2): {"": {"red": 5}},
    }  # fmt: skip


async def test_more_rows_than_are_finished_at_once_are_finished_too(database, postgres, engine, monkeypatch):
    monkeypatch.setattr(outbox, "MOST_ROWS", 2)
    await create(postgres, 1)
    async with opened(database, publish=lost) as lanes:
        for by in range(5):
            await lanes.cast(vote("red", by=by))
    assert await outbox.finish_left_over(engine, taken, seconds=0)
    assert await outbox.count(engine) == 0


async def test_rows_that_are_delivered_go_with_the_next_batch_that_changes_something(
    database, postgres, engine
):
    await create(postgres, 1)
    async with opened(database, publish=lost) as lanes:
        await lanes.cast(vote("red", by=1))
    [delivered] = await outbox.select_left_over(engine, seconds=0)
    connection = await connect_lane(database)
    lane = Lane(database, decide, taken, MixedQueue(), None)
    lane.connection, lane.delivered = connection, [delivered]
    future = asyncio.get_running_loop().create_future()
    await lane.transact([Waiting(vote("red", by=1), future, 0.0)])
    assert lane.delivered == [delivered]
    counted = await lane.transact([Waiting(vote("green", by=1), future, 0.0)])
    assert lane.delivered == []
    assert list(await outbox.select_left_over(engine, seconds=0)) == [counted.outbox]
    await connection.close()


async def test_young_rows_are_left_to_the_lane(database, postgres, engine):
    await create(postgres, 1)
    async with opened(database, publish=lost) as lanes:
        await lanes.cast(vote("red"))
    assert await outbox.finish_left_over(engine, taken, seconds=3600)
    assert await outbox.count(engine) == 1


async def test_a_clock_that_is_set_back_leaves_no_row_behind(database, postgres, engine):
    await create(postgres, 1)
    async with opened(database, publish=lost) as lanes:
        await lanes.cast(vote("red"))
    await postgres.execute("UPDATE outbox SET written_at = written_at + interval '1 hour'")
    assert await outbox.finish_left_over(engine, taken, seconds=1800)
    assert await outbox.count(engine) == 0


async def test_two_workers_at_once_finish_everything(database, postgres, engine):
    await create(postgres, *range(30))
    async with opened(database, publish=lost) as lanes:
        await cast_all(lanes, [vote("red", by=by, on=by % 30) for by in range(300)])
    done = await asyncio.gather(*(outbox.finish_left_over(engine, taken, seconds=0) for _ in range(3)))
    assert done == [True] * 3
    assert await outbox.count(engine) == 0


async def test_a_lane_that_stops_while_it_clears_away_leaves_nothing(database, postgres, engine):
    await create(postgres, 1)
    async with opened(database, publish=lost) as lanes:
        await lanes.cast(vote("red", by=1))
    [delivered] = await outbox.select_left_over(engine, seconds=0)
    lane = Lane(database, decide, taken, MixedQueue(), None)
    lane.connection, lane.delivered = await connect_lane(database), [delivered]
    async with connected(database) as other:
        await other.execute("BEGIN")
        await other.execute("SELECT FROM outbox FOR UPDATE")
        clearing = asyncio.ensure_future(lane.clear_outbox())
        await until_waiting(postgres)
        clearing.cancel()
        with suppress(asyncio.CancelledError):
            await clearing
        # Postgres has heard of it, too: nothing is deleted once the row is free.
        while await postgres.fetchval(WAITING):
            pass
        await other.execute("ROLLBACK")
    await lane.close()
    assert await outbox.count(engine) == 0
