"""The worker: finishes what others left over, and outlives every engine."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from redis.asyncio import Redis

from tests.newsroom import SITE, Newsroom, opened, sheet_of
from widgets.counts import Counts, keys
from widgets.formats.poll import PollOption, PollSpec, Ranked
from widgets.ledger import outbox, studies
from widgets.ledger.aside import Chosen
from widgets.ledger.connection import open_engine
from widgets.ledger.migration import upgrade
from widgets.ledger.revisions import change_state
from widgets.ledger.turns import turn
from widgets.model import Reveal, Standing, Widget
from widgets.moderation import About
from widgets.publishing import Draft
from widgets.worker import Chore, Worker

WAYS = tuple(PollOption(id=each, text=each) for each in "abc")
RANKED = msgspec.json.encode(PollSpec(questions=(Ranked(prompt="Which way?", options=WAYS),)))


async def ranked_poll(newsroom: Newsroom) -> Widget:
    draft = Draft(site=SITE, format="poll", spec=RANKED, reveal=Reveal.ALWAYS)
    return await newsroom.publishing.open(SITE, (await newsroom.publishing.create(draft)).id)


async def refuse(standings: list[Standing]) -> bool:
    return False


@pytest.fixture
def worker(newsroom: Newsroom) -> Worker:
    return Worker(newsroom.engine, newsroom.counts)


async def until(true: Callable[[], Awaitable[object]]) -> None:
    """Wait until something that another task does has happened."""
    for _ in itertools.count():
        if await true():
            return
        await asyncio.sleep(0.01)


async def test_what_a_process_left_over_reaches_redis(newsroom):
    newsroom.publish_with(refuse)
    await newsroom.cast(1, "points", {"vote": 1})
    assert await newsroom.shown("points") is None
    stop = asyncio.Event()
    working = asyncio.ensure_future(Worker(newsroom.engine, newsroom.counts).run(stop))
    await until(lambda: newsroom.shown("points"))
    await until(lambda: left_nothing(newsroom))
    assert (await newsroom.shown("points")).tally == {"": {"up": 1}}
    stop.set()
    await working


async def left_nothing(newsroom: Newsroom) -> bool:
    return await outbox.count(newsroom.engine) == 0


async def test_a_redis_that_was_started_anew_is_emptied(newsroom, redis_url):
    stop = asyncio.Event()
    await newsroom.cast(1, "points", {"vote": 1})
    async with Redis.from_url(redis_url) as redis:
        await redis.set(keys.RUN, "another run")
    working = asyncio.ensure_future(Worker(newsroom.engine, newsroom.counts).run(stop))

    async def emptied() -> bool:
        return await newsroom.shown("points") is None

    await until(emptied)
    stop.set()
    await working


async def test_a_run_off_is_held_from_all_ballots_that_count(newsroom, worker):
    poll = await ranked_poll(newsroom)
    for by, ranking in enumerate(["abc", "abc", "bca", "bca", "cba"]):
        await newsroom.cast(by, poll, {"ranking": list(ranking)})
    assert await worker.renew_studies()
    study = (await studies.find(newsroom.engine, poll.id))[""]
    assert study["winner"] == "b"
    assert study["version"] == (await newsroom.shown(poll)).version
    newsroom.voxpop.results.studies.clear()
    answer = await newsroom.cast(0, poll, {"ranking": ["a", "b", "c"]})
    assert [part for part in answer["parts"] if part["part"] == "runoff"]


async def test_a_run_off_leaves_out_what_is_set_aside(newsroom, worker):
    poll = await ranked_poll(newsroom)
    for by, ranking in enumerate(["a", "b", "b"]):
        await newsroom.cast(by, poll, {"ranking": [ranking]})
    chosen = Chosen(readers=(sheet_of(1, poll), sheet_of(2, poll)))
    await newsroom.moderation.move(About(site=SITE, widget=poll.id), chosen, aside=True)
    await worker.renew_studies()
    study = (await studies.find(newsroom.engine, poll.id))[""]
    assert study["rounds"][0]["counts"] == {"a": 1, "b": 0, "c": 0}


async def test_a_study_rests_a_while_but_not_after_closing(newsroom, worker):
    poll = await ranked_poll(newsroom)

    async def version() -> int:
        return int((await studies.find(newsroom.engine, poll.id))[""]["version"])

    await newsroom.cast(1, poll, {"ranking": ["a"]})
    await worker.renew_studies()
    first = await version()
    await newsroom.cast(2, poll, {"ranking": ["b"]})
    await worker.renew_studies()
    assert await version() == first
    async with newsroom.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE study SET written_at = written_at - interval '1 minute'")
    await worker.renew_studies()
    second = await version()
    assert second > first
    await newsroom.cast(3, poll, {"ranking": ["c"]})
    await newsroom.publishing.close(SITE, poll.id)
    await worker.renew_studies()
    assert await version() > second


async def test_every_poll_that_is_due_gets_its_study(newsroom, worker, monkeypatch):
    monkeypatch.setattr(studies, "STEP", 2)
    polls = [await ranked_poll(newsroom) for _ in range(7)]
    for poll in polls:
        await newsroom.cast(1, poll, {"ranking": ["a"]})
    await worker.renew_studies()
    assert all([await studies.find(newsroom.engine, poll.id) for poll in polls])


async def test_a_poll_that_cannot_be_studied_keeps_no_other_from_its_study(newsroom, worker):
    polls = [await ranked_poll(newsroom) for _ in range(3)]
    for poll in polls:
        await newsroom.cast(1, poll, {"ranking": ["a"]})
    first = min(poll.id for poll in polls)
    async with newsroom.engine.begin() as connection:
        await connection.exec_driver_sql(f"UPDATE sheet SET ballots = '[]' WHERE widget = '{first}'")
    with pytest.raises(msgspec.ValidationError):
        await worker.renew_studies()
    found = {poll.id for poll in polls if await studies.find(newsroom.engine, poll.id)}
    assert found == {poll.id for poll in polls} - {first}


async def test_no_study_by_an_older_spec_is_kept(newsroom, worker):
    poll = await ranked_poll(newsroom)
    await newsroom.cast(1, poll, {"ranking": ["a"]})
    await newsroom.publishing.rewrite(SITE, poll.id, RANKED.replace(b'"c"', b'"d"'))
    await worker.renew_study(poll)
    assert await studies.find(newsroom.engine, poll.id) is None
    await worker.renew_studies()
    assert (await studies.find(newsroom.engine, poll.id))[""]["rounds"][0]["counts"] == {
        "a": 1,
        "b": 0,
        "d": 0,
    }


async def test_a_clock_that_is_set_back_does_not_put_studies_off(newsroom, worker):
    poll = await ranked_poll(newsroom)
    await newsroom.cast(1, poll, {"ranking": ["a"]})
    await worker.renew_studies()
    await newsroom.cast(2, poll, {"ranking": ["a"]})
    async with newsroom.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE study SET written_at = written_at + interval '1 hour'")
    await worker.renew_studies()
    assert (await studies.find(newsroom.engine, poll.id))[""]["rounds"][0]["counts"]["a"] == 2


async def test_a_poll_with_nothing_to_study_is_asked_once_a_version(newsroom, worker):
    poll = await newsroom.poll()
    await newsroom.cast(1, poll, {"options": ["red"]})
    await worker.renew_studies()
    assert await studies.select_due(newsroom.engine, ["poll"], "") == []
    assert await studies.find(newsroom.engine, poll.id) is None


async def test_an_older_study_never_replaces_a_newer_one(newsroom):
    await studies.keep(newsroom.engine, "w_" + "A" * 22, 5, {"": 5})
    await studies.keep(newsroom.engine, "w_" + "A" * 22, 4, {"": 4})
    assert await studies.find(newsroom.engine, "w_" + "A" * 22) == {"": 5}


async def test_one_worker_at_a_time_studies(newsroom, worker):
    poll = await ranked_poll(newsroom)
    await newsroom.cast(1, poll, {"ranking": ["a"]})
    async with turn(newsroom.engine, "studies") as mine:
        assert mine
        await worker.renew_studies()
    assert await studies.find(newsroom.engine, poll.id) is None
    await worker.renew_studies()
    assert await studies.find(newsroom.engine, poll.id)


async def test_a_freeze_of_the_dead_ends(newsroom, worker):
    poll = await newsroom.poll()
    await change_state(newsroom.engine, poll.id, {"frozen": True})
    await worker.thaw()
    await newsroom.cast(1, poll, {"options": ["red"]})


async def test_the_history_is_thinned_out_as_of_now(newsroom, worker):
    await newsroom.cast(1, "points", {"vote": 1})
    old = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=5)
    async with newsroom.engine.begin() as connection:
        for minutes in (0, 5, 10):
            at = (old + timedelta(minutes=minutes)).isoformat()
            await connection.exec_driver_sql(
                "INSERT INTO history (partition, widget, at, counts, turnout, version)"
                f" SELECT partition, widget, '{at}', '{{}}', 0, 1 FROM tally"
            )
    await worker.thin_out()
    async with newsroom.engine.connect() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM history")).scalar_one() == 1


async def test_an_outage_is_said_once_and_so_is_its_end(newsroom, caplog):
    caplog.set_level(logging.INFO)
    results = iter([False, False, True, True])
    done = asyncio.Event()

    async def do() -> bool:
        result = next(results, None)
        if result is None:
            done.set()
            return True
        return result

    repeating = asyncio.ensure_future(Worker(newsroom.engine, newsroom.counts).repeat(Chore("trying", 0, do)))
    await done.wait()
    repeating.cancel()
    said = [record.getMessage() for record in caplog.records if record.name == "voxpop"]
    assert said == ["Trying has to wait: Redis is away", "Trying goes on."]


async def test_a_fault_is_told_with_its_trace_and_ends_nothing(newsroom, caplog):
    async def fail() -> bool:
        raise ZeroDivisionError

    assert not await Worker(newsroom.engine, newsroom.counts).attempt(Chore("failing", 0, fail), quiet=False)
    [record] = [record for record in caplog.records if record.name == "voxpop"]
    assert record.exc_info


async def test_the_worker_outlives_both_engines(own_postgres, own_valkey, caplog):
    caplog.set_level(logging.INFO)
    postgres, valkey = own_postgres(fast=True), own_valkey()
    postgres.start()
    valkey.start()
    await upgrade(postgres.url)
    engine, counts = open_engine(postgres.url), Counts(valkey.url)
    worker = Worker(engine, counts)
    worker.chores = [msgspec.structs.replace(chore, every=0.05) for chore in worker.chores]
    stop = asyncio.Event()
    async with opened(postgres.url, valkey.url) as newsroom:
        newsroom.publish_with(refuse)
        await newsroom.cast(1, "points", {"vote": 1})
        working = asyncio.ensure_future(worker.run(stop))
        await until(lambda: newsroom.shown("points"))
        postgres.stop()
        await until(lambda: said(caplog, "has to wait"))
        valkey.kill()
        postgres.start()
        valkey.start()
        await cast_again(newsroom)
        await until(lambda: left_nothing(newsroom))
        await until(lambda: said(caplog, "goes on"))
    stop.set()
    await working
    await counts.close()
    await engine.dispose()
    assert not [record for record in caplog.records if record.name == "voxpop" and record.exc_info]


async def cast_again(newsroom: Newsroom) -> None:
    answer = await newsroom.cast(2, "points", {"vote": 1})
    assert answer["tally"]["up"] == 2


async def said(caplog: pytest.LogCaptureFixture, what: str) -> bool:
    return any(what in record.getMessage() for record in caplog.records)


async def test_it_stops_at_once(newsroom, worker):
    stop = asyncio.Event()
    stop.set()
    await worker.run(stop)
