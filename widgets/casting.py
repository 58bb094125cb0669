"""Casting a ballot: from a request to a committed change of one sheet and one tally."""

import time
from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Struct

from widgets import canonical, rules
from widgets.catalog import MOST_TRIES, Catalog, changing
from widgets.errors import Conflicting, Forbidden, unknown_widget
from widgets.gate import Gate
from widgets.ledger.batch import Decide, Stale
from widgets.ledger.lanes import Lanes
from widgets.ledger.revisions import recounting
from widgets.ledger.working import Cast, Decision, Opening
from widgets.links import Links
from widgets.model import Ballot, Site, Slot, Status, partition_of
from widgets.placing import Placed, read_ballot, read_sheet
from widgets.readers import Reader, foreign_token, sheet_id
from widgets.results import Results
from widgets.showing import is_listed


class Request(Struct, frozen=True, kw_only=True):
    """What a reader asks: to cast the ballot in `body`, as JSON, or with None to withdraw.

    `url` is given for a page's own widgets. `network` is a hash, `referrer` a host or empty. A `stranger` did
    not come from a page of the site, as far as can be told.
    """

    widget: str
    slot: Slot
    body: bytes | None
    reader: Reader
    network: bytes
    referrer: str = ""
    url: str | None = None
    stranger: bool = False


class Intent(Struct, frozen=True):
    """What `decide` has to know of a cast: the widget as it was checked, and the ballot (None withdraws)."""

    placed: Placed
    ballot: Ballot | None


class Casting:
    """The way of a ballot, from check to answer."""

    def __init__(
        self,
        catalog: Catalog,
        gate: Gate,
        results: Results,
        open_lanes: Callable[[Decide], Lanes],
        reader_secret: bytes,
        links: Links,
    ) -> None:
        self.catalog = catalog
        self.gate = gate
        self.results = results
        self.lanes = open_lanes(decide)
        self.reader_secret = reader_secret
        self.links = links

    async def cast(self, request: Request) -> bytes:
        """Count a ballot and give the answer as JSON, once it is committed.

        Raises Malformed, Unidentified, Forbidden, Unknown, Conflicting, OverBudget or Unavailable; then
        nothing changed.
        """
        site = await self.catalog.site(request.reader.site)
        opening = await self.open_page(site, request.url) if request.url is not None else None
        placed = await self.find(request, opening)
        ballot = read_ballot(placed, request.slot, request.body)
        self.check_vouched(placed, request, opening)
        budget = sheet_id(self.reader_secret, "budget", request.reader.random)
        await self.gate.admit(budget, request.network, stranger=request.stranger)
        for _ in range(MOST_TRIES):
            try:
                committed = await self.lanes.cast(self.address(request, Intent(placed, ballot), opening))
            except Stale:
                self.catalog.doubt(placed)
                placed = await self.find(request, opening)
                ballot = read_ballot(placed, request.slot, request.body)
            else:
                return await self.results.answer(placed, committed, request.slot)
        raise changing()

    async def find(self, request: Request, opening: Opening | None) -> Placed:
        """Give the widget a request is about. Raises Unknown, Malformed and Unidentified."""
        if opening is not None:
            return await self.catalog.own_widget(request.widget, opening.site, opening.url)
        placed = await self.catalog.widget(request.widget)
        request.reader.check_site(placed.widget.site)
        return placed

    def check_vouched(self, placed: Placed, request: Request, opening: Opening | None) -> None:
        """Refuse a ballot that wants a signed link to vouch for it and has none. Raises Forbidden."""
        way = placed.vouched.get(request.slot)
        if way is None:
            return
        page = opening.url if opening else placed.widget.url
        self.links.check(request.url or "", request.reader.site, page, way, time.time())

    async def open_page(self, site: Site, url: str) -> Opening:
        """Give the page that a ballot may create.

        Raises Malformed, Forbidden for a URL that is nobody's, and Unidentified for one of another site.
        """
        place = canonical.make_canonical(url)
        origin = canonical.origin_of(place)
        if origin in site.origins or await self.catalog.shown_at(site.id, place):
            return Opening(site.id, place, site.page_quota)
        if origin in await self.catalog.origins():
            raise foreign_token()
        raise Forbidden("foreign_url", "This URL is not the site's: its origin must be the site's own.")

    def address(self, request: Request, intent: Intent, opening: Opening | None) -> Cast:
        """Give the cast as the ledger wants it."""
        return Cast(
            widget=request.widget,
            partition=partition_of(request.widget),
            reader=sheet_id(self.reader_secret, request.widget, request.reader.random),
            slot=request.slot,
            network=request.network,
            referrer=request.referrer,
            context=intent,
            opening=opening,
        )


def decide(cast: Cast, body: bytes | None, now: datetime, revision: int) -> Decision | None:
    """Tell what a ballot changes in the reader's sheet; None for nothing. Pure.

    A ballot equal to what stands changes nothing, whatever the status and the policy: it may be a retry whose
    first answer got lost. Raises Stale, Conflicting, Unknown, Unavailable.
    """
    intent: Intent = cast.context
    placed = intent.placed
    if revision != placed.widget.revision:
        raise Stale
    sheet = read_sheet(placed, body)
    # Where no ballot was ever cast, a withdrawal is no retry, and drafts are nobody's to see.
    if sheet.get(cast.slot) == intent.ballot and (body is not None or is_listed(placed, now)):
        return None
    check_open(placed, now)
    following = placed.format.cast(placed.spec, sheet, cast.slot, intent.ballot)
    before = placed.format.marks(placed.spec, sheet)
    after = placed.format.marks(placed.spec, following)
    return Decision(
        ballots=msgspec.json.encode(following),
        marks=rules.difference(before, after),
        turnout=bool(following) - bool(sheet),
    )


def check_open(placed: Placed, now: datetime) -> None:
    """Refuse ballots unless the widget takes them at `now`."""
    if placed.widget.frozen:
        raise recounting()
    status = placed.widget.status(now)
    if status is Status.PUBLISHED:
        return
    if status is Status.CLOSED:
        raise Conflicting("closed", "Voting here has closed; the counts stand.")
    if status is Status.SCHEDULED:
        raise Conflicting("not_open", "Voting here has not opened yet; come back when it does.")
    raise unknown_widget()
