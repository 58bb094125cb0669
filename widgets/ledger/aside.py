"""Setting sheets aside and restoring them: the marks leave the tally, or come back, the sheets stay.

No more than `AT_ONCE` sheets are moved while the tally's lock is held, so that ballots go on between the
transactions of a large move; the tally is the sum of its sheets after each of them.
"""

from collections.abc import AsyncIterator
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Table, Text, cast, delete, func, literal_column, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets import rules
from widgets.ledger.batch import Stale
from widgets.ledger.cells import DIGEST
from widgets.ledger.connection import Engine, writing
from widgets.ledger.holding import Held, hold
from widgets.ledger.sheets import EMPTY, Mark
from widgets.ledger.tables import sheet as table
from widgets.ledger.tables import sheet_aside
from widgets.model import Tally, partition_of

AT_ONCE = 10_000
"""Sheets moved in one transaction."""


REMEMBER = """
    INSERT INTO sheet_aside (partition, widget, reader, act)
    SELECT :partition, :widget, unnest(CAST(:readers AS bytea[])), :act
    ON CONFLICT (partition, widget, reader) DO UPDATE SET act = excluded.act
"""


class Chosen(Struct, frozen=True, kw_only=True):
    """Which sheets: all to which everything said here applies.

    They are those of these readers, of a network, with these choices (named by the digest of the sheet), from
    a referrer; whose last ballot came in a time range; that were set aside by one act, or with "" by none.
    """

    readers: tuple[bytes, ...] = ()
    network: bytes | None = None
    choices: str | None = None
    referrer: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """The first moment after the range."""
    act: str | None = None


async def move(
    engine: Engine, widget: str, chosen: Chosen, mark: Mark, revision: int, *, aside: bool, act: str = ""
) -> tuple[int, Held]:
    """Set some of the chosen sheets aside, or restore them, and tell how many: fewer than `AT_ONCE` were all.

    What is set aside by an act that has a name is remembered as its, until it is restored.
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
            readers = [reader for reader, _ in rows]
            await mark_rows(connection, widget, readers, aside=aside)
            await remember(connection, widget, readers, act if aside else "")
            held.ballots = len(rows)
    return len(rows), held


async def take(
    connection: AsyncConnection, widget: str, chosen: Chosen, *, aside: bool
) -> list[tuple[bytes, str]]:
    """Give some of the chosen sheets that are not there yet, as (reader, ballots)."""
    asked = select(table.c.reader, cast(table.c.ballots, Text)).where(
        table.c.aside.is_(not aside), *matching(widget, chosen)
    )
    rows = await connection.execute(asked.order_by(table.c.reader).limit(AT_ONCE))
    return [(reader, ballots) for reader, ballots in rows]


async def mark_rows(connection: AsyncConnection, widget: str, readers: list[bytes], *, aside: bool) -> None:
    """Write on sheets that they are set aside, or no longer are."""
    some = table.c.reader == func.any(readers)
    await connection.execute(update(table).where(*of(table, widget), some).values(aside=aside))


async def remember(connection: AsyncConnection, widget: str, readers: list[bytes], act: str) -> None:
    """Write down by which act sheets are set aside; without one, that it is by none any more."""
    values = {"partition": partition_of(widget), "widget": widget, "readers": readers, "act": act}
    if act:
        await connection.execute(text(REMEMBER), values)
    else:
        some = sheet_aside.c.reader == func.any(readers)
        await connection.execute(delete(sheet_aside).where(*of(sheet_aside, widget), some))


def of(table: Table, widget: str) -> tuple[ColumnElement[bool], ...]:
    """Give the condition that a row is the widget's."""
    return table.c.partition == partition_of(widget), table.c.widget == widget


def matching(widget: str, chosen: Chosen) -> list[ColumnElement[bool]]:
    """Give the conditions of a choice among a widget's sheets."""
    conditions = list(of(table, widget))
    if chosen.readers:
        conditions.append(table.c.reader == func.any(list(chosen.readers)))
    if chosen.network is not None:
        conditions.append(table.c.network == chosen.network)
    if chosen.choices is not None:
        conditions.append(literal_column(DIGEST) == chosen.choices)
    if chosen.referrer is not None:
        conditions.append(table.c.referrer == chosen.referrer)
    if chosen.since is not None:
        conditions.append(table.c.cast_at >= chosen.since)
    if chosen.until is not None:
        conditions.append(table.c.cast_at < chosen.until)
    if chosen.act is not None:
        acted = select(sheet_aside.c.reader).where(*of(sheet_aside, widget))
        of_it = table.c.reader.in_(acted.where(sheet_aside.c.act == chosen.act))
        conditions.append(of_it if chosen.act else table.c.reader.not_in(acted))
    return conditions


async def read_chosen(
    connection: AsyncConnection, widget: str, chosen: Chosen
) -> AsyncIterator[tuple[bytes, int, datetime]]:
    """Give the chosen sheets that count by their ballots: these, how many sheets, and when the last came."""
    number, last = func.count(), func.max(table.c.cast_at)
    asked = select(cast(table.c.ballots, Text), number, last).where(~table.c.aside, *matching(widget, chosen))
    async with connection.stream(asked.group_by(table.c.ballots)) as rows:
        async for ballots, sheets, at in rows:
            yield ballots.encode(), sheets, at
