"""Setting sheets aside and restoring them: the marks leave the tally, or come back, the sheets stay.

No more than `AT_ONCE` sheets are moved while the tally's lock is held, so that ballots go on between the
transactions of a large move; the tally is the sum of its sheets after each of them.
"""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Text, cast, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets import rules
from widgets.ledger.batch import Stale
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.holding import Held, hold
from widgets.ledger.sheets import EMPTY, Mark
from widgets.ledger.tables import sheet as table
from widgets.model import Tally, partition_of

AT_ONCE = 10_000
"""Sheets moved in one transaction."""

MOST_BURSTS = 100
"""Bursts that are told at once."""


class Chosen(Struct, frozen=True, kw_only=True):
    """Which sheets: those of these readers, or those of a network whose last ballot came in a time range."""

    readers: tuple[bytes, ...] = ()
    network: bytes | None = None
    since: datetime | None = None
    until: datetime | None = None
    """The first moment after the range."""


class Burst(Struct, frozen=True):
    """Many sheets from one network in a short time: how many, and when the first and the last came."""

    network: bytes
    sheets: int
    since: datetime
    until: datetime


async def move(
    engine: Engine, widget: str, chosen: Chosen, mark: Mark, revision: int, *, aside: bool
) -> tuple[int, Held]:
    """Set some of the chosen sheets aside, or restore them, and tell how many: fewer than `AT_ONCE` were all.

    `revision` is that of the spec behind `mark`. Raises Unknown, Conflicting where a count would overflow,
    and Stale where the widget has another revision by now.
    """
    async with writing(engine) as connection, hold(connection, [widget]) as held:
        working = held.get(widget)
        if working.standing.revision != revision:
            raise Stale
        rows = await take(connection, widget, chosen, aside=aside)
        sign = -1 if aside else 1
        marks: Tally = {}
        for _, ballots in rows:
            rules.add(marks, mark(ballots.encode()), sign)
        turnout = sign * sum(ballots != EMPTY for _, ballots in rows)
        if rows:
            working.add(marks, held.now, turnout=turnout, aside=-sign * len(rows))
            await mark_rows(connection, widget, [reader for reader, _ in rows], aside=aside)
    return len(rows), held


async def take(
    connection: AsyncConnection, widget: str, chosen: Chosen, *, aside: bool
) -> list[tuple[bytes, str]]:
    """Give some of the chosen sheets that are not there yet, as (reader, ballots)."""
    asked = select(table.c.reader, cast(table.c.ballots, Text)).where(
        *within(widget), table.c.aside.is_(not aside), *matching(chosen)
    )
    rows = await connection.execute(asked.order_by(table.c.reader).limit(AT_ONCE))
    return [(reader, ballots) for reader, ballots in rows]


async def mark_rows(connection: AsyncConnection, widget: str, readers: list[bytes], *, aside: bool) -> None:
    """Write on sheets that they are set aside, or no longer are."""
    some = table.c.reader == func.any(readers)
    await connection.execute(update(table).where(*within(widget), some).values(aside=aside))


def within(widget: str) -> tuple[ColumnElement[bool], ...]:
    """Give the condition that a sheet is the widget's."""
    return table.c.partition == partition_of(widget), table.c.widget == widget


def matching(chosen: Chosen) -> list[ColumnElement[bool]]:
    """Give the conditions of a choice."""
    conditions: list[ColumnElement[bool]] = []
    if chosen.readers:
        conditions.append(table.c.reader == func.any(list(chosen.readers)))
    if chosen.network is not None:
        conditions.append(table.c.network == chosen.network)
    if chosen.since is not None:
        conditions.append(table.c.cast_at >= chosen.since)
    if chosen.until is not None:
        conditions.append(table.c.cast_at < chosen.until)
    return conditions


BURSTS = """
    WITH ordered AS (
        SELECT network, cast_at, row_number() OVER line AS place, lag(cast_at, :many - 1) OVER line AS first
        FROM sheet WHERE partition = :partition AND widget = :widget AND cast_at >= :since AND NOT aside
        WINDOW line AS (PARTITION BY network ORDER BY cast_at)
    )
    SELECT network, max(place) - min(place) + :many AS sheets, min(first) AS since, max(cast_at) AS until
    FROM ordered WHERE cast_at - first <= :span
    GROUP BY network, date_trunc('minute', cast_at) ORDER BY sheets DESC, since LIMIT :most
"""


async def find_bursts(
    engine: Engine, widget: str, *, since: datetime, many: int, span: timedelta
) -> list[Burst]:
    """Give, by network and minute, where `many` sheets or more that still count came within `span`.

    The greatest come first, at most `MOST_BURSTS`. A sheet's time is that of its last ballot.
    """
    values: dict[str, Any] = {"partition": partition_of(widget), "widget": widget, "since": since}
    values |= {"many": many, "span": span, "most": MOST_BURSTS}
    async with reading(engine) as connection:
        rows = (await connection.execute(text(BURSTS), values)).all()
    return [Burst(network=row.network, sheets=row.sheets, since=row.since, until=row.until) for row in rows]


async def find_aside(engine: Engine, widget: str) -> list[Burst]:
    """Give the sheets that are set aside, by network and hour, the most first, at most `MOST_BURSTS`."""
    hour = func.date_trunc("hour", table.c.cast_at)
    sheets = func.count().label("sheets")
    asked = (
        select(table.c.network, sheets, func.min(table.c.cast_at), func.max(table.c.cast_at))
        .where(*within(widget), table.c.aside)
        .group_by(table.c.network, hour)
        .order_by(sheets.desc(), func.min(table.c.cast_at))
        .limit(MOST_BURSTS)
    )
    async with reading(engine) as connection:
        return [Burst(*row) for row in await connection.execute(asked)]
