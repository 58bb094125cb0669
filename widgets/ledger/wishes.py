"""Drafts whose author may not publish, and wishes that an editor does."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from widgets.ledger import deeds
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import wish


class Wish(Struct, frozen=True):
    """Who wishes that a widget is published, and since when."""

    moderator: str
    name: str
    wished_at: datetime


async def find(engine: Engine, widget: str) -> Wish | None:
    """Give the wish about a widget."""
    asked = select(wish.c.moderator, wish.c.name, wish.c.wished_at).where(wish.c.widget == widget)
    async with reading(engine) as connection:
        row = (await connection.execute(asked)).one_or_none()
    return Wish(*row) if row else None


async def keep(engine: Engine, widget: str, moderator: str, name: str) -> None:
    """Keep a wish; one that stands stays."""
    statement = insert(wish).values(widget=widget, moderator=moderator, name=name)
    async with writing(engine) as connection:
        kept = await connection.execute(statement.on_conflict_do_nothing())
        if kept.rowcount:
            await deeds.note_change(connection, widget)


async def drop(engine: Engine, widget: str) -> None:
    """Forget a wish: it was granted, or declined."""
    async with writing(engine) as connection:
        await connection.execute(delete(wish).where(wish.c.widget == widget))
