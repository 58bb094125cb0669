"""Ballots: the hot path. A token, an origin and a body go in; what was committed comes out."""

from litestar import delete, get, put

from api.answers import JSON, NO_STORE, Answer
from api.problems import describe, shape
from api.reader.describing import (
    READER,
    BallotOperation,
    MaybeSite,
    MaybeUrl,
    MaybeWidget,
    SlotName,
    WidgetId,
)
from api.reader.pages import check_widget_id
from api.reader.shapes import Counted, OwnBallots
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets import casting
from widgets.canonical import host_of
from widgets.errors import Malformed

EMPTY_SLOT = "-"
"""Stands in a path for the slot whose name is empty."""

COUNTED = shape(Counted, "What was committed.")
PATH = "/widgets/{widget:str}/ballots/{slot:str}"


@put(
    PATH,
    operation_class=BallotOperation,
    security=READER,
    responses=describe(401, 403, 409, 413, 415, 429) | {200: COUNTED},
)
async def cast_ballot(request: AnyRequest, widget: WidgetId, slot: SlotName, url: MaybeUrl = None) -> Answer:
    """Cast a ballot. The answer means that it is committed; the same ballot again changes nothing."""
    return await cast(request, widget, slot, url, exchange_of(request).body)


@delete(PATH, status_code=200, security=READER, responses=describe(401, 403, 409, 429) | {200: COUNTED})
async def withdraw_ballot(
    request: AnyRequest, widget: WidgetId, slot: SlotName, url: MaybeUrl = None
) -> Answer:
    """Withdraw a ballot, where that is allowed. Where none stands, nothing changes."""
    return await cast(request, widget, slot, url, None)


@get("/ballots", security=READER, responses=describe(401, 403) | {200: shape(OwnBallots, "The ballots.")})
async def read_ballots(
    request: AnyRequest, site: MaybeSite = None, url: MaybeUrl = None, widget: MaybeWidget = None
) -> Answer:
    """Give all of a reader's own ballots, with what that reader may see, on a page or in one widget."""
    running = running_in(request)
    caller = await running.callers.identify(request, site, widget)
    if (url is None) == (widget is None):
        raise Malformed("bad_parameter", "Name either a page, by site and url, or a widget.")
    if widget is not None:
        check_widget_id(widget)
    body = await running.voxpop.results.ballots(caller.reader, url=url, widget=widget)
    return Answer(body, (JSON, NO_STORE, *caller.headers))


async def cast(request: AnyRequest, widget: str, slot: str, url: str | None, body: bytes | None) -> Answer:
    """Cast the ballot in a body, or with None withdraw."""
    running = running_in(request)
    caller = await running.callers.identify(request, widget=widget)
    check_widget_id(widget)
    wish = casting.Request(
        widget=widget,
        slot="" if slot == EMPTY_SLOT else slot,
        body=body,
        reader=caller.reader,
        network=running.callers.network_of(request),
        referrer=host_of(exchange_of(request).headers.get(b"referer", b"").decode("latin-1")),
        url=url,
        stranger=caller.stranger,
    )
    return Answer(await running.voxpop.casting.cast(wish), (JSON, NO_STORE, *caller.headers))
