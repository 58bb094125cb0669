"""The pages of a site: what readers did with reactions, shares and points, which each has by itself."""

from typing import Annotated
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer
from api.studio.desk.icons import icon_of
from api.studio.desk.results import WindowName
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets.boards import WINDOWS
from widgets.offering import label_of
from widgets.roles import Right

Search = Annotated[str, QueryParameter(name="search", max_length=2048)]
After = Annotated[str, QueryParameter(name="after", max_length=2200)]
PageUrl = Annotated[str, QueryParameter(name="url", max_length=2048)]


@get("/{site:str}/pages", include_in_schema=False)
async def show_pages(
    request: AnyRequest, site: FromPath[str], search: Search = "", after: After = ""
) -> Answer:
    """Show a site's pages, those that readers reacted to last first."""
    visit = await enter(request, site, Right.EXPORT)
    looked_for = search.strip()
    return visit.draw(
        "desk/pages.html",
        found=await visit.running.studio.pages.browse(site, search=looked_for, after=after),
        search=looked_for,
        kept=urlencode({"search": looked_for}) if looked_for else "",
        first=not after,
        origin=visit.running.callers.own_origin,
        label=label_of,
    )


@get("/{site:str}/pages/page", include_in_schema=False)
async def show_page(
    request: AnyRequest, site: FromPath[str], url: PageUrl = "", window: WindowName = "7d"
) -> Answer:
    """Show what readers did on one page, and what moderators put there. Raises Malformed and Unknown."""
    visit = await enter(request, site, Right.EXPORT)
    found = await visit.running.studio.pages.find(site, url, window)
    return visit.draw(
        "desk/page.html",
        found=found,
        toned=await visit.running.voxpop.tones.find(site, found.url),
        title=found.page.title if found.page else "",
        named=urlencode({"url": found.url}),
        form=urlencode({"site": site, "url": found.url}),
        window=window,
        windows=list(WINDOWS),
        icon=icon_of,
        label=label_of,
    )
