"""Scripts in the ledger: files of every release's bundle, under names that hold a hash of what is in them."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import script


async def keep(engine: Engine, files: Mapping[str, bytes]) -> None:
    """Keep files, but for those whose name is known: what is in them is the same."""
    rows = [{"name": name, "body": body} for name, body in sorted(files.items())]
    if rows:
        async with writing(engine) as connection:
            await connection.execute(insert(script).values(rows).on_conflict_do_nothing())


async def names(engine: Engine) -> frozenset[str]:
    """Give the names of all files: some dozens a release, most of them as in the release before."""
    async with reading(engine) as connection:
        return frozenset(await connection.scalars(select(script.c.name)))


async def find(engine: Engine, name: str) -> bytes | None:
    """Give a file, or None."""
    async with reading(engine) as connection:
        found = (await connection.execute(select(script.c.body).where(script.c.name == name))).scalar()
        return None if found is None else bytes(found)
