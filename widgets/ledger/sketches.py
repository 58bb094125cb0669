"""What moderators have typed into a form and not saved yet, a sketch for each form."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import sketch

LASTING = timedelta(days=30)
"""How long a sketch is kept."""

MOST = 50
"""Sketches that are kept for one moderator; the oldest go first."""


class Sketch(Struct, frozen=True):
    """The fields of a form as they were typed, and the widget's revision that they were typed on."""

    revision: int
    fields: list[tuple[str, str]]
    written_at: datetime


async def find(engine: Engine, moderator: str, about: str) -> Sketch | None:
    """Give what a moderator has typed about something."""
    asked = select(sketch.c.revision, sketch.c.fields, sketch.c.written_at)
    async with reading(engine) as connection:
        rows = await connection.execute(asked.where(sketch.c.moderator == moderator, sketch.c.about == about))
        row = rows.one_or_none()
    return Sketch(row[0], [(name, value) for name, value in row[1]], row[2]) if row else None


async def keep(
    engine: Engine, moderator: str, about: str, revision: int, fields: list[tuple[str, str]]
) -> None:
    """Keep what was typed, in the place of what was typed before."""
    values = {"revision": revision, "fields": [list(each) for each in fields], "written_at": func.now()}
    inserted = insert(sketch).values(moderator=moderator, about=about, **values)
    kept = inserted.on_conflict_do_update(index_elements=["moderator", "about"], set_=values)
    oldest = (
        select(sketch.c.about)
        .where(sketch.c.moderator == moderator)
        .order_by(sketch.c.written_at.desc())
        .offset(MOST)
    )
    async with writing(engine) as connection:
        await connection.execute(kept)
        await connection.execute(
            delete(sketch).where(
                sketch.c.moderator == moderator,
                sketch.c.about.in_(oldest) | (sketch.c.written_at < func.now() - LASTING),
            )
        )


async def drop(engine: Engine, moderator: str, about: str) -> None:
    """Forget what was typed: it is saved, or nobody wants it."""
    async with writing(engine) as connection:
        await connection.execute(
            delete(sketch).where(sketch.c.moderator == moderator, sketch.c.about == about)
        )
