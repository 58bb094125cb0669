"""The list of a site's widgets, and the choice of a format."""

from typing import Annotated
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer
from api.studio.desk.icons import icon_of
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets.errors import Malformed
from widgets.model import Status
from widgets.offering import find_offer, label_of, list_offers
from widgets.roles import Right
from widgets.writing import MOST_WAITING, Look

FormatName = Annotated[str, QueryParameter(name="format", max_length=40)]
After = Annotated[str, QueryParameter(name="after", max_length=120)]
WidgetId = Annotated[str, QueryParameter(name="widget", max_length=30)]
StatusName = Annotated[str, QueryParameter(name="status", max_length=20)]
Search = Annotated[str, QueryParameter(name="search", max_length=2048)]

WAITING = "waiting"
STATES = [
    ("", "Any status"),
    (WAITING, "Waiting for approval"),
    *((each, each.capitalize()) for each in Status),
]
"""What of a widget's status the list can be narrowed to."""


@get("/{site:str}/widgets", include_in_schema=False)
async def show_widgets(
    request: AnyRequest,
    site: FromPath[str],
    format: FormatName = "",
    status: StatusName = "",
    search: Search = "",
    after: After = "",
) -> Answer:
    """Show a site's widgets, the newest first."""
    visit = await enter(request, site, Right.SEE)
    look = read_look(format, status, search)
    writing = visit.running.studio.writing
    found = await writing.browse(site, look, after=after)
    flags = await visit.running.voxpop.checking.flags([each.widget for each in found.lines])
    approves = visit.may(Right.PUBLISH) and not look.waiting and not after
    kept = {
        name: value for name, value in (("format", format), ("status", status), ("search", search)) if value
    }
    return visit.draw(
        "desk/shelf.html",
        shelf=found,
        offers=list_offers(),
        look=look,
        states=STATES,
        chosen=status,
        kept=urlencode(kept),
        first=not after,
        waiting=await writing.count_waiting(site) if approves else 0,
        most_waiting=MOST_WAITING,
        flagged={each.widget for each in flags},
        icon=icon_of,
        label=label_of,
    )


def read_look(format: str, status: str, search: str) -> Look:
    """Read what is looked for. Raises Unknown for a format, and Malformed for a status that there is not."""
    if format:
        find_offer(format)
    if status not in [each for each, _ in STATES]:
        raise Malformed("bad_status", "There is no such status; choose one of the list.")
    return Look(
        format=format,
        status=Status(status) if status not in ("", WAITING) else None,
        waiting=status == WAITING,
        search=search.strip(),
    )


@get("/{site:str}/widgets/new", include_in_schema=False)
async def show_formats(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Show all formats to choose from."""
    visit = await enter(request, site, Right.WRITE)
    return visit.draw("desk/formats.html", offers=list_offers(), icon=icon_of)
