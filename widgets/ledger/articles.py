"""Articles as they were last sent: a hash of the text, never the text, and what no longer stands in it."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import article as table
from widgets.ledger.tables import evidence_flag as flags
from widgets.ledger.tables import page
from widgets.model import Tone


class Flag(Struct, frozen=True, kw_only=True):
    """A question whose evidence no longer stands in its article.

    `before` is the sentence it rests on, `after` the one in the article that comes nearest, or empty.
    """

    widget: str
    question: str
    before: str
    after: str


async def keep(
    engine: Engine,
    site: str,
    url: str,
    *,
    title: str,
    hash: str,
    minutes: int,
    tone: Tone,
    widgets: Sequence[str],
    flagged: Sequence[Flag],
) -> None:
    """Keep an article, give its page title and reading time, and replace the flags of its widgets."""
    shown = {"title": title, "reading_minutes": minutes} if title else {"reading_minutes": minutes}
    kept = {"hash": hash, "tone": tone, "sent_at": func.now()}
    rows = [
        {"widget": each.widget, "question": each.question, "before": each.before, "after": each.after}
        for each in flagged
    ]
    async with writing(engine) as connection:
        await connection.execute(
            upsert(page)
            .values(site=site, url=url, **shown)
            .on_conflict_do_update(index_elements=[page.c.site, page.c.url], set_=shown)
        )
        await connection.execute(
            upsert(table)
            .values(site=site, url=url, **kept)
            .on_conflict_do_update(index_elements=[table.c.site, table.c.url], set_=kept)
        )
        await connection.execute(delete(flags).where(flags.c.widget.in_(widgets)))
        if rows:
            await connection.execute(insert(flags), rows)


async def select_flags(engine: Engine, widgets: Sequence[str]) -> list[Flag]:
    """Give the flags of widgets."""
    asked = select(flags).where(flags.c.widget.in_(widgets)).order_by(flags.c.widget, flags.c.question)
    async with reading(engine) as connection:
        rows = await connection.execute(asked)
        return [
            Flag(widget=row.widget, question=row.question, before=row.before, after=row.after) for row in rows
        ]
