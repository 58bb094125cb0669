"""Pages in the ledger, each with the widgets that moderators put on it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeAlias

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from widgets.ledger import widgets
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import page as table
from widgets.model import TONES, Page, Widget

Place: TypeAlias = tuple[str, str]
"""A page: (site, canonical URL)."""

MOST_WIDGETS = 50
"""How many widgets of moderators one page shows."""


async def find(engine: Engine, site: str, url: str) -> tuple[Page | None, list[Widget]]:
    """Give a page, or None where nobody has reacted to it yet, and the moderators' widgets on it."""
    asked = select(table).where(table.c.site == site, table.c.url == url)
    async with reading(engine) as connection:
        row = (await connection.execute(asked)).one_or_none()
        attached = await widgets.select_on_page(connection, site, url, MOST_WIDGETS)
    return (from_row(row) if row else None), attached


async def select_these(engine: Engine, places: Sequence[Place]) -> list[Page]:
    """Give those of these pages that there are."""
    asked = select(table).where(tuple_(table.c.site, table.c.url).in_(places))
    async with reading(engine) as connection:
        return [from_row(row) for row in await connection.execute(asked)]


async def keep(engine: Engine, page: Page) -> None:
    """Create a page, or give it this title and reading time."""
    shown = {"title": page.title, "reading_minutes": page.reading_minutes}
    statement = insert(table).values(site=page.site, url=page.url, **shown)
    async with writing(engine) as connection:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=[table.c.site, table.c.url], set_=shown)
        )


async def count(engine: Engine) -> int:
    """Tell how many pages there are."""
    async with reading(engine) as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


async def select_after(engine: Engine, place: Place, most: int, *, site: str | None = None) -> list[Place]:
    """Give the pages that follow one in the order of site and URL: for going through all in bounded steps."""
    asked = select(table.c.site, table.c.url).where(tuple_(table.c.site, table.c.url) > tuple_(*place))
    if site is not None:
        asked = asked.where(table.c.site == site)
    async with reading(engine) as connection:
        rows = await connection.execute(asked.order_by(table.c.site, table.c.url).limit(most))
        return [(site, url) for site, url in rows]


async def select_created_within(engine: Engine, seconds: float) -> list[Place]:
    """Give the pages created in the last so many seconds."""
    since = func.clock_timestamp() - timedelta(seconds=seconds)
    asked = select(table.c.site, table.c.url).where(table.c.created_at >= since)
    async with reading(engine) as connection:
        return [(site, url) for site, url in await connection.execute(asked)]


def from_row(row: Row[Any]) -> Page:
    """Read a page from its row."""
    return Page(
        site=row.site,
        url=row.url,
        title=row.title,
        reading_minutes=row.reading_minutes,
        tone=row.tone if row.tone in TONES else None,
        chosen=row.tone_chosen,
        revision=row.revision,
    )
