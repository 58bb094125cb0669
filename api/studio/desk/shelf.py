"""The list of a site's widgets, and the choice of a format."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer
from api.studio.desk.icons import icon_of
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets.offering import find_offer, label_of, list_offers
from widgets.roles import Right

FormatName = Annotated[str, QueryParameter(name="format", max_length=40)]
After = Annotated[str, QueryParameter(name="after", max_length=120)]
WidgetId = Annotated[str, QueryParameter(name="widget", max_length=30)]
Waiting = Annotated[str, QueryParameter(name="waiting", max_length=4)]


@get("/{site:str}/widgets", include_in_schema=False)
async def show_widgets(
    request: AnyRequest,
    site: FromPath[str],
    format: FormatName = "",
    after: After = "",
    waiting: Waiting = "",
) -> Answer:
    """Show a site's widgets, the newest first."""
    visit = await enter(request, site, Right.SEE)
    if format:
        find_offer(format)
    writing = visit.running.studio.writing
    found = await writing.browse(site, format=format, after=after, wished=bool(waiting))
    flags = await visit.running.voxpop.checking.flags([each.widget for each in found.lines])
    return visit.draw(
        "desk/shelf.html",
        shelf=found,
        offers=list_offers(),
        format=format,
        waiting=bool(waiting),
        first=not after,
        flagged={each.widget for each in flags},
        icon=icon_of,
        label=label_of,
    )


@get("/{site:str}/widgets/new", include_in_schema=False)
async def show_formats(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Show all formats to choose from."""
    visit = await enter(request, site, Right.WRITE)
    return visit.draw("desk/formats.html", offers=list_offers(), icon=icon_of)
