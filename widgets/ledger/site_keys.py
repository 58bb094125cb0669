"""Keys of sites in the ledger: who may speak for a site from a server of its own."""

from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import func, insert, or_, select, update

from widgets.ledger import deeds
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import site_key as table
from widgets.staff import Deed


class Key(Struct, frozen=True, kw_only=True):
    """A key without its secret. `used_on` is the last day, in UTC, on which it was used."""

    id: str
    site: str
    name: str
    created_at: datetime
    used_on: date | None = None
    revoked_at: datetime | None = None


async def create(engine: Engine, id: str, site: str, name: str, hash: bytes, most: int, deed: Deed) -> bool:
    """Keep a key, unless the site has `most` that are not revoked; tell whether it was kept."""
    async with writing(engine) as connection:
        # Two at once must not both find room for the last one.
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"keys {site}", 0))))
        asked = select(func.count()).where(table.c.site == site, table.c.revoked_at.is_(None))
        if (await connection.execute(asked)).scalar_one() >= most:
            return False
        await connection.execute(insert(table).values(id=id, site=site, name=name, hash=hash))
        await deeds.note(connection, deed)
    return True


async def find(engine: Engine, id: str) -> tuple[Key, bytes] | None:
    """Give a key that is not revoked, and the hash of its secret."""
    async with reading(engine) as connection:
        asked = select(table).where(table.c.id == id, table.c.revoked_at.is_(None))
        row = (await connection.execute(asked)).one_or_none()
    return (from_row(row), row.hash) if row else None


async def select_of(engine: Engine, site: str, most: int) -> list[Key]:
    """Give the keys of a site, the newest first, revoked ones too."""
    asked = select(table).where(table.c.site == site).order_by(table.c.created_at.desc(), table.c.id)
    async with reading(engine) as connection:
        return [from_row(row) for row in await connection.execute(asked.limit(most))]


async def note_use(engine: Engine, id: str, day: date) -> None:
    """Note that a key was used on a day; at most one row is written a day."""
    unknown = or_(table.c.used_on.is_(None), table.c.used_on < day)
    async with writing(engine) as connection:
        await connection.execute(update(table).where(table.c.id == id, unknown).values(used_on=day))


async def revoke(engine: Engine, site: str, id: str, deed: Deed) -> bool:
    """Let a key of a site open nothing any more; tell whether there was one."""
    mine = (table.c.id == id, table.c.site == site, table.c.revoked_at.is_(None))
    async with writing(engine) as connection:
        done = await connection.execute(update(table).where(*mine).values(revoked_at=func.clock_timestamp()))
        if done.rowcount:
            await deeds.note(connection, deed)
    return done.rowcount == 1


def from_row(row: object) -> Key:
    """Read a key from its row."""
    return Key(**{name: getattr(row, name) for name in Key.__struct_fields__})
