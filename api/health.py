"""Whether the service lives, whether it is ready, and its numbers."""

import asyncio

import msgspec
from litestar import get

from api.answers import JSON, NO_STORE, Answer
from api.problems import describe, shape
from api.running import running_in
from api.transport.asgi import AnyRequest
from widgets.readiness import counts_answer, ledger_answers


class Life(msgspec.Struct):
    """Says that the process answers."""

    status: str


class Readiness(msgspec.Struct):
    """Says which engines answer: `ledger` is Postgres, `counts` is Redis; each is `up` or `away`."""

    status: str
    ledger: str
    counts: str


@get("/health/live", responses={200: shape(Life, "The process answers.")})
async def tell_life(request: AnyRequest) -> Answer:
    """Tell that the process answers, whatever its engines do."""
    return Answer(msgspec.json.encode(Life("live")), (JSON, NO_STORE))


@get(
    "/health/ready",
    responses=describe(503)
    | {200: shape(Readiness, "Reads are served."), 503: shape(Readiness, "They are not.")},
)
async def tell_readiness(request: AnyRequest) -> Answer:
    """Tell whether requests are worth sending here: reads are served as long as one engine answers."""
    voxpop = running_in(request).voxpop
    ledger, counts = await asyncio.gather(ledger_answers(voxpop.engine), counts_answer(voxpop.counts))
    readiness = Readiness(
        status="ready" if ledger or counts else "not ready",
        ledger="up" if ledger else "away",
        counts="up" if counts else "away",
    )
    return Answer(msgspec.json.encode(readiness), (JSON, NO_STORE), status=200 if ledger or counts else 503)


@get("/metrics", media_type="text/plain", responses={200: shape(str, "Prometheus text.", "text/plain")})
async def tell_numbers(request: AnyRequest) -> Answer:
    """Give the numbers of this process for Prometheus."""
    content_type = (b"content-type", b"text/plain; version=0.0.4; charset=utf-8")
    return Answer(request.app.state["metrics"].render(), (content_type, NO_STORE))
