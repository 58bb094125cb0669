"""Sites in the ledger."""

from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import site as table
from widgets.model import Site


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
    }
    statement = insert(table).values(id=site.id, **settings)
    async with writing(engine) as connection:
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[table.c.id], set_=settings | {"revision": table.c.revision + 1}
            )
        )


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
        revision=row.revision,
    )
