"""GET /v1/live: a stream of what readers of a page may see change."""

from litestar import get

from api.problems import describe, shape
from api.reader.describing import SiteParameter, UrlParameter
from api.reader.streams import Stream
from api.running import running_in
from api.transport.asgi import AnyRequest


@get(
    "/live",
    media_type="text/event-stream",
    responses=describe(401, 403)
    | {200: shape(str, "Events `tally`, one a second a widget at most.", "text/event-stream")},
)
async def watch_page(request: AnyRequest, site: SiteParameter, url: UrlParameter) -> Stream:
    """Send every change of a page's public tallies, beginning with where they stand (server-sent events)."""
    running = running_in(request)
    await running.callers.check_public(request)
    return Stream(running.hub, await running.hub.open(site, url))
