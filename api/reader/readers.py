"""POST /v1/readers: a token for a new reader."""

import msgspec
from litestar import post

from api.answers import JSON, NO_STORE, Answer
from api.problems import describe, shape
from api.reader.describing import NewReaderOperation
from api.reader.shapes import NewReader, Token
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.strict_json import decode


@post(
    "/readers",
    operation_class=NewReaderOperation,
    responses=describe(403, 413, 415, 429) | {201: shape(Token, "The new reader's token.")},
)
async def mint_reader(request: AnyRequest) -> Answer:
    """Mint the token of a new reader of a site. Send it as a bearer token; keep it in localStorage."""
    running = running_in(request)
    exchange = exchange_of(request)
    site = await running.voxpop.catalog.site(decode(exchange.body, NewReader).site)
    named = running.callers.check_origin(exchange, site)
    network = running.callers.network_of(request)
    token = await running.minting.mint(site.id, network, stranger=not named)
    return Answer(msgspec.json.encode(Token(token)), (JSON, NO_STORE), status=201)
