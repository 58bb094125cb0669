"""Pages in the ledger, each with the widgets that moderators put on it."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from widgets.ledger import widgets
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import page as table
from widgets.model import Page, Widget

MOST_WIDGETS = 50
"""How many widgets of moderators one page shows."""


async def find(engine: Engine, site: str, url: str) -> tuple[Page | None, list[Widget]]:
    """Give a page, or None where nobody has reacted to it yet, and the moderators' widgets on it."""
    asked = select(table).where(table.c.site == site, table.c.url == url)
    async with reading(engine) as connection:
        row = (await connection.execute(asked)).one_or_none()
        attached = await widgets.select_on_page(connection, site, url, MOST_WIDGETS)
    if row is None:
        return None, attached
    return Page(site=site, url=url, title=row.title, reading_minutes=row.reading_minutes), attached


async def keep(engine: Engine, page: Page) -> None:
    """Create a page, or give it this title and reading time."""
    shown = {"title": page.title, "reading_minutes": page.reading_minutes}
    statement = insert(table).values(site=page.site, url=page.url, **shown)
    async with writing(engine) as connection:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=[table.c.site, table.c.url], set_=shown)
        )
