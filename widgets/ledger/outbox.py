"""The outbox: which committed tallies Redis may not have yet."""

from sqlalchemy import delete, func, select, text

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import outbox as table

MOST_ROWS = 200


async def select_left_over(engine: Engine, *, seconds: float = 2.0) -> dict[int, list[str]]:
    """Give rows left over for so long, as id -> widgets, oldest first and not too many at once."""
    since = func.clock_timestamp() - text(f"interval '{seconds} seconds'")
    asked = select(table.c.id, table.c.widgets).where(table.c.written_at < since)
    async with reading(engine) as connection:
        rows = await connection.execute(asked.order_by(table.c.id).limit(MOST_ROWS))
        return {row.id: row.widgets for row in rows}


async def clear(engine: Engine, ids: list[int]) -> None:
    """Take away rows whose tallies Redis has."""
    async with writing(engine) as connection:
        await connection.execute(delete(table).where(table.c.id.in_(ids)))


async def count(engine: Engine) -> int:
    """Tell how many rows there are."""
    async with reading(engine) as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()
