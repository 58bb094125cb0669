"""Uploads of moderators: what is sent is a file, and the answer its id, as JSON for the page's script."""

from typing import Annotated

import msgspec
from litestar import post
from litestar.params import QueryParameter

from api.answers import JSON, NO_STORE, Answer
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from api.transport.bodies import stream_body
from api.transport.exchanges import exchange_of
from api.transport.guard import Unheard
from widgets.errors import Refused
from widgets.roles import Right

SiteName = Annotated[str, QueryParameter(name="site", max_length=64)]


@post("/uploads", include_in_schema=False)
async def take_file(request: AnyRequest, site: SiteName) -> Answer:
    """Take a picture, clip, film or sound."""
    exchange = exchange_of(request)
    try:
        visit = await enter(request, site, Right.WRITE)
        uploading = visit.running.voxpop.uploading
        taken = await uploading.take_from_moderator(site, stream_body(exchange.receive))
    except Refused as refusal:
        return Unheard(refusal, exchange)
    told = {"media": taken.id, "kind": taken.kind, "width": taken.width, "height": taken.height}
    return Answer(msgspec.json.encode(told), (JSON, NO_STORE), status=201)
