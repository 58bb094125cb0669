"""Every refusal as `application/problem+json` (RFC 9457), from one table of classes and statuses."""

import logging
import secrets
from typing import Any, NamedTuple

import msgspec
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct

from api.answers import NO_STORE, Answer, Header
from api.transport.asgi import AnyRequest
from widgets.errors import (
    Conflicting,
    Forbidden,
    Malformed,
    Outdated,
    OverBudget,
    Refused,
    TooLarge,
    Unavailable,
    Unidentified,
    Unknown,
    Unsupported,
)

logger = logging.getLogger("voxpop")


class Problem(Struct, frozen=True, kw_only=True):
    """A refusal. `code` is stable and meant for programs, `detail` is a sentence for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class WrongMethod(Refused):
    """The address exists, and does not take this method. Of HTTP alone; the domain has no methods."""


class TooSlow(Refused):
    """The request did not arrive in time."""


class HeadersTooLarge(Refused):
    """The head of the request has more bytes than the limit."""


class NotWritten(Refused):
    """The answer is asked for in a format that is not written here."""


class Kind(NamedTuple):
    """What a class of refusals is in HTTP."""

    status: int
    title: str


KINDS: dict[type[Refused], Kind] = {
    Malformed: Kind(400, "Malformed request"),
    Unidentified: Kind(401, "No valid token or key"),
    Forbidden: Kind(403, "Not allowed"),
    Unknown: Kind(404, "Not found"),
    WrongMethod: Kind(405, "Method not allowed"),
    TooSlow: Kind(408, "Too slow"),
    Conflicting: Kind(409, "In conflict with what stands"),
    Outdated: Kind(412, "Changed meanwhile"),
    TooLarge: Kind(413, "Too large"),
    Unsupported: Kind(415, "Unsupported content"),
    OverBudget: Kind(429, "Too many requests"),
    HeadersTooLarge: Kind(431, "Headers too large"),
    NotWritten: Kind(501, "Not written here"),
    Unavailable: Kind(503, "Temporarily unavailable"),
}
"""The table. A class that is not in it is refused as its nearest parent that is."""

FAULT = Kind(500, "Fault in the service")
TITLES = {304: "Not changed"} | {kind.status: kind.title for kind in (*KINDS.values(), FAULT)}
ANYWHERE = (400, 404, 405, 408, 413, 415, 431, 500, 503)
"""Statuses of refusals that any route may answer with."""

PROBLEM_JSON: Header = (b"content-type", b"application/problem+json")


def refuse(refusal: Refused, headers: tuple[Header, ...] = ()) -> Answer:
    """Make the answer that says no."""
    kind = next(KINDS[each] for each in type(refusal).__mro__ if each in KINDS)
    if refusal.retry_after is not None:
        headers = (*headers, (b"retry-after", b"%d" % refusal.retry_after))
    if kind.status == 401:
        headers = (*headers, (b"www-authenticate", b'Bearer realm="voxpop"'))
    return _answer(kind, refusal.code, refusal.detail, headers)


def fail(error: BaseException) -> Answer:
    """Log a fault under a number, and make the answer that tells the number and nothing else."""
    number = secrets.token_hex(4)
    logger.error("fault %s", number, exc_info=error)
    return _answer(FAULT, "fault", f"Something went wrong here; it is logged as {number}. Try again later.")


def refuse_route(error: HTTPException) -> Answer:
    """Make the answer for what Litestar itself refuses."""
    if isinstance(error, NotFoundException):
        return refuse(
            Unknown("unknown_address", "There is nothing at this address; /docs lists what there is.")
        )
    if isinstance(error, MethodNotAllowedException):
        return refuse_method((error.headers or {}).get("allow", "").split(", "))
    if error.status_code == 400:
        return refuse(Malformed("bad_parameter", _name_parameters(error)))
    return fail(error)


def refuse_method(allowed: list[str]) -> Answer:
    """Make the answer for a method that an address does not take."""
    names = sorted({*allowed, "HEAD"} if "GET" in allowed else set(allowed))
    allow = ", ".join(names)
    refusal = WrongMethod("wrong_method", f"This address does not take that method; it takes {allow}.")
    return refuse(refusal, ((b"allow", allow.encode()),))


def answer_error(request: AnyRequest, error: Exception) -> Answer:
    """Turn whatever a handler raised into an answer."""
    if isinstance(error, Refused):
        return refuse(error)
    if isinstance(error, HTTPException):
        return refuse_route(error)
    return fail(error)


def describe(*statuses: int) -> dict[int, ResponseSpec]:
    """Describe the refusals of a route for OpenAPI; any route may also answer some that are added here."""
    return {
        status: shape(None if status == 304 else Problem, TITLES[status], "application/problem+json")
        for status in sorted({*ANYWHERE, *statuses})
    }


def shape(type: Any, description: str, media_type: str = "application/json") -> ResponseSpec:
    """Describe one answer of a route for OpenAPI."""
    return ResponseSpec(type, description=description, media_type=media_type, generate_examples=False)


def _answer(kind: Kind, code: str, detail: str, headers: tuple[Header, ...] = ()) -> Answer:
    problem = Problem(
        type=f"/docs#problem-{kind.status}", title=kind.title, status=kind.status, detail=detail, code=code
    )
    return Answer(msgspec.json.encode(problem), (PROBLEM_JSON, NO_STORE, *headers), status=kind.status)


def _name_parameters(error: HTTPException) -> str:
    """Say which parameters are wrong. What was sent for them is not repeated."""
    extra = error.extra if isinstance(error.extra, list) else []
    names = [str(each["key"]) for each in extra if isinstance(each, dict) and "key" in each]
    if not names and error.detail.startswith("Missing required"):
        return f"{error.detail.partition(' for ')[0]}; /docs tells what this address takes."
    if not names:
        return "A parameter is missing or malformed; /docs tells which this address takes."
    return f"The parameter {', '.join(names)[:100]} is missing or malformed; /docs tells what it should be."
