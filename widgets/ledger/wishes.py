"""Drafts whose author may not publish: wishes that an editor does, and what editors say who decline."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from widgets.errors import Conflicting
from widgets.ledger import deeds
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import decline as declines
from widgets.ledger.tables import widget as widgets
from widgets.ledger.tables import wish


class Wish(Struct, frozen=True):
    """Who wishes that a widget is published, and since when."""

    moderator: str
    name: str
    wished_at: datetime


class Decline(Struct, frozen=True):
    """Who declined to publish a draft, and why."""

    name: str
    reason: str
    declined_at: datetime


async def find(engine: Engine, widget: str) -> Wish | Decline | None:
    """Give the wish about a widget, or how the last one was declined."""
    asked = select(wish.c.moderator, wish.c.name, wish.c.wished_at).where(wish.c.widget == widget)
    answered = select(declines.c.name, declines.c.reason, declines.c.declined_at)
    async with reading(engine) as connection:
        if row := (await connection.execute(asked)).one_or_none():
            return Wish(*row)
        row = (await connection.execute(answered.where(declines.c.widget == widget))).one_or_none()
    return Decline(*row) if row else None


async def count(engine: Engine, site: str, most: int) -> int:
    """Tell how many drafts of a site wait for an editor, but count no further than `most`."""
    waiting = (
        select(wish.c.widget)
        .join(widgets, widgets.c.id == wish.c.widget)
        .where(widgets.c.site == site, widgets.c.published_at.is_(None), widgets.c.retired_at.is_(None))
        .limit(most)
    )
    async with reading(engine) as connection:
        asked = select(func.count()).select_from(waiting.subquery())
        return (await connection.execute(asked)).scalar_one()


async def keep(engine: Engine, widget: str, moderator: str, name: str) -> None:
    """Keep a wish; one that stands stays. That an earlier one was declined is forgotten."""
    statement = insert(wish).values(widget=widget, moderator=moderator, name=name)
    async with writing(engine) as connection:
        kept = await connection.execute(statement.on_conflict_do_nothing())
        if kept.rowcount:
            await connection.execute(delete(declines).where(declines.c.widget == widget))
            await deeds.note_change(connection, widget)


async def decline(engine: Engine, widget: str, name: str, reason: str) -> None:
    """Put a decline in the place of a wish. Raises Conflicting where there is no wish any more."""
    values = {"name": name, "reason": reason}
    statement = insert(declines).values(widget=widget, **values)
    async with writing(engine) as connection:
        dropped = await connection.execute(delete(wish).where(wish.c.widget == widget))
        if not dropped.rowcount:
            raise Conflicting(
                "no_wish", "Nobody waits for approval of this any more: somebody else has decided."
            )
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["widget"], set_=statement.excluded)
        )
        await deeds.note_change(connection, widget)


async def drop(engine: Engine, widget: str) -> None:
    """Forget a wish, and that one was declined: the draft is published."""
    async with writing(engine) as connection:
        for table in (wish, declines):
            await connection.execute(delete(table).where(table.c.widget == widget))
