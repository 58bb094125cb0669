"""Whose pages may ask (CORS). Litestar's own layer cannot tell a public read from a reader's own words.

A read without a token answers anybody, and alike, so that one copy can be cached for all. Where a token or a
ballot is involved, the origin must be one that a site has named; the handler, who knows which site it is
about, then asks for that site's own. Our own frame, where a publisher's page has sandboxed it, has no origin
(`null`); it sends a ticket instead, at which the handler looks. Credentials are never allowed: readers send
no cookies.
"""

from collections.abc import Awaitable, Callable

from api.answers import Answer, Header
from api.transport.heads import Headers
from widgets.errors import Forbidden

ALL: Header = (b"access-control-allow-origin", b"*")
NO_ORIGIN = b"null"
"""What browsers call the origin of a sandboxed frame."""

VARY: Header = (b"vary", b"Origin")
EXPOSED: Header = (b"access-control-expose-headers", b"ETag, Retry-After, Voxpop-Token")
GRANTED: tuple[Header, ...] = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, DELETE"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, If-None-Match, Voxpop-Ticket"),
    (b"access-control-max-age", b"7200"),
)

_READS = frozenset({"GET", "HEAD"})
_PRIVATE = (b"/v1/ballots",)
_SERVERS_ONLY = b"/v1/sites/"


class ForeignOrigin(Forbidden):
    """The page that asks is not one of the site's."""

    def __init__(self) -> None:
        super().__init__(
            "foreign_origin", "Pages of this origin may not do this; a site's origins are set with the site."
        )


class Origins:
    """Decides which origin may read an answer."""

    def __init__(self, knows: Callable[[str], Awaitable[bool]]) -> None:
        """Take the question whether an origin is one that any site has named."""
        self.knows = knows

    async def judge(self, method: str, path: bytes, headers: Headers) -> list[Header]:
        """Give the headers for an answer, whatever it will be. Raises ForeignOrigin."""
        if not path.startswith(b"/v1/") or path.startswith(_SERVERS_ONLY):
            return []
        if not is_private(method, path, headers):
            return [ALL, EXPOSED]
        origin = headers.get(b"origin")
        if origin is None:
            return [VARY]
        sandboxed = origin == NO_ORIGIN and shows_ticket(method, headers)
        if not sandboxed and not await self.knows(origin.decode("latin-1")):
            raise ForeignOrigin
        return [(b"access-control-allow-origin", origin), EXPOSED, VARY]


def is_private(method: str, path: bytes, headers: Headers) -> bool:
    """Tell whether an answer depends on who asks."""
    if is_preflight(method, headers):
        return True
    return method not in (*_READS, "OPTIONS") or b"authorization" in headers or path in _PRIVATE


def is_preflight(method: str, headers: Headers) -> bool:
    """Tell whether a browser asks whether it may ask."""
    return method == "OPTIONS" and b"origin" in headers and b"access-control-request-method" in headers


def shows_ticket(method: str, headers: Headers) -> bool:
    """Tell whether a ticket is shown, or is going to be."""
    if is_preflight(method, headers):
        return b"voxpop-ticket" in headers.get(b"access-control-request-headers", b"").lower()
    return b"voxpop-ticket" in headers


def grant() -> Answer:
    """Make the answer to a preflight whose origin was judged."""
    return Answer(b"", GRANTED, status=204)


def disown(headers: list[Header]) -> list[Header]:
    """Take the permission to read out of the headers for an answer."""
    return [header for header in headers if not header[0].startswith(b"access-control-")]
