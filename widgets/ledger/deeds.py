"""The log of who did what in the ledger. It is only ever added to, which its table sees to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from msgspec import structs
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.staff_tables import deed as table
from widgets.staff import Deed, Entry, Log

PAGE = 50
"""Entries shown at once."""


_under_way: ContextVar[Deed | None] = ContextVar("deed", default=None)


@contextmanager
def doing(deed: Deed) -> Iterator[None]:
    """Let each transaction that changes widgets within the block write this deed down.

    So the log knows of a change if and only if it was committed, whichever use case makes it.
    """
    token = _under_way.set(deed)
    try:
        yield
    finally:
        _under_way.reset(token)


@contextmanager
def unnoted() -> Iterator[None]:
    """Write nothing down within the block: what it does is a step of a deed that another step tells."""
    token = _under_way.set(None)
    try:
        yield
    finally:
        _under_way.reset(token)


async def note_change(connection: AsyncConnection, widget: str, ballots: int = 0) -> None:
    """Write down the deed that is under way, if one is, as one about this widget.

    "{ballots}" in it becomes how many this transaction moved.
    """
    deed = _under_way.get()
    if deed is not None:
        what = deed.what.replace("{ballots}", f"{ballots:,} ballot{'s' * (ballots != 1)}")
        await note(connection, structs.replace(deed, what=what, widget=widget))


async def note(connection: AsyncConnection, deed: Deed) -> None:
    """Write a deed down, in the transaction of what it changes."""
    await connection.execute(
        insert(table).values(by=deed.by, name=deed.name, what=deed.what, site=deed.site, widget=deed.widget)
    )


async def note_alone(engine: Engine, deed: Deed) -> None:
    """Write down a deed that changes nothing else here, such as an export."""
    async with writing(engine) as connection:
        await note(connection, deed)


async def read(
    engine: Engine,
    site: str,
    *,
    before: int | None = None,
    widget: str | None = None,
    by: str | None = None,
    about_widgets: bool | None = None,
) -> Log:
    """Give one page of a site's log, or of one widget's; older than the entry `before` where one is given.

    With `by`, what one moderator did, the console being ""; with `about_widgets`, what was done to widgets,
    or to all else.
    """
    query = select(table).where(table.c.site == site).order_by(table.c.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(table.c.id < before)
    if widget is not None:
        query = query.where(table.c.widget == widget)
    if by is not None:
        query = query.where(table.c.by == by)
    if about_widgets is not None:
        query = query.where((table.c.widget != "") if about_widgets else (table.c.widget == ""))
    async with reading(engine) as connection:
        rows = (await connection.execute(query)).all()
    entries = [
        Entry(
            id=row.id,
            at=row.at,
            deed=Deed(by=row.by, name=row.name, what=row.what, site=row.site, widget=row.widget),
        )
        for row in rows[:PAGE]
    ]
    return Log(entries, entries[-1].id if len(rows) > PAGE else None)
