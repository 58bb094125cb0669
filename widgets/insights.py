"""Insights: what a site's moderators see of who took part when, and in what; all of it from the ledger."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from widgets.boards import WINDOWS, Board, Boards, Window, check
from widgets.catalog import Catalog
from widgets.findings import Passage, Table
from widgets.ledger import gains, studies, tallies, widgets
from widgets.ledger.boards import Trend
from widgets.ledger.connection import Engine
from widgets.ledger.gains import Gain
from widgets.model import Standing
from widgets.moderation import About, find_placed
from widgets.placing import place_known

SPANS = {"24h": timedelta(hours=1), "7d": timedelta(hours=6), "30d": timedelta(days=1)}
"""How finely each window is shown."""

BUSIEST = 20
"""Widgets that are named as those most readers took part in."""


class Line(Struct, frozen=True, kw_only=True):
    """Readers who took part, span after span: every span of the window has a number, zeros included."""

    since: datetime
    span: timedelta
    readers: list[int]

    @property
    def times(self) -> list[datetime]:
        """When each span begins."""
        return [self.since + self.span * place for place in range(len(self.readers))]

    @property
    def total(self) -> int:
        """All readers of the window."""
        return sum(self.readers)


class Busy(Struct, frozen=True, kw_only=True):
    """A widget that many took part in; `made` tells whether a moderator made it or pages have it anyway."""

    widget: str
    readers: int
    made: bool
    format: str = ""
    title: str = ""
    url: str = ""


class OwnSum(Struct, frozen=True, kw_only=True):
    """What was counted in the pages' own widgets of one format, all pages together."""

    format: str
    sums: Mapping[str, int]
    tables: list[Table]


class SiteInsight(Struct, frozen=True, kw_only=True):
    """A site over a window: who came when, to what, and what they did with the pages' own widgets."""

    line: Line
    busiest: list[Busy]
    own: list[OwnSum]


class WidgetInsight(Struct, frozen=True, kw_only=True):
    """A widget over a window, all that was counted in it, and how readers went through its questions."""

    line: Line
    standing: Standing
    passage: Passage | None
    tables: list[Table]


class Insights:
    """Reads what moderators see; `clock` tells the time in UTC."""

    def __init__(
        self, engine: Engine, catalog: Catalog, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.engine = engine
        self.catalog = catalog
        self.clock = clock
        self.boards = Boards(engine, catalog, clock)

    async def board(self, site: str, by: str, window: str) -> list[Trend]:
        """Give the pages that gained most. Raises Unknown, Malformed and Unavailable."""
        return msgspec.json.decode((await self.boards.board(site, by, window)).body, type=Board).pages

    async def site(self, site: str, window: str) -> SiteInsight:
        """Tell who took part in a site's widgets. Raises Unknown, Malformed for the window, Unavailable."""
        placed = await self.catalog.placed_site(site)
        since, span = self.start(window)
        found = await gains.select_gains(self.engine, site, since, span)
        busiest = await gains.select_busiest(self.engine, site, since, BUSIEST)
        counted = await gains.select_keys(self.engine, site, since)
        own = [
            OwnSum(
                format=name,
                sums=each.format.sums(each.spec, counted.get(name, {})),
                tables=each.format.tables(each.spec, counted.get(name, {}), 0),
            )
            for name, each in placed.own.items()
        ]
        return SiteInsight(line=self.draw(found, since, span), busiest=await self.name(busiest), own=own)

    async def widget(self, about: About, window: str) -> WidgetInsight:
        """Tell who took part in a widget. Raises like `site`."""
        placed = await find_placed(self.catalog, about)
        since, span = self.start(window)
        id = placed.widget.id
        found = await gains.select_gains_of(self.engine, id, since, span)
        standing = (await tallies.read(self.engine, [id])).get(id) or Standing(widget=id, tally={})
        study = await studies.find(self.engine, id) if placed.format.studies else None
        return WidgetInsight(
            line=self.draw(found, since, span),
            standing=standing,
            passage=placed.format.passage(placed.spec, standing.tally),
            tables=placed.format.tables(placed.spec, standing.tally, standing.turnout, study),
        )

    def start(self, window: str) -> tuple[datetime, timedelta]:
        """Give when a window begins and its spans. Raises Malformed."""
        check(window, "window", WINDOWS)
        length, span = WINDOWS[window].length, SPANS[window]
        # The span that is under way is shown too, so the first one is a whole one.
        return Window(length - span, span).start(self.clock()), span

    def draw(self, found: Sequence[Gain], since: datetime, span: timedelta) -> Line:
        """Give a number for every span until now."""
        readers = [0] * ((self.clock() - since) // span + 1)
        for gain in found:
            place = (gain.at - since) // span
            if 0 <= place < len(readers):
                readers[place] += gain.readers
        return Line(since=since, span=span, readers=readers)

    async def name(self, busiest: Sequence[gains.Busy]) -> list[Busy]:
        """Tell what widgets are called."""
        made = await widgets.select_these(self.engine, [each.widget for each in busiest])
        own = await gains.select_own(self.engine, [each.widget for each in busiest])
        named = {each.id: each for each in made}
        rows = []
        for each in busiest:
            widget = named.get(each.widget)
            format, url = (widget.format, widget.url) if widget else own.get(each.widget, ("", ""))
            placed = place_known(widget) if widget else None
            rows.append(
                Busy(
                    widget=each.widget,
                    readers=each.readers,
                    made=widget is not None,
                    format=format,
                    url=url,
                    title=placed.spec.title if placed else "",
                )
            )
        return rows
