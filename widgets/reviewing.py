"""Reviewing: moderators read what readers have sent in, let it be seen or not, and put it right."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

import msgspec
from msgspec import Struct

from widgets.catalog import MOST_TRIES, Catalog, changing
from widgets.errors import Conflicting, Malformed, Unavailable, Unknown
from widgets.illustrating import find_uploads, settle
from widgets.ledger import media, outbox, submissions, widgets
from widgets.ledger.connection import Engine
from widgets.ledger.holding import Held
from widgets.ledger.lanes import Publish
from widgets.ledger.sheets import Mark
from widgets.ledger.submissions import Submission
from widgets.likeness import find_like, group
from widgets.marking import mark_by
from widgets.model import Approved, Likeness, Widget
from widgets.moderation import About
from widgets.placing import Placed
from widgets.shelving import shelve_soon
from widgets.submitting import decode_submission, read_submission
from widgets.uploading import Uploading, unknown
from widgets.writing import title_of

MOST_WAITING = 200
"""Widgets with something that waits, shown at once."""

MOST_AT_ONCE = 200
"""Submissions that are read, or decided, at once."""


class Candidate(Struct, frozen=True, kw_only=True):
    """A submission that waits. `like` names what is offered already and it is much like."""

    id: str
    body: msgspec.Raw
    sent_at: datetime
    like: list[str] = []


class Leaf(Struct, frozen=True):
    """Submissions of one status: what is alike together, and after which one to go on, if there are more."""

    groups: list[list[Candidate]]
    following: str = ""


class Waiting(Struct, frozen=True, kw_only=True):
    """A widget and how many submissions to it wait."""

    widget: Widget
    title: str
    count: int


class Reviewing:
    """Decides about submissions. `publish` takes the tallies to Redis.

    `expected`, where it is given, is the revision the moderator has seen: another one raises Conflicting. All
    raise Unknown for what is not there, or not the site's, and Unavailable.
    """

    def __init__(self, engine: Engine, catalog: Catalog, uploading: Uploading, publish: Publish) -> None:
        self.engine = engine
        self.catalog = catalog
        self.uploading = uploading
        self.publish = publish

    async def waiting(self, site: str, status: str = "pending") -> list[Waiting]:
        """Give a site's widgets with submissions that wait, or of another status, the oldest first."""
        counts = await submissions.select_waiting(self.engine, site, MOST_WAITING, status)
        found = await widgets.select_these(self.engine, [id for id, _ in counts])
        by_id = {each.id: each for each in found}
        return [
            Waiting(widget=by_id[id], title=title_of(by_id[id]), count=count)
            for id, count in counts
            if id in by_id
        ]

    async def list_pending(
        self, about: About, *, most: int = MOST_AT_ONCE, after: str = ""
    ) -> list[list[Candidate]]:
        """Give what waits, the oldest first, from the one after `after` on; what is alike stands together."""
        return (await self.leaf(about, "pending", most=most, after=after)).groups

    async def leaf(self, about: About, status: str, *, most: int = MOST_AT_ONCE, after: str = "") -> Leaf:
        """Give submissions of a status like `list_pending`. What is alike stands together within a leaf."""
        placed = await self.find(about)
        most = max(1, min(most, MOST_AT_ONCE))
        found = await submissions.select_by_status(self.engine, about.widget, status, most + 1, after=after)
        waiting, more = found[:most], found[most:]
        ones = {each.id: recognise(placed, each) for each in waiting}
        like = find_like(ones, placed.format.offered(placed.spec))
        by_id = {each.id: show(each, like[each.id]) for each in waiting}
        groups = [[by_id[id] for id in ids] for ids in group(ones)]
        return Leaf(groups, waiting[-1].id if more else "")

    async def look_at(self, about: About, id: str) -> Candidate:
        """Give one submission, whatever its status."""
        await self.find(about)
        found = await submissions.select_these(self.engine, about.widget, [id])
        if id not in found:
            raise Unknown("unknown_submission", "There is no such submission to this widget.")
        return show(found[id], [])

    async def approve(self, about: About, ids: Sequence[str], *, expected: int | None = None) -> None:
        """Let submissions be seen, in the order given. Raises Conflicting where the list is full."""
        await self.decide(about, ids, expected, "approved")

    async def reject(self, about: About, ids: Sequence[str], *, expected: int | None = None) -> None:
        """Let submissions not be seen, or no longer: their votes then count for nothing."""
        await self.decide(about, ids, expected, "rejected")

    async def put_back(self, about: About, ids: Sequence[str], *, expected: int | None = None) -> None:
        """Let submissions wait once more, as if nobody had decided."""
        await self.decide(about, ids, expected, "pending")

    async def decide(self, about: About, ids: Sequence[str], expected: int | None, status: str) -> None:
        """Give submissions a status, and count the sheets anew where those may have votes."""
        seen = status == "approved"
        if not 1 <= len(ids) <= MOST_AT_ONCE:
            raise Malformed("wrong_number", f"Decide about 1 to {MOST_AT_ONCE} submissions at once.")
        write = submissions.approve if seen else partial(submissions.hide, status=status)
        for _ in range(MOST_TRIES):
            placed = await self.find(about)
            found = await submissions.select_these(self.engine, about.widget, ids)
            uploads = uploads_of(placed, found.values())
            if seen and not await media.keep(self.engine, about.site, uploads):
                raise unknown()
            mark = mark_after(placed, found, seen=seen)
            revision = placed.widget.revision if expected is None else expected
            try:
                held = await write(self.engine, about.widget, ids, mark, expected=revision)
            except Conflicting as refusal:
                if expected is not None or refusal.code != "stale_edit":
                    raise
                self.catalog.forget(placed)
            else:
                await self.told(placed, held)
                await self.shelve(about.site, uploads, seen=seen)
                return
        raise changing()

    async def edit(self, about: About, id: str, body: bytes, *, expected: int | None = None) -> None:
        """Put a submission right: another body, JSON. Raises Malformed."""
        placed = await self.find(about)
        found = await submissions.select_these(self.engine, about.widget, [id])
        following = await settle(self.engine, about.site, read_submission(placed, body), held=True)
        body = msgspec.json.encode(following)
        held = await submissions.edit(self.engine, about.widget, id, body, expected=expected)
        await self.told(placed, held)
        changed = {each.media for each in find_uploads(following)} | uploads_of(placed, found.values())
        seen = any(each.status == "approved" for each in found.values())
        await self.shelve(about.site, changed, seen=seen)

    async def shelve(self, site: str, uploads: set[str], *, seen: bool) -> None:
        """Put what readers have uploaded where everybody sees it, or moderators alone: after the decision.

        A decision that fails thus leaves nothing public; where this fails, a worker does it later.
        """
        await shelve_soon(self.engine, self.uploading.shelf, site, uploads)
        if seen:
            with suppress(Unavailable, Unknown):
                await self.uploading.paint_ahead(uploads)

    async def told(self, placed: Placed, held: Held) -> None:
        """Let this process and the others know of a change."""
        await outbox.finish(self.engine, held, self.publish)
        self.catalog.forget(placed)

    async def find(self, about: About) -> Placed:
        """Find the widget as it is now. Raises Unknown."""
        placed = await self.catalog.widget(about.widget)
        if placed.widget.site != about.site:
            raise Unknown("unknown_widget", "There is no such widget on this site.")
        return placed


