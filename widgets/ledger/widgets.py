"""Widgets that moderators make, each with its newest spec."""

from typing import Any

import msgspec
from sqlalchemy import Row, ScalarSelect, Select, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger import deeds
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import spec as specs
from widgets.ledger.tables import submission, tally
from widgets.ledger.tables import widget as table
from widgets.model import Approved, Reveal, Widget, partition_of


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


async def select_these(engine: Engine, ids: list[str]) -> list[Widget]:
    """Give those of these widgets that there are."""
    async with reading(engine) as connection:
        return [from_row(row) for row in await connection.execute(with_spec().where(table.c.id.in_(ids)))]


async def select_after(engine: Engine, site: str, after: str, most: int) -> list[Widget]:
    """Give the next widgets of a site in id order: for going through all in bounded steps."""
    asked = with_spec().where(table.c.site == site, table.c.id > after).order_by(table.c.id)
    async with reading(engine) as connection:
        return [from_row(row) for row in await connection.execute(asked.limit(most))]


async def create(engine: Engine, widget: Widget, words: str = "") -> None:
    """Keep a new widget with its first spec and a zero tally. Its `revision` must be 1.

    `words` are those that it is found by in lists.
    """
    values = {**msgspec.structs.asdict(widget), "words": words}
    del values["approved"]
    body = msgspec.json.decode(values.pop("spec"))
    async with writing(engine) as connection:
        await connection.execute(insert(table).values(**values))
        await connection.execute(insert(specs).values(widget=widget.id, revision=widget.revision, body=body))
        await connection.execute(
            insert(tally).values(
                partition=partition_of(widget.id), widget=widget.id, slot="", revision=widget.revision
            )
        )
        await deeds.note_change(connection, widget.id)


def with_spec() -> Select[Any]:
    """Select widgets, each with its newest spec and what was sent in and approved."""
    newest = (
        select(specs.c.body)
        .where(specs.c.widget == table.c.id)
        .order_by(specs.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(
        table, func.cast(newest, specs.c.body.type).label("spec"), approved_ones().label("approved")
    )


def approved_ones() -> ScalarSelect[Any]:
    """Select, beside a widget, the id, the number and the body of each submission that was approved."""
    each = func.jsonb_build_array(submission.c.id, submission.c.number, submission.c.body)
    return (
        select(func.jsonb_agg(each, type_=JSONB))
        .where(submission.c.widget == table.c.id, submission.c.status == "approved")
        .scalar_subquery()
    )


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
        approved=tuple(
            Approved(id=id, number=number, body=msgspec.json.encode(body))
            for id, number, body in sorted(row.approved or (), key=lambda each: each[1])
        ),
    )
