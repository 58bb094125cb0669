"""Refusals in the studio: a page with a sentence, and nothing that was typed is lost."""

from typing import Any
from urllib.parse import quote

from litestar.exceptions import HTTPException

from api.answers import Answer, Header
from api.problems import KINDS, answer_error, fail, refuse
from api.studio.drawing import HEADERS, answer_elsewhere, answer_page, draw
from api.studio.forms import Fields, read_fields
from api.studio.visits import READS, SignedOut, StaleForm
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from api.transport.heads import Headers
from widgets.errors import Refused, Unknown

TITLES = {
    401: "You are signed out",
    403: "That is not allowed",
    404: "There is nothing here",
    409: "That does not fit any more",
    413: "That is too much at once",
    429: "Too fast",
    503: "Not just now",
}


def answer_refusal(request: AnyRequest, error: Exception) -> Answer:
    """Turn whatever a handler of the studio raised into an answer for people."""
    if isinstance(error, HTTPException):
        if error.status_code != 404:
            return answer_error(request, error)
        error = Unknown("unknown_address", "There is no page at this address.")
    if not isinstance(error, Refused):
        return answer_fault(error)
    if isinstance(error, SignedOut) and request.scope["method"] in READS and not is_partial(request):
        return answer_elsewhere(f"/studio/sign-in?next={quote(address_of(request), safe='')}")
    status = status_of(error)
    headers: list[Header] = []
    if error.retry_after is not None:
        headers.append((b"retry-after", b"%d" % error.retry_after))
    if is_partial(request):
        return answer_partial(error.detail, status, headers)
    typed, address = typed_in(request, error), address_of(request)
    if typed and isinstance(error, SignedOut):
        body = draw("signed_out.html", typed=typed, address=address, login="", trouble="")
        return answer_page(body, status=status)
    body = draw(
        "refusal.html",
        title=TITLES.get(status, "That did not work"),
        detail=error.detail,
        code=error.code,
        address=address,
        typed=typed,
        again=status in (401, 503) or isinstance(error, StaleForm),
        guard=error.guard if isinstance(error, StaleForm) else "",
    )
    return answer_page(body, *headers, status=status)


def draw_unheard(headers: Headers, refusal: Refused) -> Answer:
    """Refuse what nobody has read: to scripts as JSON, else as a page."""
    if b"text/html" not in headers.get(b"accept", b""):
        return refuse(refusal)
    status = status_of(refusal)
    title = TITLES.get(status, "That did not work")
    nothing: dict[str, Any] = {"address": "", "typed": [], "again": False, "guard": ""}
    body = draw("refusal.html", title=title, detail=refusal.detail, code="unheard", **nothing)
    return answer_page(body, status=status)


def answer_fault(error: Exception) -> Answer:
    """Log a fault under a number, and show the number and nothing else."""
    number = fail(error).body.decode().partition("logged as ")[2][:8]
    detail = f"Something went wrong here; it is logged as {number}. Go back and try again."
    body = draw(
        "refusal.html",
        title="A fault",
        detail=detail,
        code="fault",
        address="",
        typed=[],
        again=False,
        guard="",
    )
    return answer_page(body, status=500)


def answer_partial(detail: str, status: int, headers: list[Header]) -> Answer:
    """Show a refusal above the page whose script asked, and leave the page as it is."""
    body = draw("trouble.html", detail=detail)
    aim: list[Header] = [(b"hx-retarget", b"#trouble"), (b"hx-reswap", b"innerHTML")]
    return Answer(body, [*HEADERS, *aim, *headers], status=status)


def typed_in(request: AnyRequest, refusal: Refused) -> list[tuple[str, str]]:
    """Give what was typed into the form that is refused, so that it can be sent once more."""
    if isinstance(refusal, StaleForm):
        return refusal.fields.typed
    if request.scope["method"] in READS:
        return []
    typed = read_again(request).typed
    # What is only pressed needs not be kept where pressing it again is of no use.
    return typed if status_of(refusal) in (401, 503) or any(map(is_words, typed)) else []


def is_words(field: tuple[str, str]) -> bool:
    """Tell whether a field holds what somebody has written, as far as that can be told."""
    return len(field[1].split()) > 1


def read_again(request: AnyRequest) -> Fields:
    """Read the form of a request; one that cannot be read has nothing to keep."""
    try:
        return read_fields(exchange_of(request))
    except Refused:
        return Fields([])


def status_of(refusal: Refused) -> int:
    """Give the status of a refusal."""
    return next(KINDS[each].status for each in type(refusal).__mro__ if each in KINDS)


def is_partial(request: AnyRequest) -> bool:
    """Tell whether a page's script asks, for a part of it."""
    return b"hx-request" in exchange_of(request).headers


def address_of(request: AnyRequest) -> str:
    """Give what was asked for, below our origin."""
    query = request.scope["query_string"].decode("latin-1")
    return str(request.scope["path"]) + (f"?{query}" if query else "")
