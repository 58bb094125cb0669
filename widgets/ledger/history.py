"""The history of tallies: five-minute states, of which older ones are thinned out.

A row says how a tally stood at the end of its bucket, and there is one only where something changed. So the
last row of an hour tells the truth about that hour's end, and the others may go.
"""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import select, text

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import history as table
from widgets.ledger.tables import tally
from widgets.model import PARTITIONS, Tally, partition_of

FINE_DAYS = 2
"""Days for which every five-minute state is kept; after that, one an hour."""

HOURLY_DAYS = 90
"""Days after which one state a day is kept."""

STEP = 500
"""Widgets that are thinned out in one transaction."""

MOST_STATES = 5000
"""States of one widget that are given at once."""


class State(Struct, frozen=True):
    """How a tally stood at the end of the bucket that begins at `at`."""

    at: datetime
    tally: Tally
    turnout: int
    version: int


THIN_OUT = """
    DELETE FROM history USING (
        SELECT widget, at, lead(at) OVER (PARTITION BY widget ORDER BY at) AS next
        FROM history WHERE partition = :partition AND widget BETWEEN :first AND :last AND at < :fine_since
    ) AS followed
    WHERE history.partition = :partition AND history.widget = followed.widget AND history.at = followed.at
        AND (date_trunc('hour', next, 'UTC') = date_trunc('hour', followed.at, 'UTC')
            OR followed.at < :hourly_since
                AND date_trunc('day', next, 'UTC') = date_trunc('day', followed.at, 'UTC'))
"""


async def thin_out(engine: Engine, now: datetime) -> int:
    """Thin the whole history out as of `now`, in UTC, and tell how many rows went: none at a second time."""
    today = now.replace(minute=0, second=0, microsecond=0)
    ages = {
        "fine_since": today - timedelta(days=FINE_DAYS),
        "hourly_since": today.replace(hour=0) - timedelta(days=HOURLY_DAYS),
    }
    gone = 0
    for partition in range(PARTITIONS):
        after = ""
        while widgets := await next_widgets(engine, partition, after):
            span = {"partition": partition, "first": widgets[0], "last": widgets[-1]}
            async with writing(engine) as connection:
                gone += (await connection.execute(text(THIN_OUT), span | ages)).rowcount
            after = widgets[-1]
    return gone


async def next_widgets(engine: Engine, partition: int, after: str) -> list[str]:
    """Give the next widgets of a partition that have a tally, in id order."""
    asked = select(tally.c.widget).where(
        tally.c.partition == partition, tally.c.slot == "", tally.c.widget > after
    )
    async with reading(engine) as connection:
        return list(await connection.scalars(asked.order_by(tally.c.widget).limit(STEP)))


async def select_since(engine: Engine, widget: str, since: datetime) -> list[State]:
    """Give how a tally stood from a time on, oldest first: at most `MOST_STATES` states."""
    asked = select(table).where(
        table.c.partition == partition_of(widget), table.c.widget == widget, table.c.at >= since
    )
    async with reading(engine) as connection:
        rows = await connection.execute(asked.order_by(table.c.at).limit(MOST_STATES))
        return [State(row.at, row.counts, row.turnout, row.version) for row in rows]
