"""A site's widgets as its moderators go through them, and the specs that a widget has had."""

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Row, select, tuple_

from widgets.ledger.connection import Engine, reading
from widgets.ledger.tables import spec as specs
from widgets.ledger.tables import widget as table
from widgets.ledger.tables import wish
from widgets.ledger.widgets import from_row, with_spec
from widgets.model import Widget


class Entry(Struct, frozen=True, kw_only=True):
    """A widget; `wished_by` names whoever wants it published."""

    widget: Widget
    created_at: datetime
    wished_by: str = ""


class Written(Struct, frozen=True):
    """A spec, and since which revision and when it holds."""

    revision: int
    spec: bytes
    written_at: datetime


async def select_entries(
    engine: Engine,
    site: str,
    most: int,
    *,
    format: str = "",
    before: tuple[datetime, str] | None = None,
    wished: bool = False,
) -> list[Entry]:
    """Give a site's widgets, the newest first, from the one after `before`; with `wished` those that wait."""
    asked = (
        with_spec()
        .add_columns(wish.c.name.label("wished_by"))
        .outerjoin(wish, wish.c.widget == table.c.id)
        .where(table.c.site == site)
    )
    if format:
        asked = asked.where(table.c.format == format)
    if wished:
        asked = asked.where(wish.c.widget.is_not(None))
    if before is not None:
        asked = asked.where(tuple_(table.c.created_at, table.c.id) < before)
    newest = asked.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(most)
    async with reading(engine) as connection:
        return [read_entry(row) for row in await connection.execute(newest)]


def read_entry(row: Row[tuple[object, ...]]) -> Entry:
    """Read an entry from its row."""
    return Entry(
        widget=from_row(row),
        created_at=row.created_at,
        wished_by=row.wished_by or "",
    )


async def select_specs(engine: Engine, widget: str, most: int) -> list[Written]:
    """Give the specs that a widget has had, the newest first."""
    asked = select(specs.c.revision, specs.c.body, specs.c.written_at).where(specs.c.widget == widget)
    async with reading(engine) as connection:
        rows = await connection.execute(asked.order_by(specs.c.revision.desc()).limit(most))
        return [Written(revision, msgspec.json.encode(body), at) for revision, body, at in rows]
