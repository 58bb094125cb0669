"""The browser bundle: a loader with a fixed name, and chunks whose names change with what is in them."""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from litestar import get
from litestar.params import FromPath
from msgspec import Struct

from api.answers import Answer, Header
from api.public.frame import show_frame
from api.transport.asgi import AnyRequest
from api.transport.exchanges import Exchange, exchange_of
from widgets.errors import Unknown
from widgets.model import WIDGET_ID

FOLDER = Path(__file__).with_name("bundle")
LOADER = "voxpop.js"
HASHED = "chunks/"
"""Where the files are whose names change with what is in them."""

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


@get("/embed/{file:path}", media_type="text/javascript", include_in_schema=False)
async def send_script(request: AnyRequest, file: FromPath[str]) -> Answer:
    """Send a file of the bundle, or the frame of the widget with this id. Raises Unknown."""
    name = str(file).lstrip("/")
    if WIDGET_ID.fullmatch(name):
        return await show_frame(request, name)
    script = load_bundle().get(name)
    if script is None:
        raise Unknown("unknown_script", f"There is no such script; embed /embed/{LOADER}.")
    return script.answer(exchange_of(request))


@cache
def load_bundle() -> Mapping[str, Script]:
    """Read the bundle, once. Without a bundle there are no scripts."""
    files = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*.js")}
    return {name: make_script(name, body) for name, body in files.items()}


def make_script(name: str, body: bytes) -> Script:
    """Make a file of the bundle ready to be sent."""
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'.encode()
    compressed = gzip.compress(body, 9, mtime=0)
    return Script(body, compressed, etag, FOR_EVER if name.startswith(HASHED) else BRIEFLY)
