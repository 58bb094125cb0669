"""Exporting: counts, ballots and history of a site's widgets, as CSV or JSON, in bounded memory.

What is written of one widget is of one moment, so whoever has its counts and its ballots can recount it.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct

from widgets import rows
from widgets.catalog import Catalog
from widgets.errors import Unknown
from widgets.formats import page_formats
from widgets.ledger import exports, history, pages, widgets
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
        sheet = rows.Sheet(form, COLUMNS[what])
        async for piece in self.pieces(what, sheet, site=site, widget=widget):
            write(piece)
            tell(sheet.written)
        return sheet.written

    async def pieces(
        self, what: What, sheet: rows.Sheet, *, site: str, widget: str | None = None
    ) -> AsyncIterator[bytes]:
        """Give a table piece by piece, each when it is asked for. Raises like `export`."""
        await Catalog(self.engine).site(site)
        yield sheet.begin()
        async for subjects in self.subjects(site, widget):
            async for some in self.read(what, subjects):
                yield sheet.add(some)
        yield sheet.end()

    async def subjects(self, site: str, widget: str | None) -> AsyncIterator[list[Subject]]:
        """Go through the widgets: those moderators made, then the pages' own. Raises Unknown for the one."""
        if widget is not None:
            yield [await self.find(site, widget)]
            return
        async for some in self.made(site):
            yield some
        async for some in self.own(site):
            yield some

    async def find(self, site: str, widget: str) -> Subject:
        """Find one widget of the site. Raises Unknown."""
        made = await widgets.find(self.engine, widget)
        if made is not None and made.site == site:
            return describe(made)
        async for own in self.own(site):
            for each in own:
                if each.widget == widget:
                    return each
        raise Unknown("unknown_widget", "There is no such widget on this site.")

    async def made(self, site: str) -> AsyncIterator[list[Subject]]:
        """Go through the widgets that moderators made."""
        after = ""
        while made := await widgets.select_after(self.engine, site, after, STEP):
            yield [describe(each) for each in made]
            after = made[-1].id

    async def own(self, site: str) -> AsyncIterator[list[Subject]]:
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

    async def read(self, what: What, subjects: Sequence[Subject]) -> AsyncIterator[list[Row]]:
        """Give the rows of some widgets."""
        counted = await exports.read_counted(self.engine, [each.widget for each in subjects])
        for each in subjects:
            if each.widget not in counted:
                continue
            if what is What.COUNTS:
                yield [*count_rows(each, counted[each.widget])]
            elif what is What.BALLOTS:
                async for page in exports.read_sheets(self.engine, each.widget):
                    yield [row for kept in page for row in ballot_rows(each, kept)]
            else:
                async for states in self.states(each.widget):
                    yield [row for state in states for row in state_rows(each, state)]

    async def states(self, widget: str) -> AsyncIterator[list[history.State]]:
        """Go through the history of a widget."""
        since = SINCE
        while states := await history.select_since(self.engine, widget, since):
            yield states
            if len(states) < history.MOST_STATES:
                return
            since = states[-1].at + BUCKET


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
