"""Boards: the pages of a site that readers have taken to most in the last day, week or month."""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
from msgspec import Struct

from widgets.catalog import Catalog
from widgets.errors import Malformed
from widgets.formats import AnyFormat, page_formats
from widgets.ledger import boards
from widgets.ledger.boards import Measure, Trend
from widgets.ledger.connection import Engine
from widgets.model import Reveal, Tally, page_widget_id
from widgets.placing import Placed, PlacedSite
from widgets.remembering import Remembered
from widgets.showing import encode
from widgets.views import View, make_view

BALLOTS = "ballots"
"""What a board is by that counts readers instead of the totals of a format."""

MOST = 50
"""Pages on a board."""

FRESH = 10
"""Seconds a board is served from memory, and by caches."""

CACHED = 500


class Window(NamedTuple):
    """How far a board looks back, and the grain in which it does.

    The grain is that of the history at that age: the state at its start is kept, and the difference exact.
    """

    length: timedelta
    grain: timedelta

    def start(self, now: datetime) -> datetime:
        """Give the time since which a board of now counts."""
        since = now - self.length
        return since - (since - datetime(1970, 1, 1, tzinfo=UTC)) % self.grain


WINDOWS = {
    "24h": Window(timedelta(hours=24), timedelta(minutes=5)),
    "7d": Window(timedelta(days=7), timedelta(hours=1)),
    "30d": Window(timedelta(days=30), timedelta(hours=1)),
}


class Board(Struct, kw_only=True):
    """What readers are told: the pages that gained most since a time, first the one that did most."""

    by: str
    window: str
    since: datetime
    pages: list[Trend]


class Boards:
    """Makes boards; `clock` tells the time in UTC."""

    def __init__(
        self, engine: Engine, catalog: Catalog, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.engine = engine
        self.catalog = catalog
        self.clock = clock
        self.made = Remembered(self.make, most=CACHED, fresh=FRESH)

    async def board(self, site: str, by: str, window: str) -> View:
        """Give a board as JSON. Raises Malformed for `by` and `window`, Unknown for the site."""
        check(by, "by", board_names())
        check(window, "window", WINDOWS)
        await self.catalog.site(site)
        return await self.made(site, by, window)

    async def make(self, site: str, by: str, window: str) -> View:
        """Make a board anew."""
        now = self.clock()
        since = WINDOWS[window].start(now)
        measure = measure_by(by, await self.catalog.placed_site(site))
        pages = await boards.select_trending(self.engine, site, measure, since, MOST)
        body = encode(Board(by=by, window=window, since=since, pages=pages))
        return msgspec.structs.replace(make_view(body, None, now), max_age=FRESH)


def open_formats() -> list[AnyFormat]:
    """Give the formats of pages' own widgets whose tallies everybody may see."""
    return [format for format in page_formats() if format.page_reveal is Reveal.ALWAYS]


def board_names() -> list[str]:
    """Give what boards there are by."""
    return [*(format.name for format in open_formats()), BALLOTS]


def check(given: str, name: str, known: Collection[str]) -> None:
    """Refuse a parameter that is none of those known. Raises Malformed."""
    if given not in known:
        raise Malformed(f"bad_{name}", f"{name}={given[:40]} is none of {', '.join(known)}.")


def measure_by(by: str, site: PlacedSite) -> Measure:
    """Tell what a board counts on the pages of a site."""
    if by == BALLOTS:
        return Measure([format.name for format in open_formats()], {}, turnout=1)
    return Measure([by], weigh(site.own[by]))


def weigh(placed: Placed) -> Tally:
    """Give what each key of a tally is worth in its format's total, which is a sum for pages' own widgets."""
    total, spec = placed.format.total, placed.spec
    return {
        slot: {key: total(spec, {slot: {key: 1}}) for key in keys} for slot, keys in placed.counted.items()
    }


async def list_pages(engine: Engine) -> bool:
    """Note which widgets the pages have that are new since this was last done."""
    while await boards.list_pages(engine, own_widgets) == boards.STEP:
        pass
    return True


def own_widgets(site: str, url: str) -> Iterator[tuple[str, str]]:
    """Give format and id of every widget that a page has by itself."""
    return ((format.name, page_widget_id(site, url, format.name)) for format in page_formats())
