"""What exports read: standings beside their opening balances, and every sheet of a widget, page by page."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Text, cast, select

from widgets.ledger import balances
from widgets.ledger.connection import Engine, reading
from widgets.ledger.sheets import PAGE, is_after
from widgets.ledger.tables import sheet
from widgets.ledger.tallies import select_standings
from widgets.model import Standing, Tally, partition_of


class Counted(Struct, frozen=True):
    """A widget's standing, and the part of its tally that was imported; both of one moment."""

    standing: Standing
    openings: Tally


class Kept(Struct, frozen=True):
    """A reader's sheet as it is kept: `reader` and `network` are hashes, `ballots` is JSON."""

    reader: bytes
    ballots: str
    cast_at: datetime
    network: bytes
    referrer: str
    aside: bool


async def read_counted(engine: Engine, ids: Sequence[str]) -> dict[str, Counted]:
    """Give those of these widgets that have a tally."""
    async with reading(engine, one_moment=True) as connection:
        standings = await select_standings(connection, list(ids))
        openings = {id: Standing(widget=id, tally={}) for id in standings}
        await balances.add_to(connection, openings)
    return {id: Counted(standing, openings[id].tally) for id, standing in standings.items()}


async def read_sheets(engine: Engine, widget: str) -> AsyncIterator[list[Kept]]:
    """Give all sheets of a widget, those set aside too, in pages that are of one moment."""
    asked = (
        select(
            sheet.c.reader,
            cast(sheet.c.ballots, Text),
            sheet.c.cast_at,
            sheet.c.network,
            sheet.c.referrer,
            sheet.c.aside,
        )
        .where(sheet.c.partition == partition_of(widget), sheet.c.widget == widget)
        .order_by(sheet.c.widget, sheet.c.reader)
        .limit(PAGE)
    )
    async with reading(engine, one_moment=True) as connection:
        page = [Kept(*row) for row in await connection.execute(asked)]
        while page:
            yield page
            following = asked.where(is_after(widget, page[-1].reader))
            page = [Kept(*row) for row in await connection.execute(following)]
