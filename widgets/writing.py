"""Writing: what moderators do with widgets at their desk, beside publishing them."""

from datetime import UTC, datetime

from msgspec import Struct

from widgets.catalog import Catalog
from widgets.errors import Conflicting, Unknown
from widgets.formats import find_format
from widgets.ledger import shelf, sketches, tallies, wishes
from widgets.ledger.connection import Engine
from widgets.ledger.shelf import Written
from widgets.ledger.sketches import Sketch
from widgets.ledger.wishes import Wish
from widgets.model import Spec, Standing, Status, Widget
from widgets.parts import Choose, Questions
from widgets.placing import place_known, place_spec
from widgets.publishing import Publishing
from widgets.showing import encode, show_whole

__all__ = ["Sketch", "Writing", "preview", "title_of"]

A_PAGE = 40
"""Widgets on a page of the list."""

MOST_SPECS = 30
"""Earlier versions that are shown."""


class Line(Struct, frozen=True, kw_only=True):
    """A widget in the list."""

    widget: Widget
    title: str
    status: Status
    turnout: int
    created_at: datetime
    wished_by: str


class Shelf(Struct, frozen=True, kw_only=True):
    """A page of a site's widgets; `next` is where the following one begins, or empty."""

    lines: list[Line]
    next: str


class Writing:
    """Keeps what moderators type, and finds what they have written."""

    def __init__(self, engine: Engine, catalog: Catalog, publishing: Publishing) -> None:
        self.engine = engine
        self.catalog = catalog
        self.publishing = publishing

    async def browse(self, site: str, *, format: str = "", after: str = "", wished: bool = False) -> Shelf:
        """Give a page of a site's widgets, the newest first. Raises Unknown for the site."""
        await self.catalog.site(site)
        found = await shelf.select_entries(
            self.engine, site, A_PAGE + 1, format=format, before=read_place(after), wished=wished
        )
        shown = found[:A_PAGE]
        standings = await tallies.read(self.engine, [each.widget.id for each in shown])
        now = datetime.now(UTC)
        lines = [
            Line(
                widget=each.widget,
                title=title_of(each.widget),
                status=each.widget.status(now),
                turnout=standings[each.widget.id].turnout if each.widget.id in standings else 0,
                created_at=each.created_at,
                wished_by=each.wished_by,
            )
            for each in shown
        ]
        more = len(found) > A_PAGE
        return Shelf(lines=lines, next=write_place(shown[-1].created_at, shown[-1].widget.id) if more else "")

    async def find(self, site: str, id: str) -> Widget:
        """Give a widget of the site. Raises Unknown."""
        return await self.publishing.find(site, id)

    async def standing(self, id: str) -> Standing:
        """Give what was counted in a widget."""
        found = await tallies.read(self.engine, [id])
        return found.get(id) or Standing(widget=id, tally={})

    async def versions(self, site: str, id: str) -> list[Written]:
        """Give the specs that a widget has had, the newest first. Raises Unknown."""
        await self.find(site, id)
        return await shelf.select_specs(self.engine, id, MOST_SPECS)

    async def version(self, site: str, id: str, revision: int) -> Written:
        """Give the spec that held at a revision. Raises Unknown."""
        for each in await self.versions(site, id):
            if each.revision <= revision:
                return each
        raise Unknown("unknown_version", "There is no such version of this widget.")

    async def sketch(self, moderator: str, about: str) -> Sketch | None:
        """Give what a moderator has typed and not saved."""
        return await sketches.find(self.engine, moderator, about)

    async def keep_sketch(
        self, moderator: str, about: str, revision: int, fields: list[tuple[str, str]]
    ) -> None:
        """Keep what a moderator has typed."""
        await sketches.keep(self.engine, moderator, about, revision, fields)

    async def drop_sketch(self, moderator: str, about: str) -> None:
        """Forget what a moderator has typed."""
        await sketches.drop(self.engine, moderator, about)

    async def wish(self, site: str, id: str, moderator: str, name: str) -> None:
        """Wish that an editor publishes a draft. Raises Unknown, and Conflicting for what is no draft."""
        widget = await self.find(site, id)
        if widget.status(datetime.now(UTC)) is not Status.DRAFT:
            raise Conflicting("no_draft", "This widget is no draft: there is nothing to approve.")
        await wishes.keep(self.engine, id, moderator, name)

    async def wish_about(self, id: str) -> Wish | None:
        """Give the wish about a widget."""
        return await wishes.find(self.engine, id)

    async def settle(self, site: str, id: str) -> None:
        """Forget a wish: it was granted or declined. Raises Unknown."""
        await self.find(site, id)
        await wishes.drop(self.engine, id)


def title_of(widget: Widget) -> str:
    """Give what a widget is called: its title, or the first words of what it asks."""
    placed = place_known(widget)
    if placed is None:
        return ""
    if placed.spec.title:
        return placed.spec.title
    for part in placed.format.ask(placed.spec):
        chooses = part.questions if isinstance(part, Questions) else [part]
        for each in chooses:
            if isinstance(each, Choose) and each.label:
                return each.label
    return ""


def preview(widget: Widget, spec: Spec) -> bytes | None:
    """Draw a widget with a spec that nobody has checked, as JSON; None where there is nothing to draw."""
    try:
        placed = place_spec(widget, find_format(widget.format), spec)
        standing = Standing(widget=widget.id, tally={})
        return encode(show_whole(placed, standing, datetime.now(UTC), None))
    except Exception:  # noqa: BLE001 - what was not checked may be anything
        return None


def write_place(at: datetime, id: str) -> str:
    """Write where the next page begins."""
    return f"{at.isoformat()},{id}"


def read_place(text: str) -> tuple[datetime, str] | None:
    """Read where a page begins; nonsense is the beginning."""
    at, _, id = text.partition(",")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, id) if moment.tzinfo is not None else None