def uploads_of(placed: Placed, found: Iterable[Submission]) -> set[str]:
    """Give the media ids of all that submissions show."""
    sent = [decode_submission(placed, each.body) for each in found]
    return {each.media for each in find_uploads(sent)}


def mark_after(placed: Placed, decided: Mapping[str, Submission], *, seen: bool) -> Mark | None:
    """Give what counts a widget's sheets once submissions are seen or not; None where nothing changes.

    Nobody can have voted for what was never seen.
    """
    before = {each.id: each for each in placed.widget.approved}
    after = {id: each for id, each in before.items() if seen or id not in decided}
    if seen:
        known = [each for each in decided.values() if each.number is not None and each.id not in before]
        after |= {each.id: Approved(id=each.id, number=each.number or 0, body=each.body) for each in known}
    if after.keys() == before.keys():
        return None
    spec = msgspec.json.decode(placed.widget.spec, type=placed.format.spec_type)
    approved = sorted(after.values(), key=lambda each: each.number)
    return mark_by(placed.format, placed.format.extend(spec, approved))


def recognise(placed: Placed, sent: Submission) -> Likeness:
    """Tell what a submission is recognised by."""
    return placed.format.recognise(decode_submission(placed, sent.body))


def show(sent: Submission, like: list[str]) -> Candidate:
    """Show a submission to a moderator."""
    assert sent.sent_at is not None  # noqa: S101  every row has one
    return Candidate(id=sent.id, body=msgspec.Raw(sent.body), sent_at=sent.sent_at, like=like)
