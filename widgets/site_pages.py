"""The pages of a site as its moderators see them: what readers did with each page's own widgets."""

from datetime import UTC, datetime

from msgspec import Struct

from widgets.canonical import make_canonical, origin_of
from widgets.catalog import Catalog
from widgets.checking import Checking, Flag
from widgets.errors import Malformed, Unknown
from widgets.formats import page_formats
from widgets.insights import Insights, WidgetInsight
from widgets.ledger import activity, pages, tallies
from widgets.ledger.activity import Active, Place
from widgets.ledger.connection import Engine
from widgets.model import Page, Standing, Status, Widget
from widgets.moderation import About
from widgets.parts import Badge
from widgets.placing import Placed, place_own
from widgets.texts import check_text
from widgets.titles import read_search, title_of

A_PAGE = 40
"""Pages of a site that are listed at once."""


class PageLine(Struct, frozen=True, kw_only=True):
    """A page in the list; `sums` are what its own widgets come to, by the names of the numbers."""

    url: str
    title: str
    counted_at: datetime | None
    sums: dict[str, int]


class PageList(Struct, frozen=True, kw_only=True):
    """Some pages of a site, those counted on last first; `next` is where the following begin, or empty.

    Where there were too many to look at all of them, `since` is when the oldest was first reacted to.
    """

    lines: list[PageLine]
    names: list[str]
    next: str
    since: datetime | None = None


class OwnInsight(Struct, frozen=True, kw_only=True):
    """One of a page's own widgets over a window."""

    placed: Placed
    insight: WidgetInsight


class MadeLine(Struct, frozen=True, kw_only=True):
    """A widget that moderators put on a page."""

    widget: Widget
    title: str
    status: Status
    turnout: int


class PageInsight(Struct, frozen=True, kw_only=True):
    """A page over a window. `page` is None where nobody has reacted to it and no article was sent."""

    url: str
    page: Page | None
    sums: dict[str, int]
    badges: list[Badge]
    counted_at: datetime | None
    own: list[OwnInsight]
    made: list[MadeLine]
    sent_at: datetime | None
    flags: list[Flag]


class SitePages:
    """Reads what moderators see of pages; all numbers are the ledger's."""

    def __init__(self, engine: Engine, catalog: Catalog, insights: Insights, checking: Checking) -> None:
        self.engine = engine
        self.catalog = catalog
        self.insights = insights
        self.checking = checking

    async def browse(self, site: str, *, search: str = "", after: str = "") -> PageList:
        """Give some pages of a site, those counted on last first.

        A page is listed some seconds after it was first reacted to. Raises Unknown for the site, and
        Malformed for an `after` that is no list's `next`, and for characters that no text may hold.
        """
        check_text(search)
        blank = (await self.catalog.placed_site(site)).own
        place = read_place(after) if after else Place()
        words = read_search(search)
        found, since = await activity.select_active(self.engine, site, words, place, A_PAGE + 1)
        shown = found[:A_PAGE]
        own = {each.url: await self.own(site, each.url) for each in shown}
        standings = await tallies.read(self.engine, [each.widget.id for all in own.values() for each in all])
        lines = [
            PageLine(
                url=each.url,
                title=each.title,
                counted_at=each.counted_at,
                sums=add_up(own[each.url], standings),
            )
            for each in shown
        ]
        names = list(add_up(list(blank.values()), {}))
        if len(found) > A_PAGE:
            return PageList(lines=lines, names=names, next=write_place(go_on(place, shown[-1])))
        following = write_place(Place(before=since)) if since else ""
        return PageList(lines=lines, names=names, next=following, since=since)

    async def find(self, site: str, url: str, window: str) -> PageInsight:
        """Tell what readers did on a page over a window, and what moderators put there.

        Raises Malformed for URL and window, Unknown for the site and a page that is not the site's, and
        Unavailable.
        """
        place = make_canonical(url)
        known = await self.catalog.site(site)
        page, attached = await pages.find(self.engine, site, place)
        if page is None and not attached and origin_of(place) not in known.origins:
            raise Unknown(
                "unknown_page", "This page is not the site's: its origin is none of the site's own."
            )
        own = [
            OwnInsight(
                placed=each,
                insight=await self.insights.widget(
                    About(site=site, widget=each.widget.id, url=place), window
                ),
            )
            for each in await self.own(site, place, page)
        ]
        standings = {each.placed.widget.id: each.insight.standing for each in own}
        placed = [each.placed for each in own]
        return PageInsight(
            url=place,
            page=page,
            sums=add_up(placed, standings),
            badges=[
                badge
                for each in placed
                for badge in each.format.badges(each.spec, standings[each.widget.id].tally)
            ],
            counted_at=activity.moment_of(max(each.version for each in standings.values())),
            own=own,
            made=await self.describe(attached),
            sent_at=await activity.find_sent(self.engine, site, place),
            flags=await self.checking.flags(attached),
        )

    async def own(self, site: str, url: str, page: Page | None = None) -> list[Placed]:
        """Give the widgets that a page has by itself; `page` where its tone matters."""
        found = await self.catalog.placed_site(site)
        return [place_own(found, url, each, page) for each in page_formats()]

    async def describe(self, made: list[Widget]) -> list[MadeLine]:
        """Tell of the widgets that moderators put on a page."""
        standings = await tallies.read(self.engine, [each.id for each in made])
        now = datetime.now(UTC)
        return [
            MadeLine(
                widget=each,
                title=title_of(each),
                status=each.status(now),
                turnout=standings[each.id].turnout if each.id in standings else 0,
            )
            for each in made
        ]


def add_up(own: list[Placed], standings: dict[str, Standing]) -> dict[str, int]:
    """Give what the own widgets of a page come to, by the names of the numbers."""
    sums: dict[str, int] = {}
    for each in own:
        standing = standings.get(each.widget.id)
        sums |= each.format.sums(each.spec, standing.tally if standing else {})
    return sums


def go_on(place: Place, last: Active) -> Place:
    """Give the place after a page of the list, within the same step."""
    return Place(before=place.before, version=last.version, url=last.url)


def write_place(place: Place) -> str:
    """Write where a list goes on."""
    return f"{place.before.isoformat()},{place.version},{place.url}"


def read_place(text: str) -> Place:
    """Read where a list goes on. Raises Malformed."""
    before, _, rest = text.partition(",")
    version, _, url = rest.partition(",")
    try:
        place = Place(before=datetime.fromisoformat(before), version=int(version), url=url)
    except ValueError:
        raise lost_place() from None
    if place.before.tzinfo is None or not 0 <= place.version < 2**63:
        raise lost_place()
    check_text(url)
    return place


def lost_place() -> Malformed:
    """Say that a list does not go on there."""
    return Malformed("bad_cursor", "The list does not go on from there; begin at the newest.")
