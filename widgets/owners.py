"""Whose a tally is: a widget that a moderator made, or a page's own, of which the ledger has only the id.

The id of a page's own widget is a hash of site, URL and format. So for the widgets of some partitions all
pages are gone through, and the ids of those whose partition is asked for are worked out and kept.
"""

import time
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from widgets.catalog import Catalog
from widgets.formats import find_format, page_formats
from widgets.ledger import pages, widgets
from widgets.ledger.connection import Engine
from widgets.ledger.pages import Place
from widgets.ledger.sheets import Mark
from widgets.marking import mark_by
from widgets.model import Widget, page_partition, page_widget_id
from widgets.placing import place_known

STEP = 2000
"""Pages read at once."""

MARGIN = 60.0
"""Seconds a transaction that creates a page may take, generously."""


class Owner(Struct, frozen=True):
    """A tally's widget: its site, a name for people, its revision, and how its sheets are marked.

    `mark` is None where its format or its spec is of a later release.
    """

    site: str
    name: str
    revision: int
    mark: Mark | None


class Owners:
    """Finds the owners of the tallies in some partitions."""

    def __init__(self, engine: Engine, catalog: Catalog, site: str | None = None) -> None:
        """Look at all pages, or at those of one site."""
        self.engine = engine
        self.catalog = catalog
        self.site = site
        self.own: dict[str, tuple[Place, str]] = {}
        self.began = 0.0

    async def turn_to(self, partitions: Iterable[int]) -> None:
        """Work out the ids of all pages' own widgets in these partitions, and forget the others."""
        self.began, self.own = time.monotonic(), {}
        wanted = frozenset(partitions)
        last: Place = ("", "")
        while step := await pages.select_after(self.engine, last, STEP, site=self.site):
            self.keep(each for each in step if page_partition(*each) in wanted)
            last = step[-1]

    def keep(self, places: Iterable[Place]) -> None:
        """Remember the own widgets of pages."""
        formats = [format.name for format in page_formats()]
        for page in places:
            self.own.update({page_widget_id(*page, format): (page, format) for format in formats})

    async def find(self, ids: Sequence[str]) -> dict[str, Owner]:
        """Give the owners of those tallies that have one."""
        made = await widgets.select_these(self.engine, [id for id in ids if id not in self.own])
        owners = {widget.id: describe(widget) for widget in made}
        if any(id not in self.own and id not in owners for id in ids):
            # Perhaps the page has been created since all pages were gone through.
            elapsed = time.monotonic() - self.began
            self.keep(await pages.select_created_within(self.engine, elapsed + MARGIN))
        own = {id: self.own[id] for id in ids if id in self.own}
        heeding = [place for place, format in own.values() if find_format(format).heeds_tone]
        revisions = await self.revise(heeding)
        for id, (place, format) in own.items():
            owners[id] = await self.describe_own(place, format, revisions)
        return owners

    async def revise(self, places: Sequence[Place]) -> dict[Place, int]:
        """Give the revisions of those pages that have had a tone of their own."""
        found = await pages.select_these(self.engine, places) if places else []
        return {(page.site, page.url): page.revision for page in found if page.revision}

    async def describe_own(self, place: Place, name: str, revisions: Mapping[Place, int]) -> Owner:
        """Describe a page's own widget. A tone changes no marks, so the site's spec tells them."""
        site, url = place
        placed = (await self.catalog.placed_site(site)).own[name]
        revision = revisions.get(place, 0) if placed.format.heeds_tone else 0
        return Owner(site, f"{name} of {url}", revision, mark_by(placed.format, placed.spec))


def describe(widget: Widget) -> Owner:
    """Describe a widget that a moderator made."""
    placed = place_known(widget)
    mark = mark_by(placed.format, placed.spec) if placed else None
    return Owner(widget.site, f"{widget.format} {widget.id}", widget.revision, mark)
