"""The outbox: which committed tallies Redis may not have yet."""

from sqlalchemy import delete, func, select, text

from widgets.ledger import tallies
from widgets.ledger.connection import Engine, reading, telling_loss
from widgets.ledger.holding import Held
from widgets.ledger.lanes import Publish
from widgets.ledger.tables import outbox as table

MOST_ROWS = 1000
"""Rows that are finished at once."""

MOST_TALLIES = 1000
"""Tallies that are read and written at once."""


async def finish(engine: Engine, held: Held, publish: Publish) -> bool:
    """Take to Redis what a committed transaction changed, and its outbox row away.

    False where Redis does not take it: the worker will.
    """
    if held.outbox is None:
        return True
    if not await publish(held.standings):
        return False
    await clear(engine, [held.outbox])
    return True


async def finish_left_over(engine: Engine, publish: Publish, *, seconds: float = 2.0) -> bool:
    """Take to Redis what was left over for so long; False as soon as Redis does not take it.

    Two at once do no harm: tallies are read after the rows, and Redis takes none that is older.
    """
    while rows := await select_left_over(engine, seconds=seconds):
        widgets = sorted({widget for named in rows.values() for widget in named})
        for start in range(0, len(widgets), MOST_TALLIES):
            standings = await tallies.read(engine, widgets[start : start + MOST_TALLIES])
            if standings and not await publish(list(standings.values())):
                return False
        await clear(engine, list(rows))
    return True


async def select_left_over(engine: Engine, *, seconds: float = 2.0) -> dict[int, list[str]]:
    """Give rows left over for so long, as id -> widgets, oldest first and not too many at once."""
    now = func.clock_timestamp()
    old = table.c.written_at <= now - text(f"interval '{seconds} seconds'")
    # A row from the future was written before the clock was set back.
    asked = select(table.c.id, table.c.widgets).where(old | (table.c.written_at > now))
    async with reading(engine) as connection:
        rows = await connection.execute(asked.order_by(table.c.id).limit(MOST_ROWS))
        return {row.id: row.widgets for row in rows}


async def clear(engine: Engine, ids: list[int]) -> None:
    """Take away rows whose tallies Redis has."""
    async with telling_loss(), engine.connect() as plain:
        # One round trip, so that no lane ever waits for a row that a stopped process has locked.
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(delete(table).where(table.c.id == func.any(ids)))


async def count(engine: Engine) -> int:
    """Tell how many rows there are."""
    async with reading(engine) as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()
