"""Uploads of readers whose place is to be looked at: what something shows is for everybody, others are held.

A change of what is shown notes its uploads here, in its own transaction. Settling comes afterwards and asks
what shows them by then, so that it may be done twice, late, or by another process after a crash.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from msgspec import Struct
from sqlalchemy import ColumnElement, Text, cast, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.media_tables import media
from widgets.ledger.media_tables import media_unsettled as table
from widgets.ledger.tables import spec, submission, widget

NAMED = r'"(m_[\w-]{22})"'
"""How a body of JSON names an upload."""


class Settled(Struct, frozen=True):
    """An upload, whether it is held from now on, and the notes of it that are dealt with by that."""

    id: str
    held: bool
    notes: tuple[int, ...]


async def note(connection: AsyncConnection, id: str, submissions: Sequence[str] | None = None) -> None:
    """Note the uploads in these submissions to a widget; None stands for all that are approved."""
    names = func.unnest(func.regexp_matches(cast(submission.c.body, Text), NAMED, "g"))
    which = submission.c.status == "approved" if submissions is None else submission.c.id.in_(submissions)
    asked = (
        select(widget.c.site, names)
        .join(widget, widget.c.id == submission.c.widget)
        .where(submission.c.widget == id, which)
        .distinct()
    )
    await connection.execute(insert(table).from_select(["site", "media"], asked))


async def select_some(engine: Engine, most: int) -> list[tuple[str, str]]:
    """Give uploads that are noted, each with its site, those noted first before others."""
    asked = select(table.c.site, table.c.media).group_by(table.c.site, table.c.media)
    async with reading(engine) as connection:
        rows = await connection.execute(asked.order_by(func.min(table.c.number)).limit(most))
        return [(row[0], row[1]) for row in rows]


async def decide(engine: Engine, site: str, id: str, days: int) -> Settled:
    """Hold an upload unless something shows it; what is not needed any more is kept for so many days."""
    wanted = (media.c.id == id, media.c.site == site)
    # What moderators have uploaded was never held, and is not for readers' sake.
    readers = (media.c.who != b"") | media.c.recipe.is_not(None)
    async with writing(engine) as connection:
        # One at a time: who looked earlier must not write later.
        await connection.execute(select(media.c.id).where(*wanted).with_for_update())
        # The notes first: one that comes meanwhile is of a change that what follows may not see.
        notes = await connection.scalars(
            select(table.c.number).where(table.c.site == site, table.c.media == id)
        )
        known = tuple(notes)
        written = is_written(site, id)
        asked = select(is_shown(site, id) | written, is_needed(site, id) | written)
        shown, needed = (await connection.execute(asked)).one()
        expires = None if needed else func.now() + func.make_interval(0, 0, 0, days)
        change = update(media).where(*wanted, readers, media.c.stored)
        await connection.execute(change.values(held=not shown, expires_at=expires))
        held = await connection.scalar(select(media.c.held).where(*wanted))
    return Settled(id, bool(held), known)


@asynccontextmanager
async def moving(engine: Engine, settled: Settled) -> AsyncIterator[bool]:
    """Let nobody else decide about an upload while its files are moved; tell whether it is still so decided.

    Its notes are forgotten at the end, unless moving fails.
    """
    async with writing(engine) as connection:
        asked = select(media.c.held).where(media.c.id == settled.id).with_for_update()
        held = await connection.scalar(asked)
        yield held is settled.held
        if held is None or held is settled.held:
            await connection.execute(delete(table).where(table.c.number.in_(settled.notes)))


def is_shown(site: str, id: str) -> ColumnElement[bool]:
    """Tell whether a submission shows an upload: an approved one to a widget that is not retired."""
    return is_sent(site, id, submission.c.status == "approved", widget.c.retired_at.is_(None))


def is_needed(site: str, id: str) -> ColumnElement[bool]:
    """Tell whether a submission may yet show an upload, without anybody thinking again."""
    return is_sent(site, id, submission.c.status.in_(("approved", "pending")))


def is_sent(site: str, id: str, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell whether an upload is in a submission of a kind to one of a site's widgets."""
    named = func.strpos(cast(submission.c.body, Text), id) > 0
    return exists().where(widget.c.site == site, widget.c.id == submission.c.widget, *which, named)


def is_written(site: str, id: str) -> ColumnElement[bool]:
    """Tell whether a moderator has put an upload into a widget, now or in a revision that may come back."""
    return exists().where(
        widget.c.site == site, spec.c.widget == widget.c.id, func.strpos(cast(spec.c.body, Text), id) > 0
    )
