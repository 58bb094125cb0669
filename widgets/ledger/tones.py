"""The tone of one page: kept in its row, with the revision that its own widgets have which heed it."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger import deeds, pages
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.holding import Held, hold
from widgets.ledger.tables import article, tally
from widgets.ledger.tables import page as table
from widgets.model import TONES, Page, Tone, partition_of

Decide: TypeAlias = Callable[[Page], Page]
"""Pure: gives a page with the tone that it is to have."""


async def change(engine: Engine, page: Page, widgets: Sequence[str], decide: Decide) -> Held | None:
    """Let a page have the tone that `decide` gives it, called under its lock; None for no change.

    `page` is as it is where it has no row yet. `widgets` are its own that heed the tone. They are given a
    tally where nobody has cast yet, and under its lock the page's next revision, so that no ballot is counted
    that was checked against another tone. Locks are taken in the order of a first ballot: page, then tallies.
    """
    async with writing(engine) as connection:
        standing = await lock(connection, page)
        if standing is None and is_same(page, decide(page)):
            return None
        if standing is None:
            row = {"site": page.site, "url": page.url}
            await connection.execute(insert(table).values(row).on_conflict_do_nothing())
            standing = await lock(connection, page) or page
        following = decide(standing)
        if is_same(standing, following):
            return None
        values = {"tone": following.tone, "tone_chosen": following.chosen, "revision": standing.revision + 1}
        await connection.execute(update(table).where(at(page)).values(values))
        await open_tallies(connection, widgets)
        await deeds.note_change(connection, "")
        with deeds.unnoted():
            async with hold(connection, widgets) as held:
                for each in map(held.get, widgets):
                    each.add({}, held.now)
                    each.standing.revision = standing.revision + 1
    return held


async def find_suggested(engine: Engine, page: Page) -> Tone | None:
    """Give the tone that a page's article suggested when it was last sent."""
    asked = select(article.c.tone).where(article.c.site == page.site, article.c.url == page.url)
    async with reading(engine) as connection:
        found = (await connection.execute(asked)).scalar_one_or_none()
    return next((tone for tone in TONES if tone == found), None)


async def lock(connection: AsyncConnection, page: Page) -> Page | None:
    """Lock a page's row, and give the page as it stands there."""
    row = (await connection.execute(select(table).where(at(page)).with_for_update())).one_or_none()
    return pages.from_row(row) if row else None


async def open_tallies(connection: AsyncConnection, widgets: Sequence[str]) -> None:
    """Give those widgets a zero tally that have none yet."""
    rows = [{"partition": partition_of(each), "widget": each, "slot": ""} for each in sorted(widgets)]
    await connection.execute(insert(tally).on_conflict_do_nothing(), rows)


def at(page: Page) -> ColumnElement[bool]:
    """Tell a page's row."""
    return (table.c.site == page.site) & (table.c.url == page.url)


def is_same(one: Page, other: Page) -> bool:
    """Tell whether two pages have one tone."""
    return (one.tone, one.chosen) == (other.tone, other.chosen)
