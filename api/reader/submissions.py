"""POST /v1/widgets/{id}/submissions: what a reader sends in, held until a moderator has looked at it."""

import msgspec
from litestar import post

from api.answers import JSON, NO_STORE, Answer
from api.problems import describe, shape
from api.reader.describing import READER, SubmissionOperation, WidgetId
from api.reader.pages import check_widget_id
from api.reader.shapes import Submitted
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.submitting import Sending


@post(
    "/widgets/{widget:str}/submissions",
    operation_class=SubmissionOperation,
    security=READER,
    responses=describe(401, 403, 409, 413, 415, 429) | {202: shape(Submitted, "It waits for a moderator.")},
)
async def take_submission(request: AnyRequest, widget: WidgetId) -> Answer:
    """Send something in to a widget. Nobody sees it before a moderator; the same again changes nothing."""
    running = running_in(request)
    caller = await running.callers.identify(request, widget=widget)
    check_widget_id(widget)
    sending = Sending(
        widget=widget,
        body=exchange_of(request).body,
        reader=caller.reader,
        network=running.callers.network_of(request),
        stranger=caller.stranger,
    )
    sent = await running.voxpop.submitting.submit(sending)
    body = msgspec.json.encode(Submitted(id=sent.id, status=sent.status))
    return Answer(body, (JSON, NO_STORE, *caller.headers), status=202)
