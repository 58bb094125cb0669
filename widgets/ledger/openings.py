"""First ballots: the short transaction that takes quota, page and zero tallies before a batch locks them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from widgets.errors import OverBudget, Refused
from widgets.ledger.connection import Connection
from widgets.ledger.working import Cast

STANDING_PAGES = """
    SELECT p.site, p.url FROM unnest($1::text[], $2::text[]) AS asked (site, url)
    JOIN page p ON p.site = asked.site COLLATE "C" AND p.url = asked.url COLLATE "C"
"""

LOCK_QUOTAS = """
    SELECT q.site, q.hour, q.used, date_trunc('hour', clock_timestamp()) AS now
    FROM page_quota q WHERE q.site = ANY($1::text[]) ORDER BY q.site FOR UPDATE
"""

NEW_QUOTAS = """
    INSERT INTO page_quota (site, hour, used)
    SELECT site, date_trunc('hour', clock_timestamp()), 0 FROM unnest($1::text[]) AS site ORDER BY site
    ON CONFLICT DO NOTHING
"""

USE_QUOTAS = """
    UPDATE page_quota q SET hour = u.hour, used = u.used
    FROM unnest($1::text[], $2::timestamptz[], $3::integer[]) AS u (site, hour, used)
    WHERE q.site = u.site COLLATE "C"
"""

NEW_PAGES = """
    INSERT INTO page (site, url) SELECT * FROM unnest($1::text[], $2::text[]) ORDER BY 1, 2
    ON CONFLICT DO NOTHING
"""

NEW_TALLIES = """
    INSERT INTO tally (partition, widget, slot)
    SELECT partition, widget, '' FROM unnest($1::smallint[], $2::text[]) AS new (partition, widget)
    ORDER BY widget
    ON CONFLICT DO NOTHING
"""

PATIENCE = "250ms"
"""How long to wait for somebody who is creating the same pages."""

Place = tuple[str, str]
"""A page: (site, canonical URL)."""


async def open_widgets(connection: Connection, casts: Sequence[Cast]) -> dict[str, Refused]:
    """Give every cast's page widget a page and a zero tally, within its site's hourly quota of new pages.

    Gives the widgets whose page the quota refused. Raises what the driver raises; then nothing was created.
    """
    quotas = {cast.opening.site: cast.opening.quota for cast in casts if cast.opening}
    places = {(cast.opening.site, cast.opening.url) for cast in casts if cast.opening}
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        refused = await open_pages(connection, places, quotas)
        opened = {
            cast.widget: cast.partition
            for cast in casts
            if cast.opening and (cast.opening.site, cast.opening.url) not in refused
        }
        await connection.execute(NEW_TALLIES, list(opened.values()), list(opened))
    return {
        cast.widget: refused[cast.opening.site, cast.opening.url]
        for cast in casts
        if cast.opening and cast.widget not in opened
    }


async def open_pages(
    connection: Connection, places: set[Place], quotas: dict[str, int]
) -> dict[Place, Refused]:
    """Create the pages that are new, and give those that the quota refused."""
    fresh = await missing(connection, places)
    if not fresh:
        return {}
    sites = sorted({site for site, _ in fresh})
    await connection.execute(NEW_QUOTAS, sites)
    rows = await connection.fetch(LOCK_QUOTAS, sites)
    # Asked again under the quota's lock: another process may have created some meanwhile.
    fresh = await missing(connection, set(fresh))
    now = rows[0]["now"]
    used = {row["site"]: row["used"] if row["hour"] == now else 0 for row in rows}
    taken, refused = share_out(fresh, used, quotas)
    await connection.execute(USE_QUOTAS, list(used), [now] * len(used), list(used.values()))
    await connection.execute(NEW_PAGES, [site for site, _ in taken], [url for _, url in taken])
    wait = seconds_to_next_hour(now, await connection.fetchval("SELECT clock_timestamp()"))
    return {place: over_quota(wait) for place in refused}


async def missing(connection: Connection, places: set[Place]) -> list[Place]:
    """Give the pages that do not exist yet, in id order."""
    rows = await connection.fetch(STANDING_PAGES, [site for site, _ in places], [url for _, url in places])
    return sorted(places - {(row["site"], row["url"]) for row in rows})


def share_out(
    fresh: Sequence[Place], used: dict[str, int], quotas: dict[str, int]
) -> tuple[list[Place], list[Place]]:
    """Tell which new pages the quotas allow and which not; `used` counts up in place."""
    taken, refused = [], []
    for place in fresh:
        site = place[0]
        if used[site] < quotas[site]:
            used[site] += 1
            taken.append(place)
        else:
            refused.append(place)
    return taken, refused


def seconds_to_next_hour(hour: datetime, now: datetime) -> int:
    """Give the whole seconds from now until the hour after `hour`."""
    return max(1, int((hour + timedelta(hours=1) - now).total_seconds()) + 1)


def over_quota(wait: int) -> OverBudget:
    """Say that the site's hourly quota of new pages is used up."""
    return OverBudget(
        "page_quota",
        "This site has had its hourly quota of new pages; readers can take part here again next hour.",
        retry_after=wait,
    )
