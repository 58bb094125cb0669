"""Exhibiting: a widget on pages of its own, outside its article, as everyone may see it."""

from msgspec import Struct

from widgets.canonical import make_canonical
from widgets.catalog import Catalog, up_to_date
from widgets.errors import unknown_widget
from widgets.model import Page, Site
from widgets.parts import Ending
from widgets.results import Results
from widgets.showing import encode, is_listed


class Exhibit(Struct, frozen=True, kw_only=True):
    """A widget with where it belongs. `body` is its JSON as everyone may see it, and has no secret.

    `url` is its article's, or empty; `own` tells whether the article has the widget by itself. `schema` is
    what schema.org calls it, and `ending` what somebody came to who passed it on, by the id `passed`.
    """

    site: Site
    url: str
    page: Page | None
    own: bool
    body: bytes
    schema: str
    ending: Ending | None = None
    passed: str = ""


class Exhibiting:
    """Finds widgets to be shown elsewhere."""

    def __init__(self, catalog: Catalog, results: Results) -> None:
        self.catalog = catalog
        self.results = results

    async def find(self, id: str, passed: str = "") -> Exhibit:
        """Find a widget that a moderator made. Raises Unknown, for drafts and retired ones too.

        `passed` names the ending that somebody passed on; one that there is not is none.
        """
        view = await self.results.widget(id)
        placed = await self.catalog.widget(id)
        widget, format = placed.widget, placed.format
        ending = format.endings(placed.spec).get(passed) if passed else None
        site = await self.catalog.site(widget.site)
        page = (await self.catalog.page(site.id, widget.url)).page if widget.url else None
        return Exhibit(
            site=site,
            url=widget.url,
            page=page,
            own=False,
            body=view.body,
            schema=format.schema,
            ending=ending,
            passed=passed if ending else "",
        )

    async def find_own(self, id: str, site: str, url: str) -> Exhibit:
        """Find a widget that a page has by itself. Raises Unknown for the site, and Malformed."""
        return await up_to_date(self.look_for_own)(id, site, url)

    async def look_for_own(self, id: str, site: str, url: str) -> Exhibit:
        """Find a page's own widget. Raises Stale where its page has another tone by now."""
        place = make_canonical(url)
        placed = await self.catalog.own_widget(id, site, place)
        now = self.results.clock()
        if not is_listed(placed, now):
            raise unknown_widget()
        standings = await self.results.standings([placed])
        self.catalog.check_current([placed], standings)
        whole = await self.results.whole(placed, standings[id], now)
        page = await self.catalog.page(site, place)
        return Exhibit(
            site=page.site,
            url=place,
            page=page.page,
            own=True,
            body=encode(whole),
            schema=placed.format.schema,
        )
