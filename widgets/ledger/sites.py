"""Sites in the ledger."""

from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from widgets.ledger import deeds
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import site as table
from widgets.model import Site
from widgets.staff import Deed


async def find(engine: Engine, id: str) -> Site | None:
    """Give the site of this id, or None."""
    async with reading(engine) as connection:
        row = (await connection.execute(select(table).where(table.c.id == id))).one_or_none()
    return from_row(row) if row else None


async def origins(engine: Engine) -> frozenset[str]:
    """Give the origins of all sites."""
    async with reading(engine) as connection:
        rows = await connection.scalars(select(func.unnest(table.c.origins)).distinct())
        return frozenset(rows)


async def keep(engine: Engine, site: Site) -> None:
    """Create a site, or give the one of this id new settings and the next revision."""
    settings = {
        "name": site.name,
        "origins": list(site.origins),
        "page_quota": site.page_quota,
        "page_specs": site.page_specs,
        "follows_tone": site.follows_tone,
    }
    statement = insert(table).values(id=site.id, **settings)
    async with writing(engine) as connection:
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[table.c.id], set_=settings | {"revision": table.c.revision + 1}
            )
        )


async def change(engine: Engine, site: Site, deed: Deed) -> bool:
    """Give a site new settings, unless it has another revision by now; tell whether it was given them."""
    settings = {
        "name": site.name,
        "origins": list(site.origins),
        "page_quota": site.page_quota,
        "page_specs": site.page_specs,
        "follows_tone": site.follows_tone,
        "revision": site.revision + 1,
    }
    which = (table.c.id == site.id) & (table.c.revision == site.revision)
    async with writing(engine) as connection:
        changed = await connection.execute(update(table).where(which).values(**settings))
        if changed.rowcount:
            await deeds.note(connection, deed)
    return bool(changed.rowcount)


async def select_all(engine: Engine) -> list[Site]:
    """Give all sites, by id."""
    async with reading(engine) as connection:
        return [from_row(row) for row in await connection.execute(select(table).order_by(table.c.id))]


def from_row(row: Row[Any]) -> Site:
    """Read a site from its row."""
    return Site(
        id=row.id,
        name=row.name,
        origins=tuple(row.origins),
        page_quota=row.page_quota,
        page_specs=row.page_specs,
        follows_tone=row.follows_tone,
        revision=row.revision,
    )
