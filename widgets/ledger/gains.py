"""When readers took part: how turnout grew, span after span, from tallies and their history."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import select, text

from widgets.ledger.boards import NEWEST
from widgets.ledger.connection import Engine, reading
from widgets.ledger.tables import page_widget
from widgets.ledger.working import EPOCH, microseconds
from widgets.model import Tally, partition_of


class Gain(Struct, frozen=True):
    """Readers who came in the span that begins at `at`, less those who took everything back."""

    at: datetime
    readers: int


class Busy(Struct, frozen=True):
    """A widget that gained `readers` since the time asked for."""

    widget: str
    readers: int


MINE = """
    mine AS (
        SELECT partition, widget FROM (
            SELECT partition, widget FROM page_widget WHERE site = :site
            ORDER BY created_at DESC LIMIT :newest
        ) AS own
        UNION ALL
        SELECT tally.partition, id FROM (
            SELECT id FROM widget WHERE site = :site ORDER BY created_at DESC LIMIT :newest
        ) AS made JOIN tally ON tally.widget = id AND tally.slot = ''
    )
"""
ONE = """
    mine AS (SELECT CAST(:partition AS smallint) AS partition, CAST(:widget AS text) COLLATE "C" AS widget)
"""
STEPS = """
    changed AS MATERIALIZED (
        SELECT mine.*, tally.turnout, tally.version FROM mine
        JOIN tally ON tally.partition = mine.partition AND tally.widget = mine.widget AND tally.slot = ''
        WHERE tally.version >= :version
    ), states AS (
        SELECT widget, timestamptz 'epoch' + version * interval '1 microsecond' AS at, turnout FROM changed
        UNION ALL
        SELECT history.widget, history.at, history.turnout FROM changed
        JOIN history ON history.partition = changed.partition AND history.widget = changed.widget
            AND history.at >= :since
        UNION ALL
        SELECT changed.widget, CAST(:since AS timestamptz) - interval '1 microsecond',
            coalesce(past.turnout, 0)
        FROM changed
        LEFT JOIN LATERAL (
            SELECT turnout FROM history
            WHERE history.partition = changed.partition AND history.widget = changed.widget
                AND history.at < :since
            ORDER BY history.at DESC LIMIT 1
        ) AS past ON true
    ), steps AS (
        SELECT widget, at, turnout - lag(turnout) OVER (PARTITION BY widget ORDER BY at) AS readers
        FROM states
    )
"""
"""A tally stood at a time as its newest state of an earlier bucket says; without one it was zero."""

GAINS = """
    SELECT date_bin(CAST(:grain AS interval), at, CAST(:epoch AS timestamptz)) AS span, sum(readers)::bigint
    FROM steps WHERE at >= :since GROUP BY span HAVING sum(readers) <> 0 ORDER BY span
"""
BUSIEST = """
    SELECT widget, sum(readers)::bigint AS gained FROM steps
    WHERE at >= :since GROUP BY widget HAVING sum(readers) > 0 ORDER BY gained DESC, widget LIMIT :most
"""


KEYS = """
    WITH listed AS (
        SELECT partition, widget, format FROM page_widget WHERE site = :site
        ORDER BY created_at DESC LIMIT :newest
    ), changed AS MATERIALIZED (
        SELECT listed.*, tally.turnout FROM listed
        JOIN tally ON tally.partition = listed.partition AND tally.widget = listed.widget AND tally.slot = ''
        WHERE tally.version >= :version
    ), past AS MATERIALIZED (
        SELECT changed.widget, changed.format, stood.counts, stood.turnout FROM changed
        CROSS JOIN LATERAL (
            SELECT counts, turnout FROM history
            WHERE history.partition = changed.partition AND history.widget = changed.widget
                AND history.at < :since
            ORDER BY history.at DESC LIMIT 1
        ) AS stood
    ), change AS (
        SELECT format, tally.slot, counted.key, counted.value::bigint AS n FROM changed
        JOIN tally ON tally.partition = changed.partition AND tally.widget = changed.widget
        CROSS JOIN LATERAL jsonb_each_text(tally.counts) AS counted
        UNION ALL
        SELECT format, slots.key, counted.key, -counted.value::bigint FROM past
        CROSS JOIN LATERAL jsonb_each(past.counts) AS slots
        CROSS JOIN LATERAL jsonb_each_text(slots.value) AS counted
        UNION ALL
        SELECT format, imported.slot, imported.key, -imported.difference FROM changed
        JOIN balance_change AS imported ON imported.widget = changed.widget AND imported.at >= :since
    )
    SELECT format, slot, key, sum(n)::bigint FROM change GROUP BY format, slot, key HAVING sum(n) > 0
"""


async def select_keys(engine: Engine, site: str, since: datetime) -> dict[str, Tally]:
    """Give what was counted in pages' own widgets since the start of a bucket, all pages together, by format.

    Imported balances are no gain. What was taken back is taken off, and what would be less than nothing is
    left out.
    """
    asked = since_then(since) | {"site": site, "newest": NEWEST}
    found: dict[str, Tally] = {}
    async with reading(engine) as connection:
        for format, slot, key, n in await connection.execute(text(KEYS), asked):
            found.setdefault(format, {}).setdefault(slot, {})[key] = n
    return found


async def select_gains(engine: Engine, site: str, since: datetime, grain: timedelta) -> list[Gain]:
    """Give how many readers more took part in a site's widgets in each span of `grain`; none are left out.

    `since` must be the start of a span, and of a bucket of the history at that age.
    """
    asked = since_then(since) | {"site": site, "newest": NEWEST, "grain": grain, "epoch": EPOCH}
    async with reading(engine) as connection:
        rows = await connection.execute(text(f"WITH {MINE}, {STEPS} {GAINS}"), asked)
        return [Gain(*row) for row in rows]


async def select_gains_of(engine: Engine, widget: str, since: datetime, grain: timedelta) -> list[Gain]:
    """Give the same of one widget."""
    which = {"partition": partition_of(widget), "widget": widget}
    asked = since_then(since) | which | {"grain": grain, "epoch": EPOCH}
    async with reading(engine) as connection:
        rows = await connection.execute(text(f"WITH {ONE}, {STEPS} {GAINS}"), asked)
        return [Gain(*row) for row in rows]


async def select_busiest(engine: Engine, site: str, since: datetime, most: int) -> list[Busy]:
    """Give the widgets of a site that most readers took part in since the start of a bucket."""
    asked = since_then(since) | {"site": site, "newest": NEWEST, "most": most}
    async with reading(engine) as connection:
        return [
            Busy(*row) for row in await connection.execute(text(f"WITH {MINE}, {STEPS} {BUSIEST}"), asked)
        ]


async def select_own(engine: Engine, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Give format and URL of those widgets that pages have by themselves, as far as they are listed."""
    asked = select(page_widget.c.widget, page_widget.c.format, page_widget.c.url)
    async with reading(engine) as connection:
        rows = await connection.execute(asked.where(page_widget.c.widget.in_(ids)))
        return {widget: (format, url) for widget, format, url in rows}


def since_then(since: datetime) -> dict[str, object]:
    """Give the parameters that say since when."""
    return {"since": since, "version": microseconds(since)}
