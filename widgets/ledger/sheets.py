"""All sheets of widgets, read page by page: for recounts and studies, in bounded memory.

What is here runs inside `AsyncConnection.run_sync`: it reads like a plain loop, and the event loop goes on
between pages. All pages are of one moment if the transaction is.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from sqlalchemy import Connection, Text, cast, func, select, tuple_

from widgets import rules
from widgets.ledger.tables import sheet as table
from widgets.model import Standing, Tally, partition_of

PAGE = 2000
"""Sheets read at once."""

Mark: TypeAlias = Callable[[bytes], Tally]
"""Pure: a sheet as JSON -> its marks, by the widget's format and spec."""

EMPTY = "{}"
"""A sheet from which every ballot was withdrawn, as Postgres writes it."""


def read_all(plain: Connection, first: str, last: str) -> Iterator[list[tuple[str, str, bool]]]:
    """Give pages of (widget, ballots as JSON, aside) of all widgets from `first` to `last`.

    Both ids must be of one partition.
    """
    asked = (
        select(table.c.widget, table.c.reader, cast(table.c.ballots, Text), table.c.aside)
        .where(table.c.partition == partition_of(first), table.c.widget >= first, table.c.widget <= last)
        .order_by(table.c.widget, table.c.reader)
        .limit(PAGE)
    )
    rows = plain.execute(asked).all()
    while rows:
        yield [(widget, ballots, aside) for widget, _, ballots, aside in rows]
        if len(rows) < PAGE:
            return
        rows = plain.execute(asked.where(is_after(rows[-1].widget, rows[-1].reader))).all()


def is_after(widget: str, reader: bytes) -> Any:
    """Give the condition that a sheet comes after this one in the order of widget and reader."""
    return tuple_(table.c.widget, table.c.reader) > tuple_(widget, reader)


def read_counting(plain: Connection, widget: str) -> Iterator[bytes]:
    """Give the JSON of a widget's sheets that are not set aside, one by one."""
    for page in read_all(plain, widget, widget):
        yield from (ballots.encode() for _, ballots, aside in page if not aside)


def add_up(plain: Connection, marks: dict[str, Mark]) -> dict[str, Standing]:
    """Count the sheets of widgets, which are of one partition: tally, turnout and how many are set aside.

    Widgets that lie between them in id order but are not asked for are passed over.
    """
    sums = {widget: Standing(widget=widget, tally={}) for widget in marks}
    if not marks:
        return sums
    for page in read_all(plain, min(marks), max(marks)):
        for (widget, ballots, aside), times in Counter(page).items():
            if widget not in sums:
                continue
            if aside:
                sums[widget].aside += times
            elif ballots != EMPTY:
                sums[widget].turnout += times
                rules.add(sums[widget].tally, marks[widget](ballots.encode()), times)
    return sums


def count_up_to(plain: Connection, widget: str, most: int) -> int:
    """Tell how many sheets a widget has, or `most` if there are as many or more."""
    some = (
        select(table.c.reader)
        .where(table.c.partition == partition_of(widget), table.c.widget == widget)
        .limit(most)
        .subquery()
    )
    return plain.execute(select(func.count()).select_from(some)).scalar_one()
