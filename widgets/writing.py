"""Writing: what moderators do with widgets at their desk, beside publishing them."""

from datetime import UTC, datetime

from msgspec import Struct

from widgets.catalog import Catalog
from widgets.errors import Conflicting, Malformed
from widgets.formats import find_format
from widgets.ledger import shelf, sketches, tallies, wishes
from widgets.ledger.connection import Engine
from widgets.ledger.shelf import Place, Wanted, Written
from widgets.ledger.sketches import Sketch
from widgets.ledger.wishes import Decline, Wish
from widgets.model import WIDGET_ID, Spec, Standing, Status, Widget
from widgets.placing import place_spec
from widgets.publishing import Publishing
from widgets.rules import check_text as check_length
from widgets.showing import encode, show_whole
from widgets.texts import check_text
from widgets.titles import read_search, title_of

__all__ = ["Decline", "Look", "Sketch", "Wish", "Writing", "preview", "title_of"]

A_PAGE = 40
"""Widgets on a page of the list."""

MOST_SPECS = 30
"""Versions on a page of them."""

MOST_REASON = 500
"""Characters in which an editor says why a draft is not published."""

MOST_WAITING = 100
"""Drafts that wait for approval, as far as they are counted."""


class Look(Struct, frozen=True, kw_only=True):
    """Which widgets somebody looks for; what is empty looks for all. `waiting` are drafts to be approved."""

    format: str = ""
    status: Status | None = None
    waiting: bool = False
    search: str = ""


EVERYTHING = Look()


class Line(Struct, frozen=True, kw_only=True):
    """A widget in the list."""

    widget: Widget
    title: str
    status: Status
    turnout: int
    created_at: datetime
    wished_by: str
    declined: bool


class Shelf(Struct, frozen=True, kw_only=True):
    """A page of a site's widgets; `next` is where the following one begins, or empty.

    Where there were too many to look at all of them, `since` is when the last one was made that was.
    """

    lines: list[Line]
    next: str
    since: datetime | None = None


class Versions(Struct, frozen=True, kw_only=True):
    """A page of the specs that a widget has had, the newest first, and the one before them, if any."""

    specs: list[Written]
    before: Written | None


class Writing:
    """Keeps what moderators type, and finds what they have written."""

    def __init__(self, engine: Engine, catalog: Catalog, publishing: Publishing) -> None:
        self.engine = engine
        self.catalog = catalog
        self.publishing = publishing

    async def browse(self, site: str, look: Look = EVERYTHING, *, after: str = "") -> Shelf:
        """Give a page of a site's widgets, the newest first.

        Raises Unknown for the site, and Malformed for an `after` that is no page's `next`, and for a
        search with characters that no text may hold.
        """
        check_text(look.search)
        await self.catalog.site(site)
        now = datetime.now(UTC)
        before = read_place(after) if after else None
        found, end = await shelf.select_entries(self.engine, want(site, look, now), A_PAGE + 1, before=before)
        shown = found[:A_PAGE]
        standings = await tallies.read(self.engine, [each.widget.id for each in shown])
        lines = [
            Line(
                widget=each.widget,
                title=title_of(each.widget),
                status=each.widget.status(now),
                turnout=standings[each.widget.id].turnout if each.widget.id in standings else 0,
                created_at=each.created_at,
                wished_by=each.wished_by,
                declined=each.declined,
            )
            for each in shown
        ]
        if len(found) > A_PAGE:
            return Shelf(lines=lines, next=write_place((shown[-1].created_at, shown[-1].widget.id)))
        return Shelf(lines=lines, next=write_place(end) if end else "", since=end[0] if end else None)

    async def count_waiting(self, site: str) -> int:
        """Tell how many drafts of a site wait for approval; of more than `MOST_WAITING`, that many."""
        return await wishes.count(self.engine, site, MOST_WAITING)

    async def find(self, site: str, id: str) -> Widget:
        """Give a widget of the site. Raises Unknown."""
        return await self.publishing.find(site, id)

    async def standing(self, id: str) -> Standing:
        """Give what was counted in a widget."""
        found = await tallies.read(self.engine, [id])
        return found.get(id) or Standing(widget=id, tally={})

    async def versions(self, site: str, id: str, *, before: int | None = None) -> Versions:
        """Give a page of the specs that a widget has had, older than those of a revision. Raises Unknown."""
        await self.find(site, id)
        found = await shelf.select_specs(self.engine, id, MOST_SPECS + 1, before=before)
        return Versions(
            specs=found[:MOST_SPECS], before=found[MOST_SPECS] if len(found) > MOST_SPECS else None
        )

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

    async def wish_about(self, id: str) -> Wish | Decline | None:
        """Give the wish about a widget, or how the last one was declined."""
        return await wishes.find(self.engine, id)

    async def decline(self, site: str, id: str, name: str, reason: str) -> None:
        """Tell who wishes a draft published that it is not, and why.

        Raises Malformed without a reason, Unknown, and Conflicting where nobody wishes it any more.
        """
        await self.find(site, id)
        if not reason:
            raise Malformed("no_reason", "Say in a sentence why, so that the author knows what to change.")
        check_text(reason, lines=True)
        check_length(reason, "reason", most=MOST_REASON)
        await wishes.decline(self.engine, id, name, reason)

    async def settle(self, site: str, id: str) -> None:
        """Forget a wish, and that one was declined: the draft is published. Raises Unknown."""
        await self.find(site, id)
        await wishes.drop(self.engine, id)


def preview(widget: Widget, spec: Spec) -> bytes | None:
    """Draw a widget with a spec that nobody has checked, as JSON; None where there is nothing to draw."""
    try:
        placed = place_spec(widget, find_format(widget.format), spec)
        standing = Standing(widget=widget.id, tally={})
        return encode(show_whole(placed, standing, datetime.now(UTC), None))
    except Exception:  # noqa: BLE001 - what was not checked may be anything
        return None


def want(site: str, look: Look, now: datetime) -> Wanted:
    """Say which widgets the ledger is asked for."""
    return Wanted(
        site=site,
        now=now,
        format=look.format,
        status=look.status,
        waiting=look.waiting,
        words=tuple(read_search(look.search)),
    )


def write_place(place: Place) -> str:
    """Write where the next page begins."""
    return f"{place[0].isoformat()},{place[1]}"


def read_place(text: str) -> Place:
    """Read where a page begins. Raises Malformed."""
    at, _, id = text.partition(",")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise lost_place() from None
    if moment.tzinfo is None or not WIDGET_ID.fullmatch(id):
        raise lost_place()
    return moment, id


def lost_place() -> Malformed:
    """Say that a list does not go on there."""
    return Malformed("bad_cursor", "The list does not go on from there; begin at the newest.")
