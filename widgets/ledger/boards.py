"""Boards in the ledger: which pages gained most since a time, from the tallies and their history.

The id of a page's own widget is a hash, from which Postgres cannot tell the page. So `list_pages` writes down
whose it is, once for every page and beside the counting of ballots.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct
from sqlalchemy import insert, select, text, tuple_, update

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import page, page_widget
from widgets.ledger.working import microseconds
from widgets.model import Tally, partition_of

OwnWidgets: TypeAlias = Callable[[str, str], Iterable[tuple[str, str]]]
"""Gives (format, id) of every widget that a page, (site, canonical URL), has by itself."""

STEP = 2000
"""Pages listed in one transaction."""

NEWEST = 60_000
"""Widgets of a site, those of its newest pages, that are looked at: a bound for sites with millions."""


class Measure(Struct, frozen=True):
    """What a board counts: for widgets of some formats, a weight for each key of a tally and for turnout."""

    formats: list[str]
    weights: Tally
    turnout: int = 0


class Trend(Struct, frozen=True):
    """A page that gained `count` since the time asked for, and has `total`, opening balances included."""

    url: str
    title: str
    count: int
    total: int


TRENDING = """
    WITH weight AS (
        SELECT * FROM unnest(CAST(:slots AS text[]), CAST(:keys AS text[]), CAST(:weights AS bigint[]))
            AS weight (slot, key, n)
    ), listed AS (
        SELECT partition, widget, url FROM page_widget
        WHERE site = :site AND format = ANY(:formats) ORDER BY created_at DESC LIMIT :newest
    ), changed AS MATERIALIZED (
        SELECT listed.*, tally.turnout FROM listed
        JOIN tally ON tally.partition = listed.partition AND tally.widget = listed.widget AND tally.slot = ''
        WHERE tally.version >= :version
    ), gained AS (
        SELECT changed.url, sum(now.n + :turnout * changed.turnout) AS total,
            sum(now.n - coalesce(past.n, 0) - imported.n
                + :turnout * (changed.turnout - coalesce(past.turnout, 0))) AS count
        FROM changed
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(weight.n * (tally.counts ->> weight.key)::bigint), 0) AS n
            FROM tally JOIN weight ON weight.slot = tally.slot COLLATE "C"
            WHERE tally.partition = changed.partition AND tally.widget = changed.widget
        ) AS now
        LEFT JOIN LATERAL (
            SELECT stood.turnout, (
                SELECT sum(weight.n * (stood.counts -> weight.slot ->> weight.key)::bigint) FROM weight
            ) AS n
            FROM history AS stood
            WHERE stood.partition = changed.partition AND stood.widget = changed.widget AND stood.at < :since
            ORDER BY stood.at DESC LIMIT 1
        ) AS past ON true
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(weight.n * change.difference), 0) AS n
            FROM balance_change AS change JOIN weight ON weight.slot = change.slot AND weight.key = change.key
            WHERE change.widget = changed.widget AND change.at >= :since
        ) AS imported
        GROUP BY changed.url
    )
    SELECT gained.url, coalesce(page.title, '') AS title, gained.count::bigint, gained.total::bigint
    FROM gained LEFT JOIN page ON page.site = :site AND page.url = gained.url
    WHERE gained.count > 0 ORDER BY gained.count DESC, gained.url LIMIT :most
"""
"""A tally stood at a time as its newest state of an earlier bucket says; without one it was zero."""


async def select_trending(
    engine: Engine, site: str, measure: Measure, since: datetime, most: int
) -> list[Trend]:
    """Give the pages of a site that gained most since the start of a bucket, equal ones by URL."""
    weights = [(slot, key, weight) for slot, keys in measure.weights.items() for key, weight in keys.items()]
    asked = {
        "site": site,
        "formats": measure.formats,
        "turnout": measure.turnout,
        "slots": [slot for slot, _, _ in weights],
        "keys": [key for _, key, _ in weights],
        "weights": [weight for _, _, weight in weights],
        "newest": NEWEST,
        "version": microseconds(since),
        "since": since,
        "most": most,
    }
    async with reading(engine) as connection:
        return [Trend(*row) for row in await connection.execute(text(TRENDING), asked)]


async def list_pages(engine: Engine, own: OwnWidgets) -> int:
    """Write down the own widgets of some pages for which that is yet to be done; give how many pages.

    Any number of workers may do so at once.
    """
    fresh = select(page.c.site, page.c.url, page.c.created_at).where(~page.c.listed)
    async with writing(engine) as connection:
        rows = (await connection.execute(fresh.limit(STEP).with_for_update(skip_locked=True))).all()
        widgets = [
            {
                "widget": id,
                "partition": partition_of(id),
                "site": site,
                "url": url,
                "format": format,
                "created_at": created_at,
            }
            for site, url, created_at in rows
            for format, id in own(site, url)
        ]
        if widgets:
            await connection.execute(insert(page_widget), widgets)
        places = [(site, url) for site, url, _ in rows]
        await connection.execute(
            update(page).where(tuple_(page.c.site, page.c.url).in_(places)).values(listed=True)
        )
    return len(rows)
