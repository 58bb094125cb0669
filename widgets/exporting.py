"""Exporting: counts, ballots and history of a site's widgets, as CSV or JSON, in bounded memory.

What is written of one widget is of one moment, so whoever has its counts and its ballots can recount it.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct

from widgets import rows
from widgets.catalog import Catalog
from widgets.errors import Unknown
from widgets.formats import page_formats
from widgets.ledger import exports, history, pages, tallies, widgets
from widgets.ledger.connection import Engine
from widgets.ledger.exports import Counted
from widgets.ledger.pages import Place
from widgets.ledger.working import BUCKET
from widgets.model import Tally, Widget, page_widget_id
from widgets.placing import place_known
from widgets.rows import Form, Row

STEP = 500
"""Pages or widgets that are gone through at once."""

SINCE = datetime(1970, 1, 1, tzinfo=UTC)

Tell: TypeAlias = Callable[[int], None]
Write: TypeAlias = Callable[[bytes], Any]


class What(StrEnum):
    """What there is to export."""

    COUNTS = "counts"
    BALLOTS = "ballots"
    HISTORY = "history"


COLUMNS: dict[What, tuple[str, ...]] = {
    What.COUNTS: (
        "widget", "format", "url", "title", "slot", "key", "count", "opening", "turnout", "aside", "version",
    ),
    What.BALLOTS: (
        "widget", "format", "url", "reader", "slot", "ballot", "cast_at", "network", "referrer", "aside",
    ),
    What.HISTORY: ("widget", "format", "url", "at", "slot", "key", "count", "turnout", "version"),
}  # fmt: skip
"""The columns of each table, in order."""


class Subject(Struct, frozen=True):
    """A widget as every row names it."""

    widget: str
    format: str
    url: str
    title: str = ""

    @property
    def named(self) -> Row:
        """The columns by which every row names its widget."""
        return {"widget": self.widget, "format": self.format, "url": self.url}


class Order(Struct, frozen=True, kw_only=True):
    """What somebody wants exported: of a site, or of one widget of it, and for ballots and history from when.

    `until` is no longer part of it.
    """

    what: What
    form: Form
    site: str
    widget: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_partial(self) -> bool:
        """Whether a span of time is asked for."""
        return self.what is not What.COUNTS and (self.since or self.until) is not None


class Exporting:
    """Exports what a site's moderators may know."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def export(
        self,
        what: What,
        form: Form,
        write: Write,
        *,
        site: str,
        widget: str | None = None,
        tell: Tell = lambda _: None,
    ) -> int:
        """Write a table of all widgets of a site, or of one, and give the number of rows.

        `write` takes bytes as they become ready, `tell` the rows written so far. Raises Unknown for a site or
        a widget of the site that there is not, and Unavailable; what was written until then is no whole file.
        """
        order = Order(what=what, form=form, site=site, widget=widget)
        sheet = rows.Sheet(form, COLUMNS[what])
        async with aclosing(self.pieces(order, sheet)) as pieces:
            async for piece in pieces:
                write(piece)
                tell(sheet.written)
        return sheet.written

    async def pieces(
        self, order: Order, sheet: rows.Sheet, tell: Tell = lambda _: None
    ) -> AsyncGenerator[bytes, None]:
        """Give a table piece by piece, each when it is asked for; `tell` is told of what `expect` counts.

        Connections are given back when the generator is closed. Raises like `export`.
        """
        await Catalog(self.engine).site(order.site)
        yield sheet.begin()
        async with aclosing(self.subjects(order.site, order.widget)) as found:
            async for subjects in found:
                async with aclosing(self.read(order, subjects, tell)) as tables:
                    async for some in tables:
                        # Writing a page down takes long enough that others would wait for it.
                        yield await asyncio.to_thread(sheet.add, some)
        yield sheet.end()

    async def expect(self, order: Order) -> int:
        """Tell about how many sheets, or for counts and history widgets, there are to go through.

        0 where it is not known. Raises Unavailable.
        """
        if order.is_partial:
            return 0
        if order.widget is None:
            found = await exports.expect(self.engine, order.site)
        else:
            [standing] = (await tallies.read(self.engine, [order.widget])).values() or [None]
            found = exports.Expected(1, standing.turnout + standing.aside if standing else 0)
        return found.sheets if order.what is What.BALLOTS else found.widgets

    async def subjects(self, site: str, widget: str | None) -> AsyncGenerator[list[Subject], None]:
        """Go through the widgets: those moderators made, then the pages' own. Raises Unknown for the one."""
        if widget is not None:
            yield [await self.find(site, widget)]
            return
        for each in (self.made(site), self.own(site)):
            async with aclosing(each) as found:
                async for some in found:
                    yield some

    async def find(self, site: str, widget: str) -> Subject:
        """Find one widget of the site. Raises Unknown."""
        made = await widgets.find(self.engine, widget)
        if made is not None and made.site == site:
            return describe(made)
        async with aclosing(self.own(site)) as found:
            async for own in found:
                for each in own:
                    if each.widget == widget:
                        return each
        raise Unknown("unknown_widget", "There is no such widget on this site.")

    async def made(self, site: str) -> AsyncGenerator[list[Subject], None]:
        """Go through the widgets that moderators made."""
        after = ""
        while made := await widgets.select_after(self.engine, site, after, STEP):
            yield [describe(each) for each in made]
            after = made[-1].id

    async def own(self, site: str) -> AsyncGenerator[list[Subject], None]:
        """Go through what the pages have by themselves."""
        formats = [format.name for format in page_formats()]
        last: Place = (site, "")
        while places := await pages.select_after(self.engine, last, STEP, site=site):
            yield [
                Subject(page_widget_id(site, url, format), format, url)
                for _, url in places
                for format in formats
            ]
            last = places[-1]

    async def read(
        self, order: Order, subjects: Sequence[Subject], tell: Tell
    ) -> AsyncGenerator[Iterable[Row], None]:
        """Give the rows of some widgets."""
        counted = await exports.read_counted(self.engine, [each.widget for each in subjects])
        there = [each for each in subjects if each.widget in counted]
        if order.what is What.COUNTS:
            yield (row for each in there for row in count_rows(each, counted[each.widget]))
            tell(len(there))
            return
        for each in there:
            reading = self.sheets if order.what is What.BALLOTS else self.states
            async with aclosing(reading(order, each, tell)) as tables:
                async for some in tables:
                    yield some

    async def sheets(self, order: Order, subject: Subject, tell: Tell) -> AsyncGenerator[Iterable[Row], None]:
        """Give the ballots of a widget."""
        read = exports.read_sheets(self.engine, subject.widget, order.since, order.until)
        async with aclosing(read) as found:
            async for page in found:
                yield (row for kept in page for row in ballot_rows(subject, kept))
                tell(len(page))

    async def states(self, order: Order, subject: Subject, tell: Tell) -> AsyncGenerator[Iterable[Row], None]:
        """Give the history of a widget."""
        since = order.since or SINCE
        while states := await history.select_since(self.engine, subject.widget, since):
            asked = [each for each in states if order.until is None or each.at < order.until]
            yield [row for state in asked for row in state_rows(subject, state)]
            if len(states) < history.MOST_STATES or len(asked) < len(states):
                break
            since = states[-1].at + BUCKET
        tell(1)


