"""The studio's style sheet and script; what is in them is part of their address."""

import hashlib
from functools import cache
from pathlib import Path

from litestar import get
from litestar.params import FromPath

from api.answers import Answer
from widgets.errors import Unknown

HERE = Path(__file__).parent
FILES = {
    "studio.css": (HERE / "templates" / "studio.css", b"text/css; charset=utf-8"),
    "desk.css": (HERE / "templates" / "desk.css", b"text/css; charset=utf-8"),
    "desk.js": (HERE / "bundle" / "desk.js", b"text/javascript; charset=utf-8"),
    "studio.js": (HERE / "bundle" / "studio.js", b"text/javascript; charset=utf-8"),
}
"""Where each is, and its type."""

FOR_EVER = b"public, max-age=31536000, immutable"


@get("/assets/{name:str}", include_in_schema=False)
async def send_asset(name: FromPath[str]) -> Answer:
    """Send one of them. Raises Unknown."""
    if name not in FILES:
        raise Unknown("unknown_address", "There is no such file.")
    return Answer(read(name), [(b"content-type", FILES[name][1]), (b"cache-control", FOR_EVER)])


def address_of(name: str) -> str:
    """Give the address of one of them as it is now."""
    return f"/studio/assets/{name}?v={hashlib.blake2b(read(name), digest_size=6).hexdigest()}"


@cache
def read(name: str) -> bytes:
    """Read one of them, once; a script that was never built is empty, and pages work without."""
    path = FILES[name][0]
    return path.read_bytes() if path.exists() else b""
