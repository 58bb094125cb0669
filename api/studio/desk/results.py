"""What readers did: turnout and counts of a widget, and when they came."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer
from api.studio.desk.icons import icon_of
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets import offering
from widgets.boards import WINDOWS
from widgets.moderation import About
from widgets.roles import Right
from widgets.writing import title_of

WindowName = Annotated[str, QueryParameter(name="window", max_length=8)]


@get("/{site:str}/widgets/{id:str}/results", include_in_schema=False)
async def show_results(
    request: AnyRequest, site: FromPath[str], id: FromPath[str], window: WindowName = "7d"
) -> Answer:
    """Show who took part when, and in what."""
    visit = await enter(request, site, Right.EXPORT)
    studio = visit.running.studio
    widget = await studio.writing.find(site, id)
    insight = await studio.insights.widget(About(site=site, widget=id), window)
    return visit.draw(
        "desk/results.html",
        widget=widget,
        title=title_of(widget),
        icon=icon_of,
        label=offering.label_of,
        insight=insight,
        window=window,
        windows=list(WINDOWS),
    )
