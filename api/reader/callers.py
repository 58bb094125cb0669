"""Who calls: which reader, from whose page, and on which network."""

from datetime import UTC, datetime
from time import time
from typing import cast

from msgspec import Struct

from api.answers import Header
from api.transport.asgi import AnyRequest, Scope
from api.transport.exchanges import Exchange, exchange_of
from api.transport.origins import NO_ORIGIN, ForeignOrigin, disown
from api.transport.peers import Peers
from widgets.canonical import origin_of
from widgets.errors import Forbidden, Unidentified, Unknown
from widgets.model import Site
from widgets.readers import Reader
from widgets.tickets import Tickets
from widgets.wiring import Voxpop

FRAME_LASTS = 6 * 3600
"""Seconds for which a frame may be open and still cast, at least."""

FRAME_STEP = 600
"""Seconds for which all frames of a widget are given the same ticket."""


class Caller(Struct, frozen=True):
    """A reader whose token and origin are in order, and the headers that the answer owes them.

    A stranger does not call from a page that is known to be the site's, and gets tighter limits.
    """

    reader: Reader
    stranger: bool
    headers: tuple[Header, ...] = ()


class Callers:
    """Tells who calls."""

    def __init__(self, voxpop: Voxpop) -> None:
        self.catalog = voxpop.catalog
        self.tokens = voxpop.tokens
        self.agreement = voxpop.counts.salt
        self.peers = Peers(voxpop.settings.trusted_proxies)
        self.own_origin = origin_of(voxpop.settings.public_url)
        self.frames = Tickets(voxpop.settings.secrets, "frame", lasting=FRAME_LASTS, step=FRAME_STEP)

    async def knows(self, origin: str) -> bool:
        """Tell whether pages of this origin may call at all: it is some site's, or our own."""
        return origin == self.own_origin or origin in await self.catalog.origins()

    async def identify(
        self, request: AnyRequest, site: str | None = None, widget: str | None = None
    ) -> Caller:
        """Tell the reader by the token, whose site must be `site` where one is given.

        A token that a retiring key signed is signed anew, for the header `Voxpop-Token` of the answer. A
        frame may ask for its own `widget` alone. Raises Unidentified, ForeignOrigin, and Forbidden for a
        ticket.
        """
        exchange = exchange_of(request)
        reader, retiring = self.tokens.read(read_bearer(exchange))
        if site is not None:
            reader.check_site(site)
        widget = await self.framed(exchange, widget)
        try:
            named = self.check_origin(exchange, await self.catalog.site(reader.site), widget)
        except Unknown:
            raise Unidentified("bad_token", "This reader token's site is no longer here.") from None
        renewed = ((b"voxpop-token", self.tokens.sign(reader).encode()),) if retiring else ()
        return Caller(reader, not named, renewed)

    async def framed(self, exchange: Exchange, widget: str | None) -> str | None:
        """Give the widget whose frame asks: that of a story may ask for what the story shows."""
        ticket = exchange.headers.get(b"voxpop-ticket")
        if ticket is None or widget is None or exchange.headers.get(b"origin") != NO_ORIGIN:
            return widget
        _, framed = self.frames.read(ticket.decode("latin-1"), time())
        story = await self.catalog.widget(framed)
        return framed if widget in story.format.nested(story.spec) else widget

    def check_origin(self, exchange: Exchange, site: Site, widget: str | None = None) -> bool:
        """Tell whether a page of the site asks, and refuse other pages.

        Whoever names no origin is no page; our own frame, where it is sandboxed, has none and shows a ticket.
        Raises ForeignOrigin, and Forbidden for a ticket.
        """
        origin = exchange.headers.get(b"origin")
        if origin is None:
            return False
        if origin == NO_ORIGIN and b"voxpop-ticket" in exchange.headers:
            self.check_ticket(exchange.headers[b"voxpop-ticket"], site, widget)
            return False
        named = origin.decode("latin-1")
        if named != self.own_origin and named not in site.origins:
            exchange.permissions = disown(exchange.permissions)
            raise ForeignOrigin
        return True

    def issue_ticket(self, site: str, widget: str) -> str:
        """Make the ticket with which the frame of a widget may call, whatever its origin."""
        return self.frames.issue((site, widget), time())

    def check_ticket(self, ticket: bytes, site: Site, widget: str | None) -> None:
        """Refuse a ticket that is not for this site's frame, or not for this widget's. Raises Forbidden."""
        about = self.frames.read(ticket.decode("latin-1"), time())
        if about[0] != site.id or widget not in (None, about[1]):
            raise Forbidden("foreign_ticket", "This ticket is another frame's; load the page again.")

    async def check_public(self, request: AnyRequest) -> bool:
        """Tell whether a read that needs no token comes without one; with one it must be in order."""
        if b"authorization" not in exchange_of(request).headers:
            return True
        await self.identify(request)
        return False

    def network_of(self, request: AnyRequest) -> bytes:
        """Name the caller's network for today; the address itself is not kept."""
        return self.agreement.network_of(self.peers.address_of(cast(Scope, request.scope)), datetime.now(UTC))


def read_bearer(exchange: Exchange) -> str:
    """Give the token of the Authorization header. Raises Unidentified."""
    scheme, _, token = exchange.headers.get(b"authorization", b"").partition(b" ")
    if not token.strip() or scheme.lower() != b"bearer":
        raise Unidentified(
            "no_token",
            "Send a reader token, as Authorization: Bearer <token>; get one with POST /v1/readers.",
        )
    return token.strip().decode("latin-1")
