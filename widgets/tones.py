"""The tone of one page: so that nobody is offered "fun" and "cute" beneath an obituary.

A moderator or the publisher's CMS chooses it. Where nobody did, and the site's settings say so, it follows
from the article. It changes what readers are offered, never what is counted.
"""

from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from widgets.canonical import make_canonical, origin_of
from widgets.catalog import Catalog
from widgets.errors import Forbidden
from widgets.formats import page_formats
from widgets.ledger import outbox, pages, tones
from widgets.ledger.connection import Engine
from widgets.ledger.lanes import Publish
from widgets.ledger.tones import Decide
from widgets.model import Page, Tone, page_widget_id
from widgets.placing import PlacedSite, place_own

HEEDING = [format for format in page_formats() if format.heeds_tone]
"""The formats that pages have by themselves and that heed their tone."""


Choice: TypeAlias = Literal["automatic", "classic", "solemn"]
"""The tone that somebody wants for a page; `automatic` is whichever it has while nobody chooses."""


class Toned(Struct, frozen=True, kw_only=True):
    """What tone a page has: the one that `holds` for its readers, and whether somebody has `chosen` it.

    `suggested` is what its article suggests, None where none was sent.
    """

    url: str
    holds: Tone
    chosen: bool
    suggested: Tone | None


class Tones:
    """Tells and changes the tones of pages.

    All raise Unknown for the site, Malformed for the URL, and Unavailable; what changes a tone raises
    Forbidden for a page that is not the site's.
    """

    def __init__(self, engine: Engine, catalog: Catalog, publish: Publish) -> None:
        self.engine = engine
        self.catalog = catalog
        self.publish = publish

    async def find(self, site: str, url: str) -> Toned:
        """Tell what tone a page has now."""
        found, page = await self.open(site, url)
        standing = await pages.select_these(self.engine, [(page.site, page.url)])
        return await self.describe(found, standing[0] if standing else page)

    async def choose(self, site: str, url: str, choice: Choice) -> Toned:
        """Let a page have this tone. It may be one that nobody has reacted to."""
        found, page = await self.open(site, url)
        if choice != "automatic":
            return await self.change(found, page, lambda each: replace(each, tone=choice, chosen=True))
        followed = follow(found, await tones.find_suggested(self.engine, page))
        return await self.change(found, page, lambda each: replace(each, tone=followed, chosen=False))

    async def settle(self, site: str, url: str, suggested: Tone, choice: Choice | None) -> Toned:
        """Let a page have the tone that is chosen now, or was before, or else that its article suggests."""
        if choice is not None:
            return await self.choose(site, url, choice)
        found, page = await self.open(site, url)
        followed = follow(found, suggested)
        return await self.change(
            found, page, lambda each: each if each.chosen else replace(each, tone=followed)
        )

    async def open(self, site: str, url: str) -> tuple[PlacedSite, Page]:
        """Give the site, and the page as it is where nobody has reacted to it."""
        return await self.catalog.placed_site(site), Page(site=site, url=make_canonical(url))

    async def change(self, found: PlacedSite, page: Page, decide: Decide) -> Toned:
        """Change a page's tone, and let this process and the others know."""
        is_own = origin_of(page.url) in found.site.origins
        if not is_own and not await self.catalog.shown_at(page.site, page.url):
            raise Forbidden("foreign_url", "This URL is not the site's: its origin must be the site's own.")
        heeding = [page_widget_id(page.site, page.url, each.name) for each in HEEDING]
        held = await tones.change(self.engine, page, heeding, decide)
        if held is not None:
            await outbox.finish(self.engine, held, self.publish)
            self.catalog.forget_tone(page.site, page.url)
        return await self.find(page.site, page.url)

    async def describe(self, found: PlacedSite, page: Page) -> Toned:
        """Tell a page's tone."""
        placed = place_own(found, page.url, HEEDING[0], page)
        return Toned(
            url=page.url,
            holds=placed.format.tone(placed.spec),
            chosen=page.chosen,
            suggested=await tones.find_suggested(self.engine, page),
        )


def follow(found: PlacedSite, suggested: Tone | None) -> Tone | None:
    """Give the tone of a page for which nobody chooses one: its article may only make it solemn."""
    return "solemn" if found.site.follows_tone and suggested == "solemn" else None
