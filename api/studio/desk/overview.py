"""What readers of a whole site did: when they came, to what, and which pages they took to."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer
from api.studio.desk.results import WindowName
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets import offering
from widgets.boards import WINDOWS, board_names
from widgets.roles import Right

By = Annotated[str, QueryParameter(name="by", max_length=32)]


@get("/{site:str}/results", include_in_schema=False)
async def show_overview(
    request: AnyRequest, site: FromPath[str], window: WindowName = "7d", by: By = "points"
) -> Answer:
    """Show who took part when, in which widgets most, and which pages trend. Raises Malformed."""
    visit = await enter(request, site, Right.EXPORT)
    insights = visit.running.studio.insights
    return visit.draw(
        "desk/overview.html",
        insight=await insights.site(site, window),
        board=await insights.board(site, by, window),
        by=by,
        boards=board_names(),
        window=window,
        windows=list(WINDOWS),
        label=offering.label_of,
    )
