"""The log of a site: who did what, and when."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets.roles import Right

Before = Annotated[int | None, QueryParameter(name="before", ge=1, le=2**62)]


@get("/{site:str}/log", include_in_schema=False)
async def show_log(request: AnyRequest, site: FromPath[str], before: Before = None) -> Answer:
    """Show a page of it, the newest first."""
    visit = await enter(request, site, Right.AUDIT)
    log = await visit.running.studio.people.log(site, before)
    return visit.draw("log.html", log=log, first=before is None)
