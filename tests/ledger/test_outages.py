"""Postgres gone, back, slow or cut off: nothing is counted twice, nothing is lost that was acknowledged."""

import asyncio
from urllib.parse import urlsplit

import asyncpg
import pytest
from msgspec import structs

from tests.ledger.votes import (
    cast_all,
    connected,
    create,
    decide,
    opened,
    taken,
    tally_of,
    until_waiting,
    vote,
    widget,
)
from widgets.errors import Unavailable
from widgets.ledger import lanes as lanes_module
from widgets.ledger.connection import connect_lane, open_engine, reading
from widgets.ledger.lanes import Lane
from widgets.ledger.migration import upgrade
from widgets.ledger.queues import MixedQueue, Waiting
from widgets.ledger.tallies import read
from widgets.ledger.working import Committed

LANES = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'voxpop lane' AND datname = current_database()
"""
READERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'voxpop' AND datname = current_database()
"""


async def hold(connection: asyncpg.Connection, number: int = 1) -> None:
    """Lock a widget's tally until the connection's transaction ends."""
    await connection.execute("BEGIN")
    await connection.execute("SELECT 1 FROM tally WHERE widget = $1 FOR UPDATE", widget(number))


async def test_a_connection_lost_between_batches_is_not_noticed_by_readers(lanes, postgres):
    await create(postgres, *range(1, 9))
    await cast_all(lanes, [vote("red", on=on) for on in range(1, 9)])
    await postgres.execute(LANES)
    again = await cast_all(lanes, [vote("green", on=on) for on in range(1, 9)])
    assert all(isinstance(each, Committed) for each in again)
    assert [await tally_of(postgres, on) for on in range(1, 9)] == [{"": {"green": 1}}] * 8


async def test_a_connection_lost_within_a_batch_is_tried_once_more(lanes, database, postgres):
    await create(postgres, 1)
    async with connected(database) as other:
        await hold(other)
        casting = [asyncio.ensure_future(lanes.cast(vote("red", by=by))) for by in range(5)]
        await until_waiting(postgres)
        await postgres.execute(LANES)
        await other.execute("ROLLBACK")
        await asyncio.gather(*casting)
    assert await tally_of(postgres) == {"": {"red": 5}}


async def test_a_fault_of_the_driver_does_not_end_the_lane(database, postgres):
    await create(postgres, 1)

    def spoil(cast, body, now, revision):
        decision = decide(cast, body, now, revision)
        # No bytes, so that what writes the batch fails in a way that nobody foresaw.
        assert decision is not None
        return structs.replace(decision, ballots=None) if cast.context == "green" else decision

    async with opened(database, decide=spoil, lanes=1) as lanes:
        with pytest.raises(Exception):  # noqa: B017 - whichever it is
            await lanes.cast(vote("green", by=1))
        await lanes.cast(vote("red", by=2))
    assert await tally_of(postgres) == {"": {"red": 1}}


async def test_without_postgres_ballots_are_refused_and_later_counted(own_postgres):
    server = own_postgres(fast=True)
    server.start()
    await upgrade(server.url)
    async with opened(server.url) as lanes:
        async with connected(server.url) as postgres:
            await create(postgres, 1)
        await lanes.cast(vote("red", by=1))
        server.stop()
        for answer in await cast_all(lanes, [vote("red", by=by) for by in range(2, 9)]):
            assert isinstance(answer, Unavailable)
            assert answer.retry_after
        server.start()
        await lanes.cast(vote("red", by=2))
        async with connected(server.url) as postgres:
            assert await tally_of(postgres) == {"": {"red": 2}}


async def test_reads_say_that_postgres_is_away_and_go_on_when_it_is_back(own_postgres):
    server = own_postgres(fast=True)
    server.start()
    await upgrade(server.url)
    engine = open_engine(server.url)
    assert await read(engine, [widget(1)]) == {}
    server.stop()
    for _ in range(3):
        with pytest.raises(Unavailable):
            await read(engine, [widget(1)])
    server.start()
    assert await read(engine, [widget(1)]) == {}
    await engine.dispose()


@pytest.mark.parametrize("state", ["no database", "no tables", "another password"])
async def test_reads_while_a_backup_is_restored_say_that_postgres_is_away(empty_database, state):
    url = urlsplit(empty_database)
    if state == "no database":
        url = url._replace(path=f"{url.path}_that_was_dropped")
    elif state == "another password":
        url = url._replace(netloc=url.netloc.replace(f":{url.password}@", ":changed@"))
    engine = open_engine(url.geturl())
    with pytest.raises(Unavailable):
        await read(engine, [widget(1)])
    await engine.dispose()


async def test_a_process_that_is_stopped_holds_no_tally_for_ever(engine):
    asked = "SELECT current_setting('idle_in_transaction_session_timeout')::interval <= interval '1 minute'"
    async with reading(engine) as connection:
        assert (await connection.exec_driver_sql(asked)).scalar_one()