def describe(widget: Widget) -> Subject:
    """Name a widget that a moderator made; one of a later release has no title that this one could read."""
    placed = place_known(widget)
    return Subject(widget.id, widget.format, widget.url, placed.spec.title if placed else "")


def count_rows(subject: Subject, counted: Counted) -> list[Row]:
    """Give a row for each key of a tally, and for an empty tally one without a key."""
    standing = counted.standing
    whole = {"turnout": standing.turnout, "aside": standing.aside, "version": standing.version}
    named = subject.named | {"title": subject.title}
    numbers = [
        {"slot": slot, "key": key, "count": n, "opening": counted.openings.get(slot, {}).get(key, 0)}
        for slot, key, n in cells(standing.tally)
    ]
    return [named | each | whole for each in numbers or [{"slot": "", "key": "", "count": 0, "opening": 0}]]


def ballot_rows(subject: Subject, kept: exports.Kept) -> list[Row]:
    """Give a row for each ballot of a sheet."""
    about = {
        "cast_at": kept.cast_at.isoformat(),
        "network": kept.network.hex(),
        "referrer": kept.referrer,
        "aside": kept.aside,
    }
    return [
        subject.named | {"reader": kept.reader.hex(), "slot": slot, "ballot": ballot} | about
        for slot, ballot in rows.read_object(kept.ballots).items()
    ]


def state_rows(subject: Subject, state: history.State) -> list[Row]:
    """Give a row for each key of a tally as it stood."""
    whole = {"turnout": state.turnout, "version": state.version}
    return [
        subject.named | {"at": state.at.isoformat(), "slot": slot, "key": key, "count": n} | whole
        for slot, key, n in cells(state.tally)
    ]


def cells(tally: Tally) -> list[tuple[str, str, int]]:
    """Give the numbers of a tally in the order of slots and keys."""
    return [(slot, key, n) for slot, keys in sorted(tally.items()) for key, n in sorted(keys.items())]
