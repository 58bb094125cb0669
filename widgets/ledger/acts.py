"""Acts by which sheets were set aside: who did it when, and what the sheets have in common."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, insert, select

from widgets.ledger.aside import of
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import aside_act as table
from widgets.ledger.tables import sheet, sheet_aside
from widgets.patterns import By

MOST = 100
"""Acts, and groups of sheets that belong to none, that are told at once."""


class Act(Struct, frozen=True, kw_only=True):
    """One, with the sheets that are still set aside by it. `until` is the first moment after its time."""

    id: str
    by: By
    key: str
    since: datetime
    until: datetime
    name: str
    at: datetime | None = None
    sheets: int = 0


class Rest(Struct, frozen=True):
    """Sheets set aside by no act that is known: of a network and an hour, from the first to the last."""

    network: bytes
    sheets: int
    since: datetime
    until: datetime


async def add(engine: Engine, widget: str, act: Act) -> None:
    """Write an act down, before its first sheet is set aside."""
    values = {"id": act.id, "widget": widget, "by": act.by.value, "key": act.key, "name": act.name}
    async with writing(engine) as connection:
        await connection.execute(insert(table).values(**values, since=act.since, until=act.until))


async def select_acts(engine: Engine, widget: str) -> list[Act]:
    """Give the acts by which sheets are set aside, the last one first, at most `MOST`."""
    sheets = func.count().label("sheets")
    counted = (
        select(sheet_aside.c.act, sheets)
        .join(sheet, (sheet.c.reader == sheet_aside.c.reader) & sheet.c.aside)
        .where(*of(sheet_aside, widget), *of(sheet, widget))
        .group_by(sheet_aside.c.act)
        .subquery()
    )
    asked = select(table, counted.c.sheets).join(counted, counted.c.act == table.c.id)
    async with reading(engine) as connection:
        rows = (await connection.execute(asked.order_by(table.c.at.desc()).limit(MOST))).all()
    return [
        Act(
            id=row.id,
            by=By(row.by),
            key=row.key,
            since=row.since,
            until=row.until,
            name=row.name,
            at=row.at,
            sheets=row.sheets,
        )
        for row in rows
    ]


async def select_rest(engine: Engine, widget: str) -> list[Rest]:
    """Give what is set aside by no act, by network and hour, the most first, at most `MOST`."""
    hour = func.date_trunc("hour", sheet.c.cast_at)
    sheets = func.count().label("sheets")
    known = select(sheet_aside.c.reader).where(
        *of(sheet_aside, widget), sheet_aside.c.reader == sheet.c.reader
    )
    asked = (
        select(sheet.c.network, sheets, func.min(sheet.c.cast_at), func.max(sheet.c.cast_at))
        .where(*of(sheet, widget), sheet.c.aside, ~known.exists())
        .group_by(sheet.c.network, hour)
        .order_by(sheets.desc(), func.min(sheet.c.cast_at))
        .limit(MOST)
    )
    async with reading(engine) as connection:
        return [Rest(*row) for row in await connection.execute(asked)]
