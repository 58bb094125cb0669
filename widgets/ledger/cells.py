"""Sheets of a widget counted by time and by what they have in common, for finding patterns among them.

The time of a sheet is that of its last ballot. A sheet has no index by time: what is asked here reads those
of the widget once, so that no ballot pays for it. What is given back is bounded, whatever was cast.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import text

from widgets.ledger.connection import Engine, reading
from widgets.model import partition_of
from widgets.patterns import By, Cell, Usual

MOST_KEYS = 100
"""Networks, sheets or referrers that are looked at more closely at once."""

DIGEST = "encode(sha256(convert_to(ballots::text, 'UTF8')), 'hex')"
"""What names a sheet's choices, however long they are."""

KEYS = {
    By.NETWORK: ("network", "encode(key, 'hex')"),
    By.CHOICES: ("ballots", DIGEST.replace("ballots", "key")),
    By.REFERRER: ("referrer", "key"),
}
"""The column that a pattern's sheets have in common, and how its values are named."""

MINE = """
    FROM sheet WHERE partition = :partition AND widget = :widget AND cast_at >= :since AND cast_at < :until
"""
MINUTES = """
    SELECT date_bin('1 minute', cast_at, 'epoch') AS at, count(*) AS sheets,
        count(*) FILTER (WHERE aside) AS aside, min(cast_at) AS first, max(cast_at) AS last
"""
CELLS = """
    WITH cells AS MATERIALIZED (
        SELECT <column> AS key, date_bin(:step, cast_at, 'epoch') AS at, count(*) AS sheets,
            min(cast_at) AS first, max(cast_at) AS last
        <mine> AND NOT aside <some> GROUP BY 1, 2
    ), much AS (
        SELECT key FROM cells WHERE sheets >= :least GROUP BY key ORDER BY max(sheets) DESC LIMIT :most
    )
    SELECT <name>, at, sheets, first, last FROM cells WHERE key IN (SELECT key FROM much)
"""
USUAL = """
    WITH kinds AS MATERIALIZED (
        SELECT ballots, count(*) AS sheets <mine> AND NOT aside AND ballots <> '{}' GROUP BY ballots
    )
    SELECT <digest> AS key, sheets, (SELECT count(*) FROM jsonb_object_keys(ballots)) > 1 AS several,
        (SELECT sum(sheets)::bigint FROM kinds) AS whole
    FROM kinds WHERE <digest> = ANY(:digests)
"""


def write(statement: str, **parts: str) -> str:
    """Put the parts of a statement, which are all ours, in their places."""
    for name, part in parts.items():
        statement = statement.replace(f"<{name}>", part)
    return statement


class Span(Struct, frozen=True, kw_only=True):
    """Which sheets of a widget: those whose last ballot came from `since` on and before `until`."""

    widget: str
    since: datetime
    until: datetime

    @property
    def values(self) -> dict[str, Any]:
        """The parameters that say so."""
        return {
            "partition": partition_of(self.widget),
            "widget": self.widget,
            "since": self.since,
            "until": self.until,
        }


class Minute(Struct, frozen=True):
    """The sheets of a minute: all, how many of them are set aside, and when the first and the last came."""

    at: datetime
    sheets: int
    aside: int
    first: datetime
    last: datetime


async def select_minutes(engine: Engine, span: Span) -> list[Minute]:
    """Count the sheets of every minute in which any came, at most 43,200 for the longest span."""
    async with reading(engine) as connection:
        return [
            Minute(*row)
            for row in await connection.execute(text(f"{MINUTES} {MINE} GROUP BY 1 ORDER BY 1"), span.values)
        ]


async def select_cells(
    engine: Engine, span: Span, by: By, step: timedelta, least: int, within: Sequence[datetime] | None = None
) -> list[Cell]:
    """Count by step and by what sheets have in common those that are not set aside.

    Told are all steps of what has `least` in one of them. With `within`, only the minutes that begin then
    are looked at.
    """
    column, name = KEYS[by]
    some = "" if within is None else "AND date_bin('1 minute', cast_at, 'epoch') = ANY(:within)"
    # A sheet from which all was withdrawn is no choice.
    some += " AND ballots <> '{}'" if by is By.CHOICES else ""
    asked = write(CELLS, column=column, name=name, mine=MINE, some=some)
    values = span.values | {"step": step, "least": least, "most": MOST_KEYS}
    values |= {} if within is None else {"within": list(within)}
    async with reading(engine) as connection:
        return [Cell(*row) for row in await connection.execute(text(asked), values)]


async def select_usual(engine: Engine, span: Span, digests: Sequence[str]) -> Usual:
    """Count the sheets with these choices among all of a time, and tell which have several ballots."""
    asked = write(USUAL, mine=MINE, digest=DIGEST)
    async with reading(engine) as connection:
        rows = (await connection.execute(text(asked), span.values | {"digests": list(digests)})).all()
    several = frozenset(row.key for row in rows if row.several)
    return Usual({row.key: row.sheets for row in rows}, several, rows[0].whole if rows else 0)
