"""POST /v1/uploads: a picture or a clip that a reader sends, to be named in a submission within the hour."""

import msgspec
from litestar import post

from api.answers import JSON, NO_STORE, Answer
from api.problems import describe, shape
from api.reader.describing import READER, UploadOperation
from api.reader.shapes import Uploaded
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.bodies import stream_body
from api.transport.exchanges import exchange_of
from api.transport.guard import Unheard
from widgets.errors import Refused
from widgets.readers import sheet_id


@post(
    "/uploads",
    operation_class=UploadOperation,
    security=READER,
    responses=describe(401, 403, 413, 415, 429) | {201: shape(Uploaded, "What was made of the upload.")},
)
async def take_upload(request: AnyRequest) -> Answer:
    """Take a picture or an animation, up to 8 MB. Nobody sees it before a moderator has let it be seen."""
    running = running_in(request)
    exchange = exchange_of(request)
    uploading = running.voxpop.uploading
    try:
        caller = await running.callers.identify(request)
        who = sheet_id(running.voxpop.settings.reader_secret.encode(), "uploads", caller.reader.random)
        await uploading.admit(who, running.callers.network_of(request), stranger=caller.stranger)
        taken = await uploading.take_from_reader(caller.reader.site, who, stream_body(exchange.receive))
    except Refused as refusal:
        return Unheard(refusal, exchange)
    assert taken.expires_at is not None  # noqa: S101  a reader's always does
    told = Uploaded(
        media=taken.id, kind=taken.kind, width=taken.width, height=taken.height, expires_at=taken.expires_at
    )
    return Answer(msgspec.json.encode(told), (JSON, NO_STORE, *caller.headers), status=201)
