"""The public reads: pages, widgets, counts of many pages, boards. Cached by everyone, alike for everyone."""

from litestar import get

from api.answers import Answer
from api.problems import describe, shape
from api.reader.describing import (
    ByParameter,
    SiteParameter,
    SitePath,
    UrlParameter,
    UrlsParameter,
    WidgetId,
    WindowParameter,
)
from api.reader.presenting import present
from api.reader.shapes import Teasers, WholeBoard, WholePage, WholeWidget
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.errors import Malformed, unknown_widget
from widgets.model import WIDGET_ID

MOST_URLS = 50
"""Pages whose counts may be asked for at once."""


@get("/pages", responses=describe(304, 401, 403) | {200: shape(WholePage, "The page with all its widgets.")})
async def read_page(request: AnyRequest, site: SiteParameter, url: UrlParameter) -> Answer:
    """Give all widgets of a page. Its own are always there, with zeros where nobody has reacted."""
    running = running_in(request)
    shared = await running.callers.check_public(request)
    view = await running.voxpop.results.page(site, url)
    return present(view, exchange_of(request), shared=shared)


@get("/widgets/{widget:str}", responses=describe(304, 401, 403) | {200: shape(WholeWidget, "The widget.")})
async def read_widget(request: AnyRequest, widget: WidgetId) -> Answer:
    """Give one widget that a moderator made. Those that a page has by itself come with the page."""
    running = running_in(request)
    shared = await running.callers.check_public(request)
    check_widget_id(widget)
    view = await running.voxpop.results.widget(widget)
    return present(view, exchange_of(request), shared=shared)


@get("/counts", responses=describe(304, 401, 403) | {200: shape(Teasers, "The totals, in the order asked.")})
async def read_counts(request: AnyRequest, site: SiteParameter, url: UrlsParameter) -> Answer:
    """Give the totals of up to 50 pages, for a list of teasers."""
    running = running_in(request)
    shared = await running.callers.check_public(request)
    if len(url) > MOST_URLS:
        raise Malformed(
            "too_many_urls", f"{len(url)} URLs were asked for; ask for at most {MOST_URLS} at once."
        )
    view = await running.voxpop.results.counts_of(site, url)
    return present(view, exchange_of(request), shared=shared)


@get(
    "/boards/{site:str}", responses=describe(304, 401, 403) | {200: shape(WholeBoard, "The trending pages.")}
)
async def read_board(
    request: AnyRequest, site: SitePath, by: ByParameter = "points", window: WindowParameter = "24h"
) -> Answer:
    """Give the pages of a site that gained most of something lately; imported balances are no gain."""
    running = running_in(request)
    shared = await running.callers.check_public(request)
    view = await running.voxpop.boards.board(site, by, window)
    return present(view, exchange_of(request), shared=shared)


def check_widget_id(widget: str) -> None:
    """Refuse what cannot be a widget's id, before anybody looks for it. Raises Unknown."""
    if not WIDGET_ID.fullmatch(widget):
        raise unknown_widget()
