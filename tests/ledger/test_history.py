"""The history: what stood at the end of each bucket, thinned out as it grows old."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger.votes import connected, create, head_of, opened, vote, widget
from widgets.ledger.connection import open_engine
from widgets.ledger.history import select_since, thin_out
from widgets.ledger.working import bucket_of
from widgets.model import partition_of

NOW = datetime(2031, 5, 4, 12, 34, tzinfo=UTC)
FIVE = timedelta(minutes=5)


async def test_the_first_change_of_a_bucket_keeps_how_the_one_before_ended(lanes, postgres, engine):
    await create(postgres, 1)
    await lanes.cast(vote("red", by=1))
    await lanes.cast(vote("red", by=2))
    assert await postgres.fetchval("SELECT count(*) FROM history") == 0
    await postgres.execute("UPDATE tally SET version = version - 600000000")
    old = (await head_of(postgres))["version"]
    for by in (3, 4):
        await lanes.cast(vote("red", by=by))
    [state] = await select_since(engine, widget(1), datetime(1970, 1, 1, tzinfo=UTC))
    assert (state.at, state.tally, state.turnout, state.version) == (bucket_of(old), {"": {"red": 2}}, 2, old)


async def keep(postgres: asyncpg.Connection, ages: list[timedelta], number: int = 1) -> None:
    """Keep a state for each age; each tells its own time, so that a mix-up shows."""
    times = sorted({bucket_of(int((NOW - age).timestamp() * 1_000_000)) for age in ages})
    rows = [(partition_of(widget(number)), widget(number), at, at.isoformat()) for at in times]
    await postgres.executemany(
        "INSERT INTO history (partition, widget, at, counts, turnout, version)"
        " VALUES ($1, $2, $3, jsonb_build_object('', jsonb_build_object($4::text, 1)), 1, 1)",
        rows,
    )


async def states(postgres: asyncpg.Connection, number: int = 1) -> list[datetime]:
    rows = await postgres.fetch("SELECT at FROM history WHERE widget = $1 ORDER BY at", widget(number))
    return [row["at"] for row in rows]


def expected(times: list[datetime]) -> list[datetime]:
    """The last state of every bucket, whose size follows from its age."""
    last: dict[tuple[str, datetime], datetime] = {}
    hour = NOW.replace(minute=0)
    for at in times:
        if at < hour.replace(hour=0) - timedelta(days=90):
            last["day", at.replace(hour=0, minute=0)] = at
        elif at < hour - timedelta(days=2):
            last["hour", at.replace(minute=0)] = at
        else:
            last["bucket", at] = at
    return sorted(last.values())


ages = st.lists(st.integers(0, 120 * 24 * 12).map(lambda each: each * FIVE), max_size=60)
clustered = ages.map(lambda some: [age + more * FIVE for age in some[:8] for more in range(20)])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ages | clustered, ages)
def test_the_last_state_of_each_bucket_stays_and_twice_changes_nothing(database, some, others):
    async def play() -> None:
        engine = open_engine(database)
        async with connected(database) as postgres:
            await postgres.execute("TRUNCATE history, tally")
            await create(postgres, 1, 2)
            await keep(postgres, some, 1)
            await keep(postgres, others, 2)
            before = [await states(postgres, number) for number in (1, 2)]
            after = [expected(each) for each in before]
            assert await thin_out(engine, NOW) == sum(map(len, before)) - sum(map(len, after))
            assert [await states(postgres, number) for number in (1, 2)] == after
            assert await thin_out(engine, NOW) == 0
        await engine.dispose()

    asyncio.run(play())


async def test_every_widget_is_thinned_out_however_many_there_are(database, postgres, engine, monkeypatch):
    monkeypatch.setattr("widgets.ledger.history.STEP", 3)
    await create(postgres, *range(200))
    for number in range(200):
        await keep(postgres, [timedelta(days=200), timedelta(days=200, minutes=5)], number)
    assert await thin_out(engine, NOW) == 200


async def test_the_history_of_ballots_is_a_staircase(database, postgres, engine):
    await create(postgres, 1)
    async with opened(database) as lanes:
        for by in range(6):
            await lanes.cast(vote("red", by=by))
            await postgres.execute("UPDATE tally SET version = version - 600000000")
            await postgres.execute("UPDATE history SET at = at - interval '10 minutes'")
    found = await select_since(engine, widget(1), datetime(1970, 1, 1, tzinfo=UTC))
    assert [state.tally[""]["red"] for state in found] == [1, 2, 3, 4, 5]
