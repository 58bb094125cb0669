"""Moderation: finding ballots that came too fast from one place, setting them aside, and restoring them."""

from datetime import datetime, timedelta

from msgspec import Struct

from widgets.canonical import make_canonical
from widgets.catalog import MOST_TRIES, Catalog, changing
from widgets.errors import Malformed, Unknown
from widgets.ledger import outbox
from widgets.ledger.aside import Burst, Chosen, find_aside, find_bursts
from widgets.ledger.aside import move as move_sheets
from widgets.ledger.batch import Stale
from widgets.ledger.connection import Engine
from widgets.ledger.lanes import Publish
from widgets.ledger.revisions import recounting
from widgets.marking import mark_by
from widgets.placing import Placed

SUSPICIOUS = 500
"""Sheets from one network that within `SPAN` are a burst."""

SPAN = timedelta(seconds=60)
MOST_READERS = 10_000


class About(Struct, frozen=True, kw_only=True):
    """Which widget of a site; for a page's own widget with the page's URL."""

    site: str
    widget: str
    url: str | None = None


class Moderation:
    """Takes sheets out of a tally, reversibly. `publish` takes the tallies to Redis."""

    def __init__(self, engine: Engine, catalog: Catalog, publish: Publish) -> None:
        self.engine = engine
        self.catalog = catalog
        self.publish = publish

    async def find_bursts(self, about: About, *, since: datetime) -> list[Burst]:
        """Give the bursts since a time that still count, the greatest first. Raises Unknown and Malformed."""
        await self.find(about)
        return await find_bursts(self.engine, about.widget, since=since, many=SUSPICIOUS, span=SPAN)

    async def find_aside(self, about: About) -> list[Burst]:
        """Give what is set aside, by network and hour, the most first. Raises Unknown and Malformed."""
        await self.find(about)
        return await find_aside(self.engine, about.widget)

    async def set_aside(self, about: About, chosen: Chosen) -> int:
        """Set the chosen sheets aside and tell how many: their marks leave the tally.

        Raises Malformed, Unknown, and Unavailable; a large choice is then half done, and doing it again does
        the rest.
        """
        return await self.move(about, chosen, aside=True)

    async def restore(self, about: About, chosen: Chosen) -> int:
        """Let the chosen sheets that were set aside count again.

        Raises as `set_aside` does, and Conflicting where a count would become too great.
        """
        return await self.move(about, chosen, aside=False)

    async def move(self, about: About, chosen: Chosen, *, aside: bool) -> int:
        """Set aside or restore, transaction by transaction."""
        check(chosen)
        total, tries = 0, 0
        while True:
            placed = await self.find(about)
            try:
                moved = await self.move_some(placed, chosen, aside=aside)
            except Stale:
                self.catalog.doubt(placed)
                tries += 1
                if tries == MOST_TRIES:
                    raise changing() from None
                continue
            total += moved
            if moved == 0:
                return total

    async def move_some(self, placed: Placed, chosen: Chosen, *, aside: bool) -> int:
        """Do one transaction's part and tell how many sheets that were."""
        if placed.widget.frozen:
            # What is counted meanwhile takes the place of the tally, and would not know of the move.
            raise recounting()
        widget, mark = placed.widget, mark_by(placed.format, placed.spec)
        moved, held = await move_sheets(self.engine, widget.id, chosen, mark, widget.revision, aside=aside)
        await outbox.finish(self.engine, held, self.publish)
        return moved

    async def find(self, about: About) -> Placed:
        """Find the widget. Raises Unknown and Malformed."""
        return await find_placed(self.catalog, about)


async def find_placed(catalog: Catalog, about: About) -> Placed:
    """Find a widget of a site. Raises Unknown and Malformed."""
    if about.url is not None:
        return await catalog.own_widget(about.widget, about.site, make_canonical(about.url))
    placed = await catalog.widget(about.widget)
    if placed.widget.site != about.site:
        raise Unknown("unknown_widget", "There is no such widget on this site.")
    return placed


def choose(network: bytes, since: datetime, until: datetime) -> Chosen:
    """Choose the sheets of a burst: those of a network from its first to its last moment."""
    return Chosen(network=network, since=since, until=until + timedelta(microseconds=1))


def check(chosen: Chosen) -> None:
    """Refuse a choice that names neither readers nor a network with a time range."""
    by_network = chosen.network is not None and chosen.since is not None and chosen.until is not None
    if not chosen.readers and not by_network:
        raise Malformed("bad_choice", "Choose sheets by their readers, or by a network with a time range.")
    if len(chosen.readers) > MOST_READERS:
        raise Malformed("too_many_readers", f"Choose at most {MOST_READERS:,} readers at once.")
