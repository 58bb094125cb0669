"""A format small enough to be read at a glance, for tests of the ledger, which knows no format.

A reader's vote is a word; the tally counts words. Some words misbehave on purpose.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from widgets import rules
from widgets.errors import Conflicting
from widgets.ledger.batch import Decide, Stale
from widgets.ledger.lanes import Lanes, Publish
from widgets.ledger.working import Cast, Decision, Opening
from widgets.model import Standing, Tally, page_widget_id, partition_of

REFUSED = "refused"
FAULTY = "faulty"
EXHAUSTED = "exhausted"
UNSTORABLE = "unstorable\x00"
REVISED = "revised"
"""Words that the format refuses, chokes on, chokes on in a way that no future carries, that Postgres cannot
keep, and that another revision is for."""


def widget(number: int) -> str:
    return page_widget_id("demo", page(number), "words")


def page(number: int) -> str:
    return f"https://news.example/{number}"


def vote(word: str | None, *, by: int = 1, on: int = 1, slot: str = "", quota: int | None = None) -> Cast:
    """A ballot of reader `by` on widget `on`; with a quota it may create the widget's page."""
    return Cast(
        widget=widget(on),
        partition=partition_of(widget(on)),
        reader=by.to_bytes(16, "big"),
        slot=slot,
        network=b"network!",
        referrer="",
        context=word,
        opening=Opening("demo", page(on), quota) if quota is not None else None,
    )


def decide(cast: Cast, body: bytes | None, now: datetime, revision: int) -> Decision | None:
    sheet: dict[str, str] = msgspec.json.decode(body) if body else {}
    word = cast.context
    if word == REVISED and revision == 0:
        raise Stale
    if word == REFUSED:
        raise Conflicting("refused", "No.")
    if word == FAULTY:
        raise ZeroDivisionError
    if word == EXHAUSTED:
        raise StopIteration
    following = {slot: each for slot, each in sheet.items() if slot != cast.slot}
    if word is not None:
        following[cast.slot] = word
    if following == sheet:
        return None
    return Decision(
        ballots=msgspec.json.encode(following),
        marks=rules.difference(marks(sheet), marks(following)),
        turnout=bool(following) - bool(sheet),
    )


def marks(sheet: dict[str, str]) -> Tally:
    return {slot: {word: 1} for slot, word in sheet.items()}


def mark(ballots: bytes) -> Tally:
    """The same of a sheet as JSON, as the ledger wants it for recounts."""
    return marks(msgspec.json.decode(ballots))


async def taken(standings: list[Standing]) -> bool:
    return True


async def lost(standings: list[Standing]) -> bool:
    return False


@asynccontextmanager
async def opened(
    url: str, *, publish: Publish = taken, lanes: int = 2, decide: Decide = decide
) -> AsyncIterator[Lanes]:
    """The lanes of one process, counting."""
    running = Lanes(url, decide, publish, lanes=lanes)
    running.start()
    try:
        yield running
    finally:
        await running.close()


async def cast_all(lanes: Lanes, casts: Sequence[Cast]) -> list[Any]:
    """Cast all at once, and give each one's answer: a Committed or an exception."""
    return await asyncio.gather(*map(lanes.cast, casts), return_exceptions=True)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to look behind the room's back with; dropped where Postgres is gone by the end."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        with suppress(Exception):
            await connection.close(timeout=2)


async def create(connection: asyncpg.Connection, *numbers: int) -> None:
    """Give widgets a zero tally, as if they had been created."""
    rows = [(partition_of(widget(number)), widget(number)) for number in numbers]
    await connection.executemany("INSERT INTO tally (partition, widget, slot) VALUES ($1, $2, '')", rows)


async def tally_of(connection: asyncpg.Connection, number: int = 1) -> Tally:
    rows = await connection.fetch("SELECT slot, counts FROM tally WHERE widget = $1", widget(number))
    found = {row["slot"]: msgspec.json.decode(row["counts"]) for row in rows}
    return {slot: counts for slot, counts in found.items() if counts}


async def head_of(connection: asyncpg.Connection, number: int = 1) -> asyncpg.Record:
    return await connection.fetchrow("SELECT * FROM tally WHERE widget = $1 AND slot = ''", widget(number))


async def counted_from_sheets(connection: asyncpg.Connection, number: int = 1) -> Tally:
    """The tally as it must be: the sum of the marks of all sheets that are not set aside."""
    tally: Tally = {}
    rows = await connection.fetch("SELECT ballots FROM sheet WHERE widget = $1 AND NOT aside", widget(number))
    for row in rows:
        rules.add(tally, mark(row["ballots"].encode()))
    return tally


WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'voxpop lane' AND wait_event_type = 'Lock' AND datname = current_database()
"""


async def until_waiting(connection: asyncpg.Connection) -> None:
    """Return once a lane waits for a lock."""
    while not await connection.fetchval(WAITING):
        pass
