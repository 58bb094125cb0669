"""A site's widgets as its moderators go through them, and the specs that a widget has had."""

from datetime import datetime
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Subquery, and_, func, not_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger.connection import Engine, reading
from widgets.ledger.tables import decline, wish
from widgets.ledger.tables import spec as specs
from widgets.ledger.tables import widget as table
from widgets.ledger.widgets import from_row, with_spec
from widgets.model import Status, Widget

Place: TypeAlias = tuple[datetime, str]
"""Where a widget stands in the list: when it was made, and its id."""

LOOKED_AT = 10_000
"""Widgets that are looked at for those that are wanted, however few these are. The index `widget_newest`
gives them in their order, so that neither the list nor a search takes longer as a site grows."""


class Wanted(Struct, frozen=True, kw_only=True):
    """Which widgets of a site are wanted; what is empty wants all. `words` are folded."""

    site: str
    now: datetime
    format: str = ""
    status: Status | None = None
    waiting: bool = False
    words: tuple[str, ...] = ()


class Entry(Struct, frozen=True, kw_only=True):
    """A widget; `wished_by` names whoever wants it published, `declined` tells that an editor did not."""

    widget: Widget
    created_at: datetime
    wished_by: str = ""
    declined: bool = False


class Written(Struct, frozen=True):
    """A spec, and since which revision and when it holds."""

    revision: int
    spec: bytes
    written_at: datetime


async def select_entries(
    engine: Engine, wanted: Wanted, most: int, *, before: Place | None = None
) -> tuple[list[Entry], Place | None]:
    """Give a site's wanted widgets, the newest first, from the one after `before`.

    Where not all could be looked at, the second is the last one that was: the next step begins there.
    """
    window = look_at(wanted.site, before)
    chosen = select(window.c.id).where(*conditions(wanted, window)).order_by(*newest(window)).limit(most)
    ids = chosen.subquery()
    asked = (
        with_spec()
        .add_columns(wish.c.name.label("wished_by"), decline.c.widget.label("declined"))
        .join(ids, ids.c.id == table.c.id)
        .outerjoin(wish, wish.c.widget == table.c.id)
        .outerjoin(decline, decline.c.widget == table.c.id)
        .order_by(*newest(table))
    )
    async with reading(engine) as connection:
        found = [read_entry(row) for row in await connection.execute(asked)]
        end = await find_end(connection, window) if len(found) < most else None
    return found, end


def look_at(site: str, before: Place | None) -> Subquery:
    """Select the widgets that one step looks at."""
    asked = select(table).where(table.c.site == site)
    if before is not None:
        asked = asked.where(tuple_(table.c.created_at, table.c.id) < before)
    return asked.order_by(*newest(table)).limit(LOOKED_AT).subquery()


async def find_end(connection: AsyncConnection, window: Subquery) -> Place | None:
    """Give the last widget of a step, or None where it came to the end of the list."""
    asked = select(window.c.created_at, window.c.id).order_by(*newest(window))
    row = (await connection.execute(asked.offset(LOOKED_AT - 1).limit(1))).one_or_none()
    return (row[0], row[1]) if row else None


def newest(of: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Order by when they were made, the newest first."""
    return of.c.created_at.desc(), of.c.id.desc()


def conditions(wanted: Wanted, of: Subquery) -> list[ColumnElement[bool]]:
    """Give what has to hold for those that are wanted."""
    asked: list[ColumnElement[bool]] = []
    if wanted.format:
        asked.append(of.c.format == wanted.format)
    if wanted.waiting:
        asked.append(select(wish.c.widget).where(wish.c.widget == of.c.id).exists())
    status = Status.DRAFT if wanted.waiting else wanted.status
    if status is not None:
        asked.append(has_status(of, status, wanted.now))
    found_by = func.coalesce(of.c.words, func.lower(of.c.url))
    return asked + [func.strpos(found_by, word) > 0 for word in wanted.words]


def has_status(of: Subquery, status: Status, now: datetime) -> ColumnElement[bool]:
    """Give what `Widget.status` computes, as a condition."""

    def past(moment: ColumnElement[Any]) -> ColumnElement[bool]:
        return func.coalesce(moment <= now, False)

    retired, shown = past(of.c.retired_at), past(of.c.published_at)
    later, over = of.c.opens_at > now, past(of.c.closes_at)
    opened = func.coalesce(not_(later), True)
    match status:
        case Status.RETIRED:
            return retired
        case Status.DRAFT:
            return and_(not_(retired), of.c.published_at.is_(None))
        case Status.SCHEDULED:
            return and_(not_(retired), of.c.published_at.is_not(None), or_(not_(shown), not_(opened)))
        case Status.CLOSED:
            return and_(not_(retired), shown, opened, over)
        case _:
            return and_(not_(retired), shown, opened, not_(over))


def read_entry(row: Row[tuple[object, ...]]) -> Entry:
    """Read an entry from its row."""
    return Entry(
        widget=from_row(row),
        created_at=row.created_at,
        wished_by=row.wished_by or "",
        declined=row.declined is not None,
    )


async def select_specs(engine: Engine, widget: str, most: int, *, before: int | None = None) -> list[Written]:
    """Give the specs that a widget has had, the newest first, from the one before a revision."""
    asked = select(specs.c.revision, specs.c.body, specs.c.written_at).where(specs.c.widget == widget)
    if before is not None:
        asked = asked.where(specs.c.revision < before)
    async with reading(engine) as connection:
        rows = await connection.execute(asked.order_by(specs.c.revision.desc()).limit(most))
        return [Written(revision, msgspec.json.encode(body), at) for revision, body, at in rows]
