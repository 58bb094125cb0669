"""Fetching a page of the public internet: bounded in time, in size before and after decoding, and in hops."""

import asyncio
import codecs
import re
import ssl
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import SplitResult, urljoin

import certifi
import httpcore
from msgspec import Struct

from widgets.errors import Malformed, TooLarge, Unavailable, Unsupported
from widgets.outside.addresses import is_public
from widgets.outside.guarded import Allow, GuardedBackend, Resolve, resolve
from widgets.outside.targets import PORTS, check_target

AGENT = "Voxpop (article reader)"
MOST_HOPS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PAGES = ("text/html", "application/xhtml+xml", "text/plain")

NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
"""Codecs of the language that no page is written in; some fail, and some take long over much."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_.:-]{1,40})""", re.IGNORECASE)


class Limits(Struct, frozen=True, kw_only=True):
    """What a fetch may take: bytes decoded, and seconds in all and to connect."""

    size: int = 2_000_000
    seconds: float = 15.0
    connect: float = 5.0


class Fetched(Struct, frozen=True):
    """What was found: the last URL, the type without parameters, its charset or "", and the decoded body."""

    url: str
    kind: str
    charset: str
    body: bytes


class Fetcher:
    """Fetches from hosts that `allow` lets it reach."""

    def __init__(
        self,
        allow: Allow = is_public,
        resolve: Resolve = resolve,
        ports: dict[str, int] = PORTS,
        limits: Limits = Limits(),  # noqa: B008 - immutable
    ) -> None:
        self.backend = GuardedBackend(allow, resolve)
        self.ports = ports
        self.limits = limits
        self.trust = ssl.create_default_context(cafile=certifi.where())

    async def fetch(self, url: str, kinds: tuple[str, ...] = PAGES) -> Fetched:
        """Fetch what stands at a URL, after redirects, each of which is looked at like the first.

        Raises Malformed for a URL, Forbidden for a host that is not public, Unsupported for another type than
        `kinds`, TooLarge, and Unavailable where the host does not answer in time, or with a failure.
        """
        try:
            async with asyncio.timeout(self.limits.seconds), self.pool() as pool:
                return await self.follow(pool, url, kinds)
        except TimeoutError:
            raise away("it did not answer in time") from None
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError):
            raise away("its host cannot be reached, or does not speak as it should") from None

    @asynccontextmanager
    async def pool(self) -> AsyncIterator[httpcore.AsyncConnectionPool]:
        """Open connections for one fetch."""
        async with httpcore.AsyncConnectionPool(
            ssl_context=self.trust,
            network_backend=self.backend,
            max_connections=1,
            max_keepalive_connections=0,
        ) as pool:
            yield pool

    async def follow(self, pool: httpcore.AsyncConnectionPool, url: str, kinds: tuple[str, ...]) -> Fetched:
        """Ask, and go on where the answer says so."""
        for _ in range(MOST_HOPS):
            target = check_target(url, self.ports)
            async with self.ask(pool, target) as answer:
                headers = read_headers(answer)
                if answer.status in REDIRECTS and headers.get("location"):
                    url = join(target.geturl(), headers["location"])
                    continue
                if answer.status != 200:
                    raise away(f"its host answered with status {answer.status}")
                kind, charset = read_kind(headers.get("content-type", ""))
                if kind not in kinds:
                    raise Unsupported("not_a_page", f"This is {kind[:60] or 'of no known type'}, not a page.")
                body = await self.read(answer, headers.get("content-encoding", "").lower())
                return Fetched(target.geturl(), kind, charset, body)
        raise Malformed("too_many_redirects", "This URL leads on and on; give the one it ends at.")

    @asynccontextmanager
    async def ask(
        self, pool: httpcore.AsyncConnectionPool, target: SplitResult
    ) -> AsyncIterator[httpcore.Response]:
        """Send one request."""
        seconds = self.limits.connect
        async with pool.stream(
            "GET",
            target._replace(path=target.path or "/").geturl().encode("ascii", "ignore"),
            headers={"User-Agent": AGENT, "Accept": ", ".join(PAGES), "Accept-Encoding": "gzip"},
            extensions={"timeout": {"connect": seconds, "read": seconds, "write": seconds, "pool": seconds}},
        ) as answer:
            yield answer

    async def read(self, answer: httpcore.Response, coding: str) -> bytes:
        """Read a body, decoded, and stop at the limit. Raises TooLarge and Unsupported."""
        if coding not in ("", "identity", "gzip", "x-gzip"):
            raise Unsupported("bad_encoding", f"The page comes as {coding[:40]}, which is not read here.")
        unpacking = zlib.decompressobj(wbits=31) if coding.endswith("gzip") else None
        body = bytearray()
        async for piece in answer.aiter_stream():
            left = self.limits.size + 1 - len(body)
            try:
                body += unpacking.decompress(piece, left) if unpacking else piece[:left]
            except zlib.error:
                raise away("it is not compressed as its host says") from None
            if len(body) > self.limits.size:
                raise TooLarge("page_too_large", f"The page has more than {self.limits.size:,} bytes.")
        return bytes(body)


def join(url: str, location: str) -> str:
    """Give where a page says that another is. Raises Unavailable for what is no address."""
    try:
        return urljoin(url, location)
    except ValueError:
        raise away("it leads to what is no address") from None


def read_headers(answer: httpcore.Response) -> dict[str, str]:
    """Give the headers by their names in small letters; the first of several."""
    headers: dict[str, str] = {}
    for name, value in answer.headers:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return headers


def read_kind(header: str) -> tuple[str, str]:
    """Give the type and the charset of a Content-Type."""
    kind, _, parameters = header.partition(";")
    found = re.search(r"charset\s*=\s*\"?([A-Za-z0-9_.:-]{1,40})", parameters)
    return kind.strip().lower(), found[1] if found else ""


def read_text(fetched: Fetched) -> str:
    """Give a page as text: in the charset that it names, else in UTF-8; what cannot be read is replaced."""
    named = _CHARSET.search(fetched.body[:4096])
    for charset in (fetched.charset, named[1].decode() if named else ""):
        with suppress(LookupError):
            found = codecs.lookup(charset).name
            if found not in NO_CHARSETS:
                return str(fetched.body, found, "replace")
    return fetched.body.decode(errors="replace")


def away(why: str) -> Unavailable:
    """Say that a page cannot be had now."""
    return Unavailable("page_away", f"The page cannot be fetched: {why}.", retry_after=60)
