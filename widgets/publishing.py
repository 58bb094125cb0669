"""Publishing: creating widgets, changing what they ask, and opening and closing them."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from widgets import canonical, strict_json
from widgets.catalog import Catalog
from widgets.errors import Forbidden, Malformed, Unknown
from widgets.formats import AnyFormat, find_format
from widgets.illustrating import settle
from widgets.ledger import outbox, pages, revisions, widgets
from widgets.ledger.connection import Engine
from widgets.ledger.holding import Held
from widgets.ledger.lanes import Publish
from widgets.ledger.revisions import THIS_MOMENT
from widgets.marking import mark_by, may_change_marks
from widgets.model import PARTITIONS, WIDGET_ID, Reveal, Spec, Status, Widget, page_partition, widget_id
from widgets.placing import place
from widgets.titles import find_words

MOST_LISTED = 100
"""Widgets that are listed at once."""


class Draft(Struct, frozen=True, kw_only=True):
    """What a moderator wants to create. `spec` is JSON, `url` the page's, or None for none."""

    site: str
    format: str
    spec: bytes
    url: str | None = None
    reveal: Reveal = Reveal.AFTER_CASTING
    opens_at: datetime | None = None
    closes_at: datetime | None = None


class Changes(Struct, frozen=True, kw_only=True):
    """What is to be changed of a widget; what is UNSET, or for the spec None, stays as it is."""

    spec: bytes | None = None
    reveal: Reveal | UnsetType = UNSET
    opens_at: datetime | UnsetType | None = UNSET
    closes_at: datetime | UnsetType | None = UNSET

    def state_of(self, widget: Widget) -> dict[str, Any]:
        """Give what of the widget's state is to be another."""
        named = {name: getattr(self, name) for name in ("reveal", "opens_at", "closes_at")}
        return {
            name: value
            for name, value in named.items()
            if value is not UNSET and value != getattr(widget, name)
        }

    def apply(self, widget: Widget) -> Widget:
        """Give the widget with its state as it is going to be."""
        return msgspec.structs.replace(widget, **self.state_of(widget))


