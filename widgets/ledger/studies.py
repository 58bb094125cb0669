"""Studies in the ledger: what was computed from all sheets of a widget at a stated version."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import study as table


async def find(engine: Engine, widget: str) -> Any:
    """Give the study of a widget as decoded JSON, or None."""
    async with reading(engine) as connection:
        return (await connection.execute(select(table.c.body).where(table.c.widget == widget))).scalar()


async def keep(engine: Engine, widget: str, version: int, body: Any) -> None:
    """Keep a study, unless there is one of a newer version."""
    values = {"version": version, "body": body, "written_at": func.clock_timestamp()}
    statement = insert(table).values(widget=widget, **values)
    async with writing(engine) as connection:
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[table.c.widget], set_=values, where=table.c.version < version
            )
        )
