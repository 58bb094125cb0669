"""Ballots cast at once: counted exactly, each answered for itself, and nobody waits for a stranger."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.ledger.votes import (
    EXHAUSTED,
    FAULTY,
    REFUSED,
    REVISED,
    UNSTORABLE,
    cast_all,
    connected,
    counted_from_sheets,
    create,
    head_of,
    opened,
    tally_of,
    vote,
    widget,
)
from widgets.errors import Conflicting, Malformed, Unknown
from widgets.ledger import lanes as lanes_module
from widgets.ledger.batch import Stale
from widgets.ledger.connection import writing
from widgets.ledger.holding import hold
from widgets.ledger.working import Committed
from widgets.model import GREATEST_COUNT


async def test_ballots_at_once_are_all_counted(lanes, postgres):
    await create(postgres, 1)
    words = ["red", "green", "blue"]
    answers = await cast_all(lanes, [vote(words[by % 3], by=by) for by in range(1500)])
    assert all(isinstance(each, Committed) for each in answers)
    assert await tally_of(postgres) == {"": {"red": 500, "green": 500, "blue": 500}}
    assert (await head_of(postgres))["turnout"] == 1500


async def test_the_same_ballot_a_hundred_times_counts_once(lanes, postgres):
    await create(postgres, 1)
    await cast_all(lanes, [vote("red")] * 100)
    assert await tally_of(postgres) == {"": {"red": 1}}
    assert (await head_of(postgres))["turnout"] == 1


async def test_a_thousand_different_ballots_of_one_reader_leave_one(lanes, postgres):
    await create(postgres, 1)
    answers = await cast_all(lanes, [vote(f"word {number}") for number in range(1000)])
    [(word, n)] = (await tally_of(postgres))[""].items()
    assert n == 1
    assert answers[-1].ballots == b'{"":"%s"}' % word.encode()
    assert (await head_of(postgres))["turnout"] == 1


async def test_two_processes_share_a_widget_without_losing_a_ballot(database, postgres):
    await create(postgres, 1, 2)
    async with opened(database) as one, opened(database) as other:
        casts = [vote("red", by=by, on=1 + by % 2) for by in range(1200)]
        await asyncio.gather(
            cast_all(one, casts[::2] + casts[:300]), cast_all(other, casts[1::2] + casts[:300])
        )
    for number in (1, 2):
        assert await tally_of(postgres, number) == {"": {"red": 600}}
        assert (await head_of(postgres, number))["turnout"] == 600


async def test_a_withdrawn_ballot_leaves_an_empty_sheet_and_no_count(lanes, postgres):
    await create(postgres, 1)
    await lanes.cast(vote("red", slot="a"))
    await lanes.cast(vote("red", slot="b"))
    committed = await lanes.cast(vote(None, slot="a"))
    assert committed.ballots == b'{"b":"red"}'
    assert committed.standing.turnout == 1
    committed = await lanes.cast(vote(None, slot="b"))
    assert committed.ballots == b"{}"
    assert committed.standing.turnout == 0
    assert await tally_of(postgres) == {}
    assert await postgres.fetchval("SELECT count(*) FROM sheet") == 1


async def test_a_ballot_that_changes_nothing_writes_nothing(lanes, postgres):
    await create(postgres, 1)
    await lanes.cast(vote("red"))
    before = await head_of(postgres)
    committed = await lanes.cast(vote("red"))
    assert committed.standing.tally == {"": {"red": 1}}
    assert await head_of(postgres) == before


async def test_an_answer_tells_the_tally_of_its_own_commit(lanes, postgres):
    await create(postgres, 1)
    versions = []
    for by in range(5):
        committed = await lanes.cast(vote("red", by=by))
        versions.append(committed.standing.version)
        assert committed.standing.tally == {"": {"red": by + 1}}
    assert versions == sorted(set(versions))


async def test_a_sheet_tells_when_and_from_where_its_last_ballot_came(lanes, postgres):
    """What moderators find bursts by."""
    await create(postgres, 1)
    first = await lanes.cast(vote("red"))
    moved = structs.replace(vote("green"), network=b"elsewher", referrer="search.example")
    last = await lanes.cast(moved)
    sheet = await postgres.fetchrow("SELECT network, referrer, cast_at FROM sheet")
    assert tuple(sheet) == (b"elsewher", "search.example", last.now)
    assert last.now > first.now


async def test_a_lane_waits_for_redis_before_it_commits_more_and_more(database, postgres, monkeypatch):
    monkeypatch.setattr(lanes_module, "MOST_PUBLISHING", 2)
    await create(postgres, 1)
    asked: asyncio.Queue[object] = asyncio.Queue()
    tell = asyncio.Event()

    async def publish(standings):
        asked.put_nowait(standings)
        return await tell.wait()

    async with opened(database, publish=publish, lanes=1) as lanes:
        casting = []
        for by in range(2):
            casting.append(asyncio.ensure_future(lanes.cast(vote("red", by=by))))
            await asked.get()
        casting.append(asyncio.ensure_future(lanes.cast(vote("red", by=2))))
        counted = [await postgres.fetchval("SELECT count(*) FROM sheet") for _ in range(50)][-1]
        tell.set()
        assert counted == 2
        await asyncio.gather(*casting)
    assert await tally_of(postgres) == {"": {"red": 3}}


async def test_what_a_lane_remembers_is_bounded(lanes, postgres, monkeypatch):
    monkeypatch.setattr(lanes_module, "KNOWN_WIDGETS", 3)
    await cast_all(lanes, [vote("red", on=on, quota=99) for on in range(30)])
    assert max(len(lane.known) for lane in lanes.all) == 3
    again = await cast_all(lanes, [vote("red", by=2, on=on, quota=0) for on in range(30)])
    assert all(isinstance(each, Committed) for each in again)


async def test_an_answer_leaves_once_redis_was_told_and_not_before(database, postgres):
    await create(postgres, 1)
    told, asked, tell = [], asyncio.Event(), asyncio.Event()

    async def publish(standings):
        told.extend(standings)
        asked.set()
        await tell.wait()
        return True

    async with opened(database, publish=publish) as lanes:
        casting = asyncio.ensure_future(lanes.cast(vote("red")))
        await asked.wait()
        counted, answered = await tally_of(postgres), casting.done()
        tell.set()
        assert (counted, answered) == ({"": {"red": 1}}, False)
        assert (await casting).standing in told


async def test_a_clock_that_is_set_back_makes_no_version_older(lanes, postgres, engine):
    """Redis and readers take nothing that is older than what they have."""
    await create(postgres, 1)
    await lanes.cast(vote("red", by=1))
    await postgres.execute("UPDATE tally SET version = version + 3600000000")
    before = (await head_of(postgres))["version"]
    assert (await lanes.cast(vote("red", by=2))).standing.version == before + 1
    async with writing(engine) as connection, hold(connection, [widget(1)]) as held:
        held.get(widget(1)).add({"": {"red": 1}}, held.now)
    assert (await head_of(postgres))["version"] == before + 2
    assert await postgres.fetchval("SELECT count(*) FROM history") == 0


words = st.sampled_from(["red", "green", "blue", None, REFUSED, FAULTY, UNSTORABLE, REVISED])
ballots = st.lists(
    st.tuples(words, st.integers(1, 4), st.integers(1, 2), st.sampled_from(["", "a"])), max_size=40
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ballots)
def test_whatever_is_cast_at_once_the_tally_is_the_sum_of_its_sheets(database, cast):
    async def play() -> None:
        async with connected(database) as postgres, opened(database) as lanes:
            await postgres.execute("TRUNCATE sheet, tally, outbox, history")
            await create(postgres, 1, 2)
            answers = await cast_all(
                lanes, [vote(word, by=by, on=on, slot=slot) for word, by, on, slot in cast]
            )
            for (word, *_), answer in zip(cast, answers, strict=True):
                # What Postgres cannot keep never gets there if the same reader changes it in the same batch.
                allowed = (Malformed, Committed) if word == UNSTORABLE else EXPECTED.get(word, Committed)
                assert isinstance(answer, allowed), answer
            for number in (1, 2):
                assert await tally_of(postgres, number) == await counted_from_sheets(postgres, number)

    asyncio.run(play())


EXPECTED = {
    REFUSED: Conflicting, FAULTY: ZeroDivisionError, EXHAUSTED: RuntimeError, UNSTORABLE: Malformed,
    REVISED: Stale,
}  # fmt: skip


@pytest.mark.parametrize("bad", list(EXPECTED))
async def test_one_bad_ballot_fails_alone(lanes, postgres, bad):
    await create(postgres, 1, 2)
    casts = [vote(bad if by == 40 else "red", by=by, on=1 + by % 2) for by in range(100)]
    answers = await cast_all(lanes, casts)
    assert isinstance(answers.pop(40), EXPECTED[bad])
    assert all(isinstance(each, Committed) for each in answers)
    assert await tally_of(postgres, 1) == {"": {"red": 49}}
    assert await tally_of(postgres, 2) == {"": {"red": 50}}


async def test_a_count_at_its_greatest_takes_no_more_and_does_not_wrap(lanes, postgres):
    await create(postgres, 1)
    await postgres.execute("UPDATE tally SET counts = $1", f'{{"red": {GREATEST_COUNT}, "green": 1}}')
    red, green = await cast_all(lanes, [vote("red", by=1), vote("green", by=2)])
    assert isinstance(red, Conflicting)
    assert red.code == "count_full"
    assert isinstance(green, Committed)
    assert await tally_of(postgres) == {"": {"red": GREATEST_COUNT, "green": 2}}
    assert await postgres.fetchval("SELECT count(*) FROM sheet") == 1


async def test_a_widget_that_is_not_there_is_unknown(lanes):
    with pytest.raises(Unknown):
        await lanes.cast(vote("red"))


async def test_a_widget_held_elsewhere_delays_nobody_else(lanes, database, postgres):
    await create(postgres, *range(1, 30))
    async with connected(database) as other:
        holding = other.transaction()
        await holding.start()
        await other.execute("SELECT 1 FROM tally WHERE widget = $1 FOR UPDATE", widget(1))
        held = [asyncio.ensure_future(lanes.cast(vote("red", by=by))) for by in range(20)]
        for _ in range(3):
            others = await cast_all(lanes, [vote("red", by=by, on=by) for by in range(2, 30)])
            assert all(isinstance(each, Committed) for each in others)
        assert not any(each.done() for each in held)
        await holding.rollback()
    assert all(isinstance(each, Committed) for each in await asyncio.gather(*held))
    assert await tally_of(postgres) == {"": {"red": 20}}


async def test_a_set_aside_sheet_counts_nothing_before_and_after_a_ballot(lanes, postgres):
    await create(postgres, 1)
    await cast_all(lanes, [vote("red", by=1), vote("red", by=2)])
    await postgres.execute("UPDATE sheet SET aside = true WHERE reader = $1", (1).to_bytes(16, "big"))
    await postgres.execute("""UPDATE tally SET counts = '{"red": 1}', turnout = 1, aside = 1""")
    committed = await lanes.cast(vote("green", by=1))
    assert committed.ballots == b'{"":"green"}'
    assert await tally_of(postgres) == {"": {"red": 1}} == await counted_from_sheets(postgres)
    head = await head_of(postgres)
    assert (head["turnout"], head["aside"]) == (1, 1)
