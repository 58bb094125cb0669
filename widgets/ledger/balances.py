"""Opening balances: numbers counted elsewhere before, which a tally adds to the marks of its sheets.

An import is one transaction. Its lines are first laid out in a temporary table, so that neither their number
nor their order matters; then widget after widget is locked, in id order, and changed by the difference.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, Row, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets import rules
from widgets.errors import Conflicting, Malformed
from widgets.ledger.connection import Engine, writing
from widgets.ledger.holding import hold
from widgets.ledger.tables import balance as table
from widgets.model import Standing, partition_of

AT_ONCE = 500
"""Widgets that are locked and changed by one round of statements."""


class Balance(Struct, frozen=True):
    """One line of an import, and where in the file it stood."""

    line: int
    url: str
    widget: str
    slot: str
    key: str
    source: str
    count: int


class Imported(Struct):
    """What an import did: lines read, and widgets whose tally changed."""

    lines: int = 0
    changed: int = 0


STAGE = """
    CREATE TEMPORARY TABLE staged (
        line integer, url text COLLATE "C", partition smallint, widget text COLLATE "C",
        slot text COLLATE "C", key text COLLATE "C", source text COLLATE "C", count bigint
    ) ON COMMIT DROP
"""
COLUMNS = ("line", "url", "partition", "widget", "slot", "key", "source", "count")

REPEATED = """
    SELECT min(line), max(line) FROM staged GROUP BY widget, slot, key, source
    HAVING count(*) > 1 ORDER BY 2 LIMIT 1
"""
NEW_PAGES = """
    INSERT INTO page (site, url) SELECT DISTINCT :site, url FROM staged ORDER BY 2 ON CONFLICT DO NOTHING
"""
NEW_TALLIES = """
    INSERT INTO tally (partition, widget, slot) SELECT DISTINCT partition, widget, '' FROM staged
    ORDER BY widget ON CONFLICT DO NOTHING
"""
NEXT_WIDGETS = "SELECT DISTINCT widget FROM staged WHERE widget > :after ORDER BY widget LIMIT :most"
DIFFERENCES = """
    SELECT s.widget, s.slot, s.key, s.line, s.count - coalesce(b.count, 0) AS difference FROM staged s
    LEFT JOIN balance b USING (widget, slot, key, source)
    WHERE s.widget BETWEEN :first AND :last AND s.count <> coalesce(b.count, 0)
"""
FORGET_CHANGES = """
    DELETE FROM balance_change
    WHERE widget BETWEEN :first AND :last AND at < CAST(:now AS timestamptz) - interval '31 days'
"""
KEEP_CHANGES = """
    INSERT INTO balance_change (widget, at, slot, key, difference)
    SELECT s.widget, :now, s.slot, s.key, sum(s.count - coalesce(b.count, 0)) FROM staged s
    LEFT JOIN balance b USING (widget, slot, key, source)
    WHERE s.widget BETWEEN :first AND :last
    GROUP BY 1, 3, 4 HAVING sum(s.count - coalesce(b.count, 0)) <> 0
"""
REPLACE = """
    INSERT INTO balance (widget, slot, key, source, count, imported_at)
    SELECT widget, slot, key, source, count, :now FROM staged WHERE widget BETWEEN :first AND :last
    ON CONFLICT (widget, slot, key, source) DO UPDATE SET count = excluded.count,
        imported_at = excluded.imported_at WHERE balance.count <> excluded.count
"""


async def replace(
    engine: Engine,
    site: str,
    chunks: Iterable[list[Balance]],
    progress: Callable[[Imported], None] = lambda _: None,
) -> Imported:
    """Import balances, all or nothing: a (widget, slot, key, source) that is there already is replaced.

    Their pages are created without counting them against the site's quota. `progress` is told how far it is.
    Raises Malformed where two lines say something about the same, or where a tally would become too great.
    """
    imported = Imported()
    async with writing(engine) as connection:
        async for lines in stage(connection, chunks):
            imported.lines += lines
            progress(imported)
        await connection.execute(text(NEW_PAGES), {"site": site})
        await connection.execute(text(NEW_TALLIES))
        after = ""
        while widgets := await next_widgets(connection, after):
            imported.changed += await apply(connection, widgets)
            progress(imported)
            after = widgets[-1]
    return imported


async def stage(connection: AsyncConnection, chunks: Iterable[list[Balance]]) -> AsyncIterator[int]:
    """Lay the lines out in a temporary table, and refuse those that repeat one another.

    Gives the size of each chunk once it is there.
    """
    await connection.execute(text(STAGE))
    driver: Any = (await connection.get_raw_connection()).driver_connection
    for chunk in chunks:
        records = [to_record(each) for each in chunk]
        await driver.copy_records_to_table("staged", records=records, columns=COLUMNS)
        yield len(chunk)
    await connection.execute(text("CREATE INDEX ON staged (widget, slot, key, source)"))
    await connection.execute(text("ANALYZE staged"))
    repeated = (await connection.execute(text(REPEATED))).one_or_none()
    if repeated:
        first, second = repeated
        problem = (
            f"Line {second} is about the same page, key and source as line {first}; give their sum once."
        )
        raise Malformed("repeated_line", problem)


def to_record(balance: Balance) -> tuple[Any, ...]:
    """Give a line's row in the order of `COLUMNS`."""
    partition = partition_of(balance.widget)
    return (
        balance.line, balance.url, partition, balance.widget, balance.slot, balance.key, balance.source,
        balance.count,
    )  # fmt: skip


async def next_widgets(connection: AsyncConnection, after: str) -> list[str]:
    """Give the next widgets of the import, in id order."""
    return list(await connection.scalars(text(NEXT_WIDGETS), {"after": after, "most": AT_ONCE}))


async def apply(connection: AsyncConnection, widgets: list[str]) -> int:
    """Change some tallies by what is new in their balances, and tell how many that were."""
    span = {"first": widgets[0], "last": widgets[-1]}
    async with hold(connection, widgets) as held:
        for row in await connection.execute(text(DIFFERENCES), span):
            try:
                held.get(row.widget).add({row.slot: {row.key: row.difference}}, held.now)
            except Conflicting:
                raise too_great(row) from None
        # Boards look 30 days back, and imports are no doing of readers.
        for statement in (FORGET_CHANGES, KEEP_CHANGES, REPLACE):
            await connection.execute(text(statement), span | {"now": held.now})
    return len(held.standings)


def too_great(row: Row[Any]) -> Malformed:
    """Say that a line makes a count too great."""
    return Malformed(
        "count_too_great", f"Line {row.line}: with it the count would be greater than can be kept."
    )


async def add_to(connection: AsyncConnection, standings: Mapping[str, Standing]) -> None:
    """Add the balances of widgets to their tallies."""
    total = cast(func.sum(table.c.count), BigInteger)
    asked = select(table.c.widget, table.c.slot, table.c.key, total).where(table.c.widget.in_(standings))
    for widget, slot, key, n in await connection.execute(asked.group_by(*asked.selected_columns[:3])):
        rules.add(standings[widget].tally, {slot: {key: n}})