async def test_a_reading_connection_that_is_cut_says_unavailable(engine, postgres):
    async def read_and_be_cut() -> None:
        async with reading(engine) as connection:
            await connection.exec_driver_sql("SELECT 1")
            await postgres.execute(READERS)
            await connection.exec_driver_sql("SELECT 1")

    with pytest.raises(Unavailable):
        await read_and_be_cut()
    assert await read(engine, [widget(1)]) == {}


async def test_more_ballots_than_may_wait_are_refused_at_once(lanes, database, postgres, monkeypatch):
    monkeypatch.setattr(lanes_module, "MOST_WAITING", 10)
    await create(postgres, 1)
    async with connected(database) as other:
        await hold(other)
        waiting = [asyncio.ensure_future(lanes.cast(vote("red", by=by))) for by in range(10)]
        await until_waiting(postgres)
        with pytest.raises(Unavailable) as refused:
            await lanes.cast(vote("red", by=11))
        assert (refused.value.code, refused.value.retry_after) == ("overloaded", 1)
        await other.execute("ROLLBACK")
        await asyncio.gather(*waiting)
    assert await tally_of(postgres) == {"": {"red": 10}}


async def test_a_ballot_that_waits_too_long_is_refused_and_not_counted(
    lanes, database, postgres, monkeypatch
):
    monkeypatch.setattr(lanes_module, "PATIENCE", 0.2)
    await create(postgres, 1, 2)
    async with connected(database) as other:
        await hold(other, 1)
        first = asyncio.ensure_future(lanes.cast(vote("red", by=1)))
        await until_waiting(postgres)
        for waiting in (first, lanes.cast(vote("red", by=2))):
            with pytest.raises(Unavailable) as refused:
                await waiting
            assert (refused.value.code, refused.value.retry_after) == ("overloaded", 1)
        await lanes.cast(vote("red", on=2))
        await other.execute("ROLLBACK")
    assert await tally_of(postgres, 1) == {}
    await lanes.cast(vote("red", by=1))
    assert [await tally_of(postgres, on) for on in (1, 2)] == [{"": {"red": 1}}] * 2


async def test_ballots_before_a_lane_that_is_stuck_are_refused_in_time(database, postgres, monkeypatch):
    monkeypatch.setattr(lanes_module, "PATIENCE", 0.2)
    monkeypatch.setattr(lanes_module, "MOST_PUBLISHING", 1)
    await create(postgres, 1)
    asked, tell = asyncio.Event(), asyncio.Event()

    async def publish(standings):
        asked.set()
        return await tell.wait()

    async with opened(database, publish=publish, lanes=1) as lanes:
        first = asyncio.ensure_future(lanes.cast(vote("red", by=1)))
        await asked.wait()
        try:
            with pytest.raises(Unavailable) as refused:
                await lanes.cast(vote("red", by=2))
        finally:
            tell.set()
        assert refused.value.code == "overloaded"
        await first
    assert await tally_of(postgres) == {"": {"red": 1}}


async def test_a_connection_that_does_not_answer_is_dropped_with_what_it_holds(database, monkeypatch):
    async def answer_nothing(*asked, **named):
        raise TimeoutError

    monkeypatch.setattr(lanes_module, "count", answer_nothing)
    lane = Lane(database, decide, taken, MixedQueue(), None)
    lane.connection = before = await connect_lane(database)
    with pytest.raises(TimeoutError):
        await lane.try_once([Waiting(vote("red"), asyncio.get_running_loop().create_future(), 0.0)])
    assert before.is_closed()
    assert lane.connection is None


async def test_a_widget_that_is_held_for_long_keeps_no_other_busy_one_from_its_turn(
    lanes, database, postgres, monkeypatch
):
    monkeypatch.setattr(lanes_module, "PATIENCE", 3600)
    await create(postgres, 1, 2)
    async with connected(database) as other, connected(database) as another:
        await hold(other, 1)
        await hold(another, 2)
        held = asyncio.ensure_future(lanes.cast(vote("red", on=1)))
        busy = asyncio.ensure_future(lanes.cast(vote("red", on=2)))
        await until_waiting(postgres)
        await another.execute("ROLLBACK")
        await busy
        assert not held.done()
        await other.execute("ROLLBACK")
        await held
    assert [await tally_of(postgres, on) for on in (1, 2)] == [{"": {"red": 1}}] * 2


async def test_closing_counts_what_is_waiting(database, postgres):
    await create(postgres, 1)
    async with opened(database) as lanes:
        casting = [asyncio.ensure_future(lanes.cast(vote("red", by=by))) for by in range(500)]
        await asyncio.sleep(0)
    assert all(isinstance(each.result(), Committed) for each in casting)
    assert await tally_of(postgres) == {"": {"red": 500}}
