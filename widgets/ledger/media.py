"""Uploads in the ledger: whose they are, what they are, and until when they are kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.media_tables import media as table


class Stored(Struct, frozen=True, kw_only=True):
    """An upload as it is kept. `who` is a hash, empty for moderators; nobody sees what is `held`."""

    id: str
    site: str
    kind: str
    width: int = 0
    height: int = 0
    seconds: float = 0
    file: str = ""
    size: int = 0
    who: bytes = b""
    digest: bytes = b""
    held: bool = False
    expires_at: datetime | None = None


async def add(engine: Engine, stored: Stored, quota: int) -> bool:
    """Add an upload; False where the site would then have more bytes than its quota, and nothing is added."""
    async with writing(engine) as connection:
        if not await fits(connection, stored, quota):
            return False
        values = {name: getattr(stored, name) for name in stored.__struct_fields__}
        await connection.execute(insert(table).values(**values, stored=False))
        return True


async def fits(connection: AsyncConnection, stored: Stored, quota: int) -> bool:
    """Tell whether a site has room for an upload; until the transaction ends it has for no other."""
    # One at a time for each site: otherwise two would both fit, and not together.
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(stored.site, 1))))
    used = await connection.scalar(select(func.sum(table.c.size)).where(table.c.site == stored.site))
    return int(used or 0) + stored.size <= quota


async def renew(engine: Engine, stored: Stored) -> None:
    """Put an upload of the product's own in the place of the one of this id."""
    values = {name: getattr(stored, name) for name in stored.__struct_fields__} | {"stored": True}
    async with writing(engine) as connection:
        await connection.execute(delete(table).where(table.c.id == stored.id))
        await connection.execute(insert(table).values(**values))


async def add_recipe(engine: Engine, stored: Stored, recipe: bytes, quota: int | None = None) -> bool:
    """Add a picture that is painted when it is first asked for; one that anybody may see stays so.

    Until it is painted it counts with the size it is given; False where that is over the quota, as in `add`.
    """
    values = {name: getattr(stored, name) for name in stored.__struct_fields__}
    statement = postgresql_insert(table).values(**values, stored=True, recipe=msgspec.json.decode(recipe))
    shown = {"held": table.c.held & statement.excluded.held}
    async with writing(engine) as connection:
        known = await connection.scalar(select(table.c.id).where(table.c.id == stored.id))
        if known is None and quota is not None and not await fits(connection, stored, quota):
            return False
        await connection.execute(statement.on_conflict_do_update(index_elements=[table.c.id], set_=shown))
        return True


async def find_recipe(engine: Engine, id: str) -> tuple[Stored, bytes] | None:
    """Give a picture with what it is painted from, or None for uploads that are not painted."""
    async with reading(engine) as connection:
        asked = select(table).where(table.c.id == id, table.c.recipe.is_not(None))
        row = (await connection.execute(asked)).one_or_none()
    return (from_row(row), msgspec.json.encode(row.recipe)) if row else None


async def weigh(engine: Engine, id: str, size: int) -> None:
    """Note how many bytes the files of an upload have."""
    async with writing(engine) as connection:
        await connection.execute(update(table).where(table.c.id == id).values(size=size))


async def mark_stored(engine: Engine, id: str) -> None:
    """Note that all files of an upload are on the shelf."""
    async with writing(engine) as connection:
        await connection.execute(update(table).where(table.c.id == id).values(stored=True))


async def find_same(engine: Engine, site: str, who: bytes, digest: bytes) -> Stored | None:
    """Give the same upload by the same person, if it is still there: its answer may have been lost."""
    wanted = (table.c.site == site, table.c.who == who, table.c.digest == digest, table.c.stored)
    fresh = (table.c.expires_at.is_(None)) | (table.c.expires_at > func.now() + text("interval '5 minutes'"))
    async with reading(engine) as connection:
        row = (await connection.execute(select(table).where(*wanted, fresh).limit(1))).one_or_none()
    return from_row(row) if row else None


async def select_these(engine: Engine, site: str, ids: Iterable[str]) -> dict[str, Stored]:
    """Give those of these uploads that are the site's and whole, by id."""
    wanted = (table.c.site == site, table.c.id.in_(list(ids)), table.c.stored)
    async with reading(engine) as connection:
        rows = await connection.execute(select(table).where(*wanted))
        return {row.id: from_row(row) for row in rows}


async def keep(engine: Engine, site: str, ids: Iterable[str]) -> bool:
    """Keep uploads from now on; tell whether all were still there."""
    all_ids = set(ids)
    wanted = (table.c.site == site, table.c.id.in_(all_ids), table.c.stored)
    async with writing(engine) as connection:
        kept = await connection.execute(update(table).where(*wanted).values(expires_at=None))
    return kept.rowcount == len(all_ids)


async def claim_expired(engine: Engine, most: int) -> list[str]:
    """Give uploads that nobody has used in time, and let nobody begin to: their files are about to go."""
    expired = select(table.c.id).where(table.c.expires_at < func.now()).order_by(table.c.expires_at)
    some = expired.limit(most).with_for_update(skip_locked=True)
    claim = update(table).where(table.c.id.in_(some)).values(stored=False).returning(table.c.id)
    async with writing(engine) as connection:
        return list(await connection.scalars(claim))


async def remove(engine: Engine, ids: Iterable[str]) -> None:
    """Forget uploads."""
    async with writing(engine) as connection:
        await connection.execute(delete(table).where(table.c.id.in_(list(ids))))


def from_row(row: Row[Any]) -> Stored:
    """Read an upload from its row."""
    return Stored(**{name: getattr(row, name) for name in Stored.__struct_fields__})
