"""Studies in the ledger: what was computed from all sheets of a widget at a stated version."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from widgets.ledger import sheets
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.tables import study as table
from widgets.ledger.tallies import select_standings
from widgets.model import ALPHABET

Compute: TypeAlias = Callable[[Iterable[bytes], int], Any]
"""Pure: (sheets that count as JSON, read one by one and only once, the tally's version) -> the study."""

REST = 15
"""Seconds after which a study is made anew if ballots have come; after closing it is made at once."""

STEP = 200
"""Widgets that are found due at once."""

DUE = """
    SELECT widget.id FROM widget
    JOIN tally ON tally.partition = (strpos(:alphabet, substr(widget.id, 3, 1)) - 1)::smallint
        AND tally.widget = widget.id AND tally.slot = ''
    LEFT JOIN study ON study.widget = widget.id
    WHERE widget.format = ANY(:formats) AND widget.id > :after AND tally.version > coalesce(study.version, 0)
        AND (study.widget IS NULL OR study.written_at < clock_timestamp() - :rest * interval '1 second'
            OR study.written_at > clock_timestamp() -- the clock was set back
            OR widget.closes_at BETWEEN study.written_at AND clock_timestamp())
    ORDER BY widget.id LIMIT :most
"""


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


async def select_due(engine: Engine, formats: list[str], after: str) -> list[str]:
    """Give the next widgets of these formats, in id order, whose tally is newer than their study."""
    values = {"alphabet": ALPHABET, "formats": formats, "after": after, "rest": REST, "most": STEP}
    async with reading(engine) as connection:
        return list(await connection.scalars(text(DUE), values))


async def renew(engine: Engine, widget: str, revision: int, compute: Compute) -> None:
    """Make and keep the study of a widget, from all its sheets of one moment.

    `revision` is that of the spec behind `compute`; where the widget has another by now, nothing is kept.
    """
    async with reading(engine, one_moment=True) as connection:
        standing = (await select_standings(connection, [widget])).get(widget)
        if standing is None or standing.revision != revision:
            return
        body = await connection.run_sync(
            lambda plain: compute(sheets.read_counting(plain, widget), standing.version)
        )
    await keep(engine, widget, standing.version, body)