class Publishing:
    """Creates and changes widgets. Every change raises the revision; `publish` takes it to Redis.

    `expected`, where it is given, is the revision the moderator has seen: another one raises Conflicting.
    All raise Unknown for a widget that is not the site's, and Unavailable.
    """

    def __init__(self, engine: Engine, catalog: Catalog, publish: Publish) -> None:
        self.engine = engine
        self.catalog = catalog
        self.publish = publish

    async def create(self, draft: Draft, seed: bytes | None = None) -> Widget:
        """Create a widget, not yet published. The same `seed`, 16 bytes, makes the same id.

        Raises Malformed, Unknown for the site, and Forbidden for a page that is not the site's.
        """
        site = await self.catalog.site(draft.site)
        seed = seed or secrets.token_bytes(16)
        url = canonical.make_canonical(draft.url) if draft.url else ""
        if url and canonical.origin_of(url) not in site.origins:
            raise Forbidden("foreign_url", "This URL is not the site's: its origin must be the site's own.")
        check_schedule(draft.opens_at, draft.closes_at)
        format = find_format(draft.format)
        spec = read_spec(format, draft.spec)
        format.check_reveal(spec, draft.reveal)
        await self.check_nested(site.id, format.nested(spec))
        spec = await settle(self.engine, site.id, spec)
        widget = Widget(
            id=widget_id(seed, page_partition(site.id, url) if url else seed[0] % PARTITIONS),
            site=site.id,
            url=url,
            format=draft.format,
            spec=msgspec.json.encode(spec),
            revision=1,
            reveal=draft.reveal,
            opens_at=draft.opens_at,
            closes_at=draft.closes_at,
        )
        await widgets.create(self.engine, widget, find_words(format, spec, url))
        self.catalog.forget(place(widget))
        return widget

    async def list(self, site: str, *, after: str = "", url: str | None = None) -> list[Widget]:
        """Give the next widgets of a site in the order of their ids, or all that one page shows.

        At most `MOST_LISTED`. Raises Unknown for the site, and Malformed for the URL and for an `after`
        that is no widget's id.
        """
        await self.catalog.site(site)
        if after and not WIDGET_ID.fullmatch(after):
            raise Malformed(
                "bad_cursor", "`after` is no id of a widget; give the `next` of the answer before."
            )
        if url is not None:
            return (await pages.find(self.engine, site, canonical.make_canonical(url)))[1]
        return await widgets.select_after(self.engine, site, after, MOST_LISTED)

    async def open(self, site: str, id: str, *, expected: int | None = None) -> Widget:
        """Publish a widget now, or again if it was retired. One that is published stays as it is."""
        widget = await self.find(site, id)
        if widget.published_at is not None and widget.retired_at is None:
            return widget
        return await self.change(widget, {"published_at": THIS_MOMENT, "retired_at": None}, expected)

    async def schedule(
        self,
        site: str,
        id: str,
        opens_at: datetime | None,
        closes_at: datetime | None,
        *,
        expected: int | None = None,
    ) -> Widget:
        """Let a widget open and close at these times; None for at once and for never. Raises Malformed."""
        check_schedule(opens_at, closes_at)
        widget = await self.find(site, id)
        return await self.change(widget, {"opens_at": opens_at, "closes_at": closes_at}, expected)

    async def close(self, site: str, id: str, *, expected: int | None = None) -> Widget:
        """Close a widget now: it takes no more ballots, and its counts stand. A closed one stays as it is."""
        widget = await self.find(site, id)
        if widget.status(datetime.now(UTC)) is Status.CLOSED:
            return widget
        return await self.change(widget, {"closes_at": THIS_MOMENT}, expected)

    async def reopen(self, site: str, id: str, *, expected: int | None = None) -> Widget:
        """Let a closed widget take ballots again, until somebody closes it. Others stay as they are."""
        widget = await self.find(site, id)
        if widget.closes_at is None or widget.closes_at > datetime.now(UTC):
            return widget
        return await self.change(widget, {"closes_at": None}, expected)

    async def retire(self, site: str, id: str, *, expected: int | None = None) -> Widget:
        """Take a widget from its page now, or a draft from the list of drafts. Sheets and counts are kept."""
        widget = await self.find(site, id)
        if widget.retired_at is not None:
            return widget
        return await self.change(widget, {"retired_at": THIS_MOMENT}, expected)

    async def reveal(self, site: str, id: str, reveal: Reveal, *, expected: int | None = None) -> Widget:
        """Let readers see the counts at another time. Raises Malformed where the spec forbids that."""
        widget = await self.find(site, id)
        placed = place(widget)
        placed.format.check_reveal(placed.spec, reveal)
        return await self.change(widget, {"reveal": reveal}, expected)

    async def rewrite(self, site: str, id: str, spec: bytes, *, expected: int | None = None) -> Widget:
        """Give a widget another spec, JSON, and count its sheets by it.

        Ballots stay as they were cast; options keep their ids. Raises Malformed, and Conflicting where
        somebody else has changed the widget meanwhile.
        """
        return await self.revise(site, id, Changes(spec=spec), expected=expected)

    async def revise(self, site: str, id: str, changes: Changes, *, expected: int | None = None) -> Widget:
        """Change all of this at once, or, where any of it is refused, nothing. Raises like `rewrite`."""
        widget = await self.find(site, id)
        if expected not in (None, widget.revision):
            raise revisions.stale()
        following = changes.apply(widget)
        if (following.opens_at, following.closes_at) != (widget.opens_at, widget.closes_at):
            check_schedule(following.opens_at, following.closes_at)
        placed = place(widget)
        written = placed.spec if changes.spec is None else read_spec(placed.format, changes.spec)
        placed.format.check_reveal(written, following.reveal)
        state = changes.state_of(widget)
        if changes.spec is not None:
            await self.check_nested(site, placed.format.nested(written), within=id)
            written = await settle(self.engine, site, written)
            extended = placed.format.extend(written, widget.approved)
            if extended != placed.spec:
                mark = mark_by(placed.format, extended) if may_change_marks(placed.spec, extended) else None
                revision = widget.revision if expected is None else expected
                body = msgspec.json.encode(written)
                state["words"] = find_words(placed.format, extended, widget.url)
                held = await revisions.change_spec(
                    self.engine, id, body, mark, expected=revision, changes=state
                )
                return await self.told(widget, held)
        return await self.change(widget, state, expected) if state else widget

    async def change(self, widget: Widget, changes: dict[str, Any], expected: int | None) -> Widget:
        """Change a widget's state."""
        held = await revisions.change_state(self.engine, widget.id, changes, expected=expected)
        return await self.told(widget, held)

    async def told(self, widget: Widget, held: Held) -> Widget:
        """Let this process and the others know of a change, and give the widget as it is now."""
        await outbox.finish(self.engine, held, self.publish)
        self.catalog.forget(place(widget))
        return await self.find(widget.site, widget.id)

    async def check_nested(self, site: str, ids: Sequence[str], *, within: str = "") -> None:
        """Refuse to show widgets that are not there or not the site's, and those that show others."""
        found = await widgets.select_these(self.engine, list(ids)) if ids else []
        here = {each.id: place(each) for each in found if each.site == site}
        for at, id in enumerate(ids, 1):
            if id not in here:
                raise Unknown(
                    "unknown_widget", f"There is no widget {id} on this site; it is number {at} here."
                )
            if id == within or here[id].format.nested(here[id].spec):
                raise Malformed("nested_twice", f"The widget {id} shows widgets itself; show those instead.")

    async def find(self, site: str, id: str) -> Widget:
        """Give a widget of the site. Raises Unknown."""
        widget = await widgets.find(self.engine, id)
        if widget is None or widget.site != site:
            raise Unknown("unknown_widget", "There is no such widget on this site.")
        return widget


def read_spec(format: AnyFormat, body: bytes) -> Spec:
    """Read and check the JSON of a spec by its format. Raises Malformed."""
    spec: Spec = strict_json.decode(body, format.spec_type, lines=True)
    format.check_spec(spec)
    return spec


def check_schedule(opens_at: datetime | None, closes_at: datetime | None) -> None:
    """Refuse times without a zone, and a widget that would close before it opens."""
    if any(time is not None and time.tzinfo is None for time in (opens_at, closes_at)):
        raise Malformed("bad_schedule", "Give times with their zone, such as 2031-05-04T12:00:00Z.")
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise Malformed("bad_schedule", "The widget would close before it opens; let it close later.")
