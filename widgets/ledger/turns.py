"""Taking turns: work that one process at a time should do, whoever comes first.

A turn is a session's advisory lock: Postgres ends it with the session, whatever becomes of the process.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select

from widgets.ledger.connection import Engine, telling_loss


@asynccontextmanager
async def turn(engine: Engine, work: str) -> AsyncIterator[bool]:
    """Tell whether it is ours to do this work now, and keep others from it meanwhile if so."""
    key = func.hashtextextended(f"voxpop {work}", 0)
    async with telling_loss(), engine.connect() as plain:
        # Without a transaction, which would hold back the clearing away of dead rows meanwhile.
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        mine: bool = (await connection.execute(select(func.pg_try_advisory_lock(key)))).scalar_one()
        try:
            yield mine
        finally:
            if mine:
                await connection.execute(select(func.pg_advisory_unlock(key)))
