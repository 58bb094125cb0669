"""Widgets that moderators make: rows, specs and revisions.

Every change raises the revision in the tally's row under that row's lock, so that no batch counts a ballot
against a spec or a schedule that no longer holds.
"""

from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.errors import Unknown
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import spec as specs
from widgets.ledger.tables import tally
from widgets.ledger.tables import widget as table
from widgets.model import Reveal, Widget, partition_of

STATE = ("reveal", "published_at", "opens_at", "closes_at", "retired_at", "frozen")
"""The fields of a widget that change without its spec changing."""


async def find(engine: Engine, id: str) -> Widget | None:
    """Give the widget of this id, or None."""
    async with reading(engine) as connection:
        row = (await connection.execute(with_spec().where(table.c.id == id))).one_or_none()
    return from_row(row) if row else None


async def select_on_page(connection: AsyncConnection, site: str, url: str, most: int) -> list[Widget]:
    """Give the widgets on a page, oldest first."""
    asked = with_spec().where(table.c.site == site, table.c.url == url)
    rows = await connection.execute(asked.order_by(table.c.created_at, table.c.id).limit(most))
    return [from_row(row) for row in rows]


async def select_after(engine: Engine, id: str, most: int) -> list[Widget]:
    """Give the widgets that follow an id in id order: for going through all of them in bounded steps."""
    async with reading(engine) as connection:
        rows = await connection.execute(with_spec().where(table.c.id > id).order_by(table.c.id).limit(most))
        return [from_row(row) for row in rows]


async def create(engine: Engine, widget: Widget) -> None:
    """Keep a new widget with its first spec and a zero tally. Its `revision` must be 1."""
    values = msgspec.structs.asdict(widget)
    body = msgspec.json.decode(values.pop("spec"))
    async with writing(engine) as connection:
        await connection.execute(insert(table).values(**values))
        await connection.execute(insert(specs).values(widget=widget.id, revision=widget.revision, body=body))
        await connection.execute(
            insert(tally).values(
                partition=partition_of(widget.id), widget=widget.id, slot="", revision=widget.revision
            )
        )


async def change(connection: AsyncConnection, id: str, changes: dict[str, Any], spec: Any = None) -> int:
    """Change a widget's state, and its spec where one is given; give the new revision.

    Runs in the caller's transaction, and takes the tally's lock first. Raises Unknown.
    """
    raised = await connection.execute(
        update(tally)
        .where(tally.c.partition == partition_of(id), tally.c.widget == id, tally.c.slot == "")
        .values(revision=tally.c.revision + 1)
        .returning(tally.c.revision)
    )
    revision = raised.scalar_one_or_none()
    if revision is None:
        raise Unknown("unknown_widget", "There is no such widget.")
    await connection.execute(update(table).where(table.c.id == id).values(revision=revision, **changes))
    if spec is not None:
        await connection.execute(insert(specs).values(widget=id, revision=revision, body=spec))
    return int(revision)


def with_spec() -> Select[Any]:
    """Select widgets, each with its newest spec."""
    newest = (
        select(specs.c.body)
        .where(specs.c.widget == table.c.id)
        .order_by(specs.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(table, func.cast(newest, specs.c.body.type).label("spec"))


def from_row(row: Row[Any]) -> Widget:
    """Read a widget from its row."""
    return Widget(
        id=row.id,
        site=row.site,
        url=row.url,
        format=row.format,
        spec=msgspec.json.encode(row.spec),
        revision=row.revision,
        reveal=Reveal(row.reveal),
        published_at=row.published_at,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        retired_at=row.retired_at,
        frozen=row.frozen,
    )
