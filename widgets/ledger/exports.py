"""What exports read: standings beside their opening balances, and every sheet of a widget, page by page."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Text, cast, select, text

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


EXPECTED = """
    WITH mine AS (
        SELECT partition, widget FROM page_widget WHERE site = :site
        UNION ALL
        SELECT tally.partition, id FROM widget JOIN tally ON tally.widget = id AND tally.slot = ''
        WHERE site = :site
    )
    SELECT count(*), coalesce(sum(turnout + aside), 0)::bigint FROM mine JOIN tally USING (partition, widget)
    WHERE slot = ''
"""


class Expected(Struct, frozen=True):
    """About how many widgets somebody took part in, and how many sheets these have."""

    widgets: int
    sheets: int


async def expect(engine: Engine, site: str) -> Expected:
    """Tell about how much there is of a site, from its tallies; pages of the last seconds may be missing."""
    async with reading(engine) as connection:
        return Expected(*(await connection.execute(text(EXPECTED), {"site": site})).one())


async def read_counted(engine: Engine, ids: Sequence[str]) -> dict[str, Counted]:
    """Give those of these widgets that have a tally."""
    async with reading(engine, one_moment=True) as connection:
        standings = await select_standings(connection, list(ids))
        openings = {id: Standing(widget=id, tally={}) for id in standings}
        await balances.add_to(connection, openings)
    return {id: Counted(standing, openings[id].tally) for id, standing in standings.items()}


async def read_sheets(
    engine: Engine, widget: str, since: datetime | None = None, until: datetime | None = None
) -> AsyncGenerator[list[Kept], None]:
    """Give the sheets of a widget, those set aside too, in pages that are of one moment.

    `since` and `until`, which is no longer part, bound when their last ballots were cast. A connection is
    held until the last page was given, or the generator is closed.
    """
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
    if since is not None:
        asked = asked.where(sheet.c.cast_at >= since)
    if until is not None:
        asked = asked.where(sheet.c.cast_at < until)
    async with reading(engine, one_moment=True) as connection:
        page = [Kept(*row) for row in await connection.execute(asked)]
        while page:
            yield page
            following = asked.where(is_after(widget, page[-1].reader))
            page = [Kept(*row) for row in await connection.execute(following)]
