"""Tallies and sheets as the ledger has them, for reading."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger.connection import Engine, reading
from widgets.ledger.tables import sheet, tally
from widgets.model import Standing, partition_of


async def read(engine: Engine, widgets: Iterable[str]) -> dict[str, Standing]:
    """Give the standings of those widgets that have one, all of one moment."""
    async with reading(engine) as connection:
        return await select_standings(connection, list(widgets))


async def read_with_sheets(
    engine: Engine, readers: Mapping[str, bytes]
) -> tuple[dict[str, Standing], dict[str, bytes]]:
    """Give standings and, for each widget -> reader asked for, the sheet's JSON; all of one moment."""
    keys = [(partition_of(widget), widget, reader) for widget, reader in readers.items()]
    asked = select(sheet.c.widget, sheet.c.ballots).where(
        tuple_(sheet.c.partition, sheet.c.widget, sheet.c.reader).in_(keys)
    )
    async with reading(engine, one_moment=True) as connection:
        standings = await select_standings(connection, list(readers))
        sheets = {row.widget: msgspec.json.encode(row.ballots) for row in await connection.execute(asked)}
    return standings, sheets


async def select_standings(connection: AsyncConnection, widgets: list[str]) -> dict[str, Standing]:
    """Give the standings of those widgets that have one."""
    if not widgets:
        return {}
    keys = [(partition_of(widget), widget) for widget in widgets]
    asked = select(tally).where(tuple_(tally.c.partition, tally.c.widget).in_(keys))
    standings: dict[str, Standing] = {}
    for row in (await connection.execute(asked)).all():
        standing = standings.setdefault(row.widget, Standing(widget=row.widget, tally={"": {}}))
        standing.tally[row.slot] = row.counts
        if row.slot == "":
            set_head(standing, row)
    return standings


def set_head(standing: Standing, row: Any) -> None:
    """Take over what only the empty slot's row holds."""
    standing.turnout = row.turnout
    standing.version = row.version
    standing.revision = row.revision
    standing.aside = row.aside
