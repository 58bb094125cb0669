"""Sheets counted by time and by what they have in common: what is told, and how little of it."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from tests.ledger.votes import widget
from widgets.ledger import cells
from widgets.ledger.cells import Span, select_cells, select_minutes, select_usual
from widgets.model import partition_of
from widgets.patterns import HOUR, MINUTE, By

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
DAY = Span(widget=widget(1), since=NOON, until=NOON + timedelta(days=1))


async def fill(
    postgres: asyncpg.Connection,
    *seconds: float,
    network: bytes = b"one",
    ballots: str = '{"": "red"}',
    referrer: str = "",
    on: int = 1,
) -> None:
    """Put a sheet at each of so many seconds after noon."""
    first = await postgres.fetchval("SELECT count(*) FROM sheet")
    await postgres.executemany(
        "INSERT INTO sheet (reader, cast_at, network, ballots, referrer, partition, widget)"
        f" VALUES ($1, $2, $3, $4, $5, {partition_of(widget(on))}, '{widget(on)}')",
        [
            ((first + at).to_bytes(16, "big"), NOON + timedelta(seconds=each), network, ballots, referrer)
            for at, each in enumerate(seconds)
        ],
    )


async def test_minutes_are_counted_with_what_is_set_aside(postgres, engine):
    await fill(postgres, -1, 0, 5, 59, 60, 86_400)
    await fill(postgres, 3, on=2)
    await postgres.execute("UPDATE sheet SET aside = true WHERE cast_at = $1", NOON + timedelta(seconds=5))
    found = await select_minutes(engine, DAY)
    assert [(each.at, each.sheets, each.aside) for each in found] == [(NOON, 3, 1), (NOON + MINUTE, 1, 0)]
    assert (found[0].first, found[0].last) == (NOON, NOON + timedelta(seconds=59))


@pytest.mark.parametrize("by", [By.NETWORK, By.CHOICES, By.REFERRER])
async def test_what_has_many_in_one_minute_is_told_with_its_neighbours(postgres, engine, by):
    await fill(postgres, 1, 2, 3, 70, network=b"two", ballots='{"": "up"}', referrer="two")
    await fill(postgres, 1, 2, 70, 71)
    found = sorted(await select_cells(engine, DAY, by, MINUTE, 3), key=lambda cell: cell.at)
    assert [(each.at, each.sheets) for each in found] == [(NOON, 3), (NOON + MINUTE, 1)]
    [key] = {each.key for each in found}
    assert key == {By.NETWORK: b"two".hex(), By.REFERRER: "two"}.get(by, key)
    only = await select_cells(engine, DAY, by, MINUTE, 3, [NOON])
    assert [each.at for each in only] == [NOON]
    assert {each.sheets for each in await select_cells(engine, DAY, by, HOUR, 1)} == {4}


async def test_what_is_set_aside_or_withdrawn_is_not_looked_at(postgres, engine):
    await fill(postgres, 1, 2, 3, ballots="{}")
    assert await select_cells(engine, DAY, By.CHOICES, MINUTE, 3) == []
    assert len(await select_cells(engine, DAY, By.NETWORK, MINUTE, 3)) == 1
    await postgres.execute("UPDATE sheet SET aside = true")
    assert await select_cells(engine, DAY, By.NETWORK, MINUTE, 3) == []


async def test_no_more_is_told_than_can_be_looked_at(postgres, engine, monkeypatch):
    monkeypatch.setattr(cells, "MOST_KEYS", 2)
    for number in range(4):
        await fill(postgres, *range(number + 1), network=bytes([number]))
    found = await select_cells(engine, DAY, By.NETWORK, MINUTE, 1)
    assert {each.key for each in found} == {"02", "03"}


async def test_what_is_usual_is_of_all_sheets_that_count(postgres, engine):
    await fill(postgres, 1, 2, ballots='{"": "red"}')
    await fill(postgres, 1, 2, 3, ballots='{"one": "a", "two": "b"}')
    await fill(postgres, 1, 2, ballots="{}")
    keys = {each.key: each.sheets for each in await select_cells(engine, DAY, By.CHOICES, MINUTE, 1)}
    usual = await select_usual(engine, DAY, list(keys))
    assert (usual.sheets, usual.whole) == (keys, 5)
    assert [keys[key] for key in usual.several] == [3]
    assert (await select_usual(engine, DAY, ["unknown"])).whole == 0
