"""What readers see: widgets, pages and own ballots as JSON, with only what they may know."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from cachetools import TTLCache
from msgspec import Struct

from widgets.canonical import make_canonical
from widgets.catalog import Catalog, up_to_date
from widgets.counts.connection import Away
from widgets.counts.tallies import Tallies
from widgets.errors import Unavailable, unknown_widget
from widgets.ledger import studies, tallies
from widgets.ledger.batch import Stale
from widgets.ledger.connection import Engine
from widgets.ledger.working import Committed
from widgets.links import Links
from widgets.model import Slot, Standing
from widgets.parts import Badge, Part
from widgets.placing import Placed, PlacedPage, read_sheet
from widgets.readers import Reader, sheet_id
from widgets.remembering import Remembered
from widgets.showing import (
    Answer,
    Shown,
    Whole,
    answer,
    answer_about,
    boundary,
    encode,
    is_listed,
    see,
    show,
    show_whole,
)
from widgets.views import View, make_view

VIEW_FRESH = 1.0
"""Seconds a rendered page is served from memory."""

VIEWS = 2000
ABSENT = 100_000
ABSENT_FRESH = 2.0
"""How many widgets without a tally are remembered, and for how many seconds."""

STUDY_FRESH = 5.0


class PageShown(Struct, kw_only=True):
    """What is told of a page itself. `marks` are for the links that readers pass on, by the way they take."""

    url: str
    title: str
    reading_minutes: int | None
    badges: list[Badge]
    marks: dict[str, str]


class Event(Shown, kw_only=True):
    """A change of a public tally, for live updates. Of a large widget the parts are left out."""

    widget: str
    parts: list[msgspec.Raw | Part] | msgspec.UnsetType = msgspec.UNSET  # type: ignore[assignment]


class Results:
    """Renders what readers see; `clock` tells the time in UTC."""

    def __init__(
        self,
        engine: Engine,
        catalog: Catalog,
        counts: Tallies,
        reader_secret: bytes,
        links: Links,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.engine = engine
        self.catalog = catalog
        self.counts = counts
        self.reader_secret = reader_secret
        self.links = links
        self.clock = clock
        self.absent: TTLCache[str, bool] = TTLCache(ABSENT, ABSENT_FRESH)
        self.studies = Remembered(self.load_study, most=VIEWS, fresh=STUDY_FRESH)
        self.pages = Remembered(up_to_date(self.render_page), most=VIEWS, fresh=VIEW_FRESH)
        self.widgets = Remembered(up_to_date(self.render_widget), most=VIEWS, fresh=VIEW_FRESH)
        self.teasers = Remembered(up_to_date(self.render_teasers), most=VIEWS, fresh=VIEW_FRESH)

    async def answer(self, placed: Placed, committed: Committed, slot: Slot) -> bytes:
        """Give what a reader is told of a ballot that was counted."""
        about = answer_about(placed, committed.standing, committed.ballots, slot)
        if about is not None:
            return encode(about)
        sheet = read_sheet(placed, committed.ballots)
        try:
            study = await self.study(placed)
        except Unavailable:
            # What is committed is told even so.
            study = None
        return encode(answer(placed, committed.standing, sheet, committed.ballots, committed.now, study))

    async def page(self, site: str, url: str) -> View:
        """Give all widgets of a page. Raises Malformed for the URL, Unknown for the site."""
        place = make_canonical(url)
        view = await self.pages(site, place)
        if view.until is not None and view.until <= self.clock():
            self.pages.forget(site, place)
            view = await self.pages(site, place)
        return view

    async def widget(self, id: str) -> View:
        """Give one widget that a moderator made. Raises Unknown."""
        view = await self.widgets(id)
        if view.until is not None and view.until <= self.clock():
            self.widgets.forget(id)
            view = await self.widgets(id)
        return view

    async def ballots(self, reader: Reader, *, url: str | None = None, widget: str | None = None) -> bytes:
        """Give all the reader's own ballots on a page or in one widget, as the ledger has them."""
        return await up_to_date(self.read_ballots)(reader, url, widget)

    async def read_ballots(self, reader: Reader, url: str | None, widget: str | None) -> bytes:
        """Read a reader's own ballots. Raises Stale where a widget was changed meanwhile."""
        if widget is not None:
            placed = [await self.catalog.widget(widget)]
            reader.check_site(placed[0].widget.site)
        else:
            placed = (await self.catalog.page(reader.site, make_canonical(url or ""))).widgets
        now = self.clock()
        placed = [each for each in placed if is_listed(each, now)]
        keys = {each.widget.id: self.sheet_of(reader, each) for each in placed}
        standings, sheets = await tallies.read_with_sheets(self.engine, keys)
        self.catalog.check_current(placed, standings)
        answers = {
            each.widget.id: await self.own(each, standings.get(each.widget.id), sheets.get(each.widget.id))
            for each in placed
        }
        return encode({"widgets": answers})

    async def counts_of(self, site: str, urls: Sequence[str]) -> View:
        """Give reactions, shares, points and badges of many pages, for lists of teasers."""
        return await self.teasers(site, *dict.fromkeys(make_canonical(url) for url in urls))

    async def render_teasers(self, site: str, *places: str) -> View:
        """Render the numbers of pages. Raises Stale like `render_page`."""
        pages = await self.catalog.bare_pages(site, places)
        listed = [each for page in pages for each in page.widgets]
        standings = await self.standings(listed)
        self.catalog.check_current(listed, standings)
        teasers = {"pages": [self.tease(page, standings) for page in pages]}
        return make_view(encode(teasers), None, self.clock())

    async def page_widgets(self, site: str, url: str) -> list[Placed]:
        """Give the widgets of a page whose changes may be watched."""
        now = self.clock()
        page = await self.catalog.page(site, make_canonical(url))
        return [each for each in page.widgets if is_listed(each, now)]

    async def events(self, watched: Iterable[Placed], known: Mapping[str, int]) -> dict[str, Event | None]:
        """Give those watched widgets whose public tally is newer than the version known, by id.

        None stands for a tally that is not public, or of which nobody knows whether it still is.
        """
        now = self.clock()
        watched = list(watched)
        public = [each for each in watched if see(each, {}, {}, now)]
        standings = await self.standings(public)
        changed: dict[str, Event | None] = {each.widget.id: None for each in watched}
        for each in public:
            standing = standings[each.widget.id]
            try:
                self.catalog.check_current([each], standings)
            except Stale:
                continue
            del changed[each.widget.id]
            if standing.version > known.get(each.widget.id, 0):
                shown = show(each, standing, {}, now, await self.study(each))
                event = Event(widget=each.widget.id, **msgspec.structs.asdict(shown))
                if each.format.about(each.spec, "") is not None:
                    event.parts = msgspec.UNSET
                changed[each.widget.id] = event
        return changed

    async def standings(self, placed: Sequence[Placed]) -> dict[str, Standing]:
        """Give the standings of widgets: from Redis, what is missing there from the ledger, else zeros."""
        ids = [each.widget.id for each in placed]
        here = True
        try:
            found = await self.counts.read(ids)
        except Away:
            found, here = {}, False
        missing = [id for id in ids if id not in found and id not in self.absent]
        if missing:
            loaded = await tallies.read(self.engine, missing)
            if here and loaded:
                await self.counts.write([each for each in loaded.values() if each.version])
            self.absent.update({id: True for id in missing if id not in loaded})
            found |= loaded
        return {id: found.get(id) or Standing(widget=id, tally={}) for id in ids}

    async def study(self, placed: Placed) -> Any:
        """Give what the worker computed from all sheets of a widget, if its format has that."""
        return await self.studies(placed.widget.id) if placed.format.studies else None

    async def load_study(self, id: str) -> Any:
        """Read a study from the ledger."""
        return await studies.find(self.engine, id)

    async def render_page(self, site: str, url: str) -> View:
        """Render all widgets of a page. Raises Stale where one was changed meanwhile."""
        now = self.clock()
        page = await self.catalog.page(site, url)
        listed = [each for each in page.widgets if is_listed(each, now)]
        standings = await self.standings(listed)
        self.catalog.check_current(listed, standings)
        wholes = [await self.whole(each, standings[each.widget.id], now) for each in listed]
        shown = PageShown(
            url=url,
            title=page.page.title if page.page else "",
            reading_minutes=page.page.reading_minutes if page.page else None,
            badges=self.badges(page, standings),
            marks=self.marks(page, now),
        )
        times = [time for each in page.widgets if (time := boundary(each, now)) is not None]
        return make_view(encode({"page": shown, "widgets": wholes}), min(times, default=None), now)

    async def render_widget(self, id: str) -> View:
        """Render one widget. Raises Unknown for drafts and retired ones too, and Stale like `render_page`."""
        now = self.clock()
        placed = await self.catalog.widget(id)
        if not is_listed(placed, now):
            raise unknown_widget()
        standings = await self.standings([placed])
        self.catalog.check_current([placed], standings)
        whole = await self.whole(placed, standings[id], now)
        return make_view(encode(whole), boundary(placed, now), now)

    async def whole(self, placed: Placed, standing: Standing, now: datetime) -> Whole:
        """Show one widget to everyone."""
        return show_whole(placed, standing, now, await self.study(placed))

    async def own(self, placed: Placed, standing: Standing | None, sheet: bytes | None) -> Answer:
        """Show one widget to the reader of a sheet."""
        now = self.clock()
        standing = standing or Standing(widget=placed.widget.id, tally={})
        study = await self.study(placed)
        return answer(placed, standing, read_sheet(placed, sheet), sheet or b"{}", now, study)

    def sheet_of(self, reader: Reader, placed: Placed) -> bytes:
        """Give the id of a reader's sheet in a widget."""
        return sheet_id(self.reader_secret, placed.widget.id, reader.random)

    def badges(self, page: PlacedPage, standings: Mapping[str, Standing]) -> list[Badge]:
        """Give the badges a page wears for its own public tallies."""
        now = self.clock()
        return [
            badge
            for each in page.widgets
            if each.own and (standing := standings.get(each.widget.id))
            for badge in each.format.badges(each.spec, see(each, standing.tally, {}, now))
        ]

    def marks(self, page: PlacedPage, now: datetime) -> dict[str, str]:
        """Give the marks of a page's links, for every way that one of its own widgets counts arrivals by."""
        ways = [way for each in page.widgets if each.own for way in each.vouched.values()]
        return {way: self.links.mark(page.site.id, page.url, way, now.timestamp()) for way in ways}

    def tease(self, page: PlacedPage, standings: Mapping[str, Standing]) -> dict[str, Any]:
        """Give a page's URL, the total of each of its own widgets by format, and its badges."""
        now = self.clock()
        totals = {
            each.format.name: each.format.total(
                each.spec, see(each, standings[each.widget.id].tally, {}, now)
            )
            for each in page.widgets
        }
        return {"url": page.url, **totals, "badges": self.badges(page, standings)}
