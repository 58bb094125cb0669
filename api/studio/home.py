"""Where a moderator arrives: the first site that is theirs, or what there is to do without one."""

from litestar import get
from litestar.params import FromPath

from api.answers import Answer
from api.studio.addresses import HOME
from api.studio.drawing import answer_elsewhere
from api.studio.visits import enter
from api.transport.asgi import AnyRequest


@get("/", include_in_schema=False)
async def go_home(request: AnyRequest) -> Answer:
    """Go on to the moderator's first site."""
    visit = await enter(request)
    if not visit.presence.posts:
        return visit.draw("no_site.html")
    return answer_elsewhere(f"{HOME}/{visit.presence.posts[0].site}")


@get("/{site:str}", include_in_schema=False)
async def show_site(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Go on to a site's widgets."""
    await enter(request, site)
    return answer_elsewhere(f"{HOME}/{site}/widgets")
