"""The cookies of the studio: who is signed in, that somebody has been, and what the next page says."""

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

KNOWN_LASTS = 60 * 24 * 3600
"""The same for a browser in which somebody has signed in."""


class Cookies:
    """Reads and writes them: `__Host-` and Secure, but on loopback without TLS, where browsers differ."""

    def __init__(self, settings: Settings) -> None:
        public = urlsplit(settings.public_url)
        self.secure = public.scheme == "https" or public.hostname not in LOOPBACK
        prefix = "__Host-" if self.secure else ""
        self.session = f"{prefix}voxpop-session"
        self.said = f"{prefix}voxpop-said"
        self.known = f"{prefix}voxpop-known"
        self.tickets = Tickets(settings.secrets, "said", lasting=SAID_LASTS)
        self.acquaintances = Tickets(settings.secrets, "known", lasting=KNOWN_LASTS)

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

    def greet(self, now: float) -> Header:
        """Make the header by which a browser is known in which somebody has signed in, after that as well."""
        return self.keep(self.known, self.acquaintances.issue((), now), seconds=KNOWN_LASTS)

    def knows(self, headers: Headers, now: float) -> bool:
        """Tell whether somebody has signed in in this browser, though nobody may be signed in now."""
        ticket = self.read(headers, self.known)
        try:
            return bool(ticket) and self.acquaintances.read(ticket, now) == []
        except Forbidden:
            return False

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
