"""The browser bundle: a loader with a fixed name, and chunks whose names change with what is in them.

The loader is there once more under a name that stands for the whole release. Files with such names are kept
in the ledger, so that those of older releases are served, too.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from api.answers import Answer, Header
from api.transport.exchanges import Exchange

FOLDER = Path(__file__).with_name("bundle")
LOADER = "voxpop.js"
LASTING = re.compile(r"chunks/[A-Z0-9]{8}\.js|[0-9a-f]{16}/voxpop\.js")
"""Names that change with what is in the files: those of chunks, and of the loader of one release."""

HEADERS: tuple[Header, ...] = (
    (b"content-type", b"text/javascript; charset=utf-8"),
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"vary", b"Accept-Encoding"),
)
FOR_EVER: Header = (b"cache-control", b"public, max-age=31536000, immutable")
BRIEFLY: Header = (b"cache-control", b"public, max-age=300, stale-while-revalidate=86400")


class Script(Struct, frozen=True):
    """One file of the bundle, as it is and compressed."""

    body: bytes
    compressed: bytes
    etag: bytes
    caching: Header

    def answer(self, exchange: Exchange) -> Answer:
        """Answer with the script, or with 304 where the client has it already."""
        headers = [*HEADERS, self.caching, (b"etag", self.etag)]
        if self.etag in exchange.headers.get(b"if-none-match", b""):
            return Answer(b"", headers, status=304)
        if b"gzip" in exchange.headers.get(b"accept-encoding", b""):
            return Answer(self.compressed, [*headers, (b"content-encoding", b"gzip")])
        return Answer(self.body, headers)


def lasting_files() -> dict[str, bytes]:
    """Give the files whose names stand for what is in them."""
    return {name: script.body for name, script in load_bundle().items() if LASTING.fullmatch(name)}


@cache
def load_bundle() -> Mapping[str, Script]:
    """Read the bundle, once. Without a bundle there are no scripts."""
    files = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*.js")}
    return {name: make_script(name, body) for name, body in files.items()}


def make_script(name: str, body: bytes) -> Script:
    """Make a file of the bundle ready to be sent."""
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'.encode()
    compressed = gzip.compress(body, 9, mtime=0)
    return Script(body, compressed, etag, FOR_EVER if LASTING.fullmatch(name) else BRIEFLY)
