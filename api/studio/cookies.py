"""The two cookies of the studio: who is signed in, and what the next page says of what was just done."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from api.answers import Header
from api.transport.exchanges import Exchange
from api.transport.heads import Headers
from widgets.errors import Forbidden
from widgets.settings import Settings
from widgets.tickets import Tickets

LOOPBACK = ("localhost", "127.0.0.1", "::1")

SAID_LASTS = 60
"""Seconds."""


class Cookies:
    """Reads and writes them: `__Host-` and Secure, but on loopback without TLS, where browsers differ."""

    def __init__(self, settings: Settings) -> None:
        public = urlsplit(settings.public_url)
        self.secure = public.scheme == "https" or public.hostname not in LOOPBACK
        prefix = "__Host-" if self.secure else ""
        self.session = f"{prefix}voxpop-session"
        self.said = f"{prefix}voxpop-said"
        self.tickets = Tickets(settings.secrets, "said", lasting=SAID_LASTS)

    def read(self, headers: Headers, name: str) -> str:
        """Give what a cookie holds, or ""."""
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(headers.get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return ""
        return jar[name].value if name in jar else ""

    def keep(self, name: str, value: str, *, seconds: int | None = None) -> Header:
        """Make the header that keeps a cookie, until the browser closes or for so many seconds."""
        rest = ["Path=/", "HttpOnly", "SameSite=Lax", *(["Secure"] if self.secure else [])]
        if seconds is not None:
            rest.append(f"Max-Age={seconds}")
        return (b"set-cookie", "; ".join([f"{name}={value}", *rest]).encode("latin-1"))

    def drop(self, name: str) -> Header:
        """Make the header that removes a cookie."""
        return self.keep(name, "", seconds=0)

    def say(self, texts: tuple[str, ...], now: float) -> Header:
        """Let the next page say something; what does not fit is not said."""
        return self.keep(self.said, self.tickets.issue(texts, now), seconds=SAID_LASTS)

    def hear(self, exchange: Exchange, now: float) -> list[str]:
        """Give what the page before wanted said."""
        ticket = self.read(exchange.headers, self.said)
        try:
            return self.tickets.read(ticket, now) if ticket else []
        except Forbidden:
            return []
