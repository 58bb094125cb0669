"""The catalog: sites, pages and widgets, in bounded caches that are invalidated by revision."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import ParamSpec, TypeVar, cast

from cachetools import LRUCache

from widgets.errors import Malformed, Unavailable, Unknown, unknown_widget
from widgets.formats import page_formats
from widgets.ledger import pages, sites, widgets
from widgets.ledger.batch import Stale
from widgets.ledger.connection import Engine
from widgets.ledger.pages import Place
from widgets.model import WIDGET_ID, Page, Site, Standing, page_widget_id
from widgets.placing import Placed, PlacedPage, PlacedSite, place_known, place_own, place_site
from widgets.remembering import Remembered

P = ParamSpec("P")
T = TypeVar("T")

CACHED = 10_000
"""Entries each cache holds at most."""

STORIES = 1000
"""Sets of nested widgets that are remembered."""

FRESH = 2.0
"""Seconds an entry is believed. Nothing is counted or shown by a stale one: the tally's revision tells."""

MOST_TRIES = 3
"""How often something is begun anew because the widget's revision was raised meanwhile."""


class Catalog:
    """Finds sites, pages and widgets; concurrent questions for the same thing ask Postgres once."""

    def __init__(self, engine: Engine, own_origin: str = "") -> None:
        """Take the ledger, and the origin of our own public pages, of which each is some widget's."""
        self.engine = engine
        self.own_origin = own_origin
        self.sites = Remembered(self.load_site, most=CACHED, fresh=FRESH)
        self.widgets = Remembered(self.load_widget, most=CACHED, fresh=FRESH)
        self.pages = Remembered(self.load_page, most=CACHED, fresh=FRESH)
        self.tones: LRUCache[Place, Page | None] = LRUCache(CACHED)
        """Pages that have had a tone of their own; None where a tally tells of a later one than was known."""
        self.nested = Remembered(self.load_nested, most=STORIES, fresh=FRESH)
        self.all_origins = Remembered(self.load_origins, most=1, fresh=FRESH)

    async def site(self, id: str) -> Site:
        """Give the site of this id. Raises Unknown."""
        return (await self.placed_site(id)).site

    async def placed_site(self, id: str) -> PlacedSite:
        """Give the site of this id with its pages' specs. Raises Unknown."""
        found = await self.sites(id)
        if found is None:
            raise Unknown("unknown_site", "There is no such site.")
        return found

    async def origins(self) -> frozenset[str]:
        """Give the origins of all sites: nothing is remembered of those that somebody only claims."""
        return await self.all_origins()

    async def widget(self, id: str) -> Placed:
        """Give a widget that a moderator made. Raises Unknown."""
        placed = await self.widgets(id)
        if placed is None:
            raise unknown_widget()
        return placed

    async def page(self, site: str, url: str) -> PlacedPage:
        """Give the page of a canonical URL with all its widgets. Raises Unknown for the site."""
        found, (page, attached) = await asyncio.gather(self.placed_site(site), self.pages(site, url))
        own = [place_own(found, url, each, page) for each in page_formats()]
        attached = attached + await self.shown_at(site, url)
        return PlacedPage(
            site=found.site, url=url, page=page, widgets=own + attached + await self.within(attached)
        )

    async def within(self, placed: Sequence[Placed]) -> list[Placed]:
        """Give the widgets that these show within themselves and that are not among them."""
        ids = sorted({id for each in placed for id in each.format.nested(each.spec)})
        known = {each.widget.id for each in placed}
        sites = {each.widget.site for each in placed}
        nested = await self.nested(*ids) if ids else []
        return [each for each in nested if each.widget.id not in known and each.widget.site in sites]

    async def shown_at(self, site: str, url: str) -> list[Placed]:
        """Give the site's widget whose own public page is at this canonical URL, if there is one."""
        id = url.removeprefix(f"{self.own_origin}/p/")
        if not self.own_origin or not WIDGET_ID.fullmatch(id):
            return []
        placed = await self.widgets(id)
        return [placed] if placed is not None and placed.widget.site == site else []

    async def bare_pages(self, site: str, urls: Sequence[str]) -> list[PlacedPage]:
        """Give the pages of canonical URLs with only their own widgets.

        Asks for nothing but the site, and for the pages whose tone is not known as it is now.
        """
        found = await self.placed_site(site)
        late = [url for url in urls if (site, url) in self.tones and self.tones[site, url] is None]
        for page in await pages.select_these(self.engine, [(site, url) for url in late]) if late else ():
            self.note(page)
        return [
            PlacedPage(
                site=found.site,
                url=url,
                page=None,
                widgets=[place_own(found, url, each, self.tones.get((site, url))) for each in page_formats()],
            )
            for url in urls
        ]

    async def own_widget(self, id: str, site: str, url: str) -> Placed:
        """Give the widget of this id that a page has by itself. Raises Malformed where it has none such."""
        found = await self.placed_site(site)
        for format in page_formats():
            if page_widget_id(site, url, format.name) == id:
                return place_own(found, url, format, await self.toned(site, url))
        raise Malformed("wrong_widget", "This widget id does not belong to this site and URL.")

    async def toned(self, site: str, url: str) -> Page | None:
        """Give a page that has had a tone of its own, if that is known; asks where a tally told of one."""
        if (site, url) in self.tones and self.tones[site, url] is None:
            page, _ = await self.pages(site, url)
            self.note(page)
        return self.tones.get((site, url))

    def note(self, page: Page | None) -> None:
        """Remember a page that has had a tone of its own, unless a later one is known."""
        if page is not None and page.revision:
            known = self.tones.get((page.site, page.url))
            if known is None or known.revision < page.revision:
                self.tones[page.site, page.url] = page

    def forget_tone(self, site: str, url: str) -> None:
        """Load a page anew when it is asked for next: this process has just changed its tone."""
        self.pages.forget(site, url)
        self.tones[site, url] = None

    def forget(self, placed: Placed) -> None:
        """Load a widget anew when it is asked for next: this process has just changed it."""
        self.widgets.forget(placed.widget.id)
        self.pages.forget(placed.widget.site, placed.widget.url)
        for ids in [ids for ids in self.nested.last if placed.widget.id in cast(tuple[str, ...], ids)]:
            self.nested.forget(*cast(tuple[str, ...], ids))

    def doubt(self, placed: Placed) -> None:
        """Forget a widget whose tally has a later revision, unless somebody else has just done so."""
        widget = placed.widget
        if placed.own:
            self.doubt_tone(widget.site, widget.url, widget.revision)
            return

        def is_old(known: Placed) -> bool:
            return known.widget.id == widget.id and known.widget.revision <= widget.revision

        self.widgets.doubt(lambda known: known is None or is_old(known), widget.id)
        self.pages.doubt(lambda known: any(map(is_old, known[1])), widget.site, widget.url)
        for ids in [ids for ids in self.nested.last if widget.id in cast(tuple[str, ...], ids)]:
            self.nested.doubt(lambda known: any(map(is_old, known)), *cast(tuple[str, ...], ids))

    def doubt_tone(self, site: str, url: str, revision: int) -> None:
        """Forget a page's tone of this revision or an earlier one, unless somebody else has just done so."""

        def is_old(page: Page | None) -> bool:
            return page is None or page.revision <= revision

        self.pages.doubt(lambda known: is_old(known[0]), site, url)
        if is_old(self.tones.get((site, url))):
            self.tones[site, url] = None

    def outdate(self, placed: Placed) -> None:
        """Forget a widget that is remembered as it was before: what a page shows can be cast for."""
        widget = placed.widget

        def is_older(known: Placed | None) -> bool:
            return known is None or known.widget.revision < widget.revision

        self.widgets.doubt(is_older, widget.id)

    def check_current(self, placed: Iterable[Placed], standings: Mapping[str, Standing]) -> None:
        """Doubt the widgets whose tally has a later revision: it may be hidden by now. Raises Stale then."""
        outdated = [
            each
            for each in placed
            if each.widget.id in standings and standings[each.widget.id].revision > each.widget.revision
        ]
        for each in outdated:
            self.doubt(each)
        if outdated:
            raise Stale

    def clear(self) -> None:
        """Forget everything: for tests and after a restore."""
        for memory in (self.sites, self.widgets, self.pages, self.nested, self.all_origins, self.tones):
            memory.clear()

    async def load_site(self, id: str) -> PlacedSite | None:
        """Read a site from the ledger."""
        site = await sites.find(self.engine, id)
        return place_site(site) if site else None

    async def load_origins(self) -> frozenset[str]:
        """Read all sites' origins from the ledger."""
        return await sites.origins(self.engine)

    async def load_widget(self, id: str) -> Placed | None:
        """Read a widget from the ledger."""
        widget = await widgets.find(self.engine, id)
        return place_known(widget) if widget else None

    async def load_nested(self, *ids: str) -> list[Placed]:
        """Read the widgets that a story shows from the ledger, as far as this release can."""
        found = await widgets.select_these(self.engine, list(ids))
        return [placed for widget in found if (placed := place_known(widget)) is not None]

    async def load_page(self, site: str, url: str) -> tuple[Page | None, list[Placed]]:
        """Read a page and the moderators' widgets on it from the ledger, as far as this release can."""
        page, attached = await pages.find(self.engine, site, url)
        known = [placed for widget in attached if (placed := place_known(widget)) is not None]
        for placed in known:
            self.outdate(placed)
        self.note(page)
        return page, known


def up_to_date(read: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Let something be read anew where that raises Stale. Raises Unavailable if it still does."""

    async def read_anew(*about: P.args, **named: P.kwargs) -> T:
        for _ in range(MOST_TRIES):
            with suppress(Stale):
                return await read(*about, **named)
        raise changing()

    return read_anew


def changing() -> Unavailable:
    """Say that somebody changes a widget again and again."""
    return Unavailable("changing", "The widget is being changed; try again shortly.", retry_after=1)
