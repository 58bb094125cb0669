"""/media/{id}/{file}: uploads as they were made anew, never changed, and nothing that could run.

What readers have sent in may be taken back, so copies are good for minutes only: whoever has one asks again
whether it still stands, and is told so without the bytes.
"""

import re

from litestar import get
from litestar.params import FromPath

from api.answers import Answer, Header
from api.reader.presenting import matches
from api.running import running_in
from api.transport.asgi import AnyRequest, Receive, Scope, Send
from api.transport.exchanges import exchange_of
from widgets.errors import Unknown
from widgets.model import MEDIA_ID
from widgets.uploading import Found

TYPES = {
    "webp": b"image/webp",
    "mp4": b"video/mp4",
    "webm": b"video/webm",
    "mp3": b"audio/mpeg",
    "m4a": b"audio/mp4",
    "weba": b"audio/webm",
}
FILE = re.compile(rf"[a-z0-9]{{1,12}}\.({'|'.join(TYPES)})")
PART = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")

LOCKED: Header = (b"content-security-policy", b"default-src 'none'; sandbox")
"""Nothing in a file may run, whatever somebody takes it for."""

BRIEFLY: Header = (b"cache-control", b"public, max-age=300")
"""For how long browsers and caches show a file that was taken back meanwhile."""

HEADERS: tuple[Header, ...] = (
    BRIEFLY,
    (b"accept-ranges", b"bytes"),
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    LOCKED,
)


class File(Answer):
    """A file, or a part of one, sent as it is read."""

    __slots__ = ("found",)

    def __init__(self, status: int, headers: list[Header], found: Found, length: int) -> None:
        super().__init__(b"", [*headers, (b"content-length", b"%d" % length)], status=status)
        self.found = found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        if not scope["state"]["exchange"].head_only:
            async for chunk in self.found.chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@get("/media/{id:str}/{file:str}", media_type="application/octet-stream", include_in_schema=False)
async def send_media(request: AnyRequest, id: FromPath[str], file: FromPath[str]) -> Answer:
    """Send a file of an upload, or a part of it. Raises Unknown."""
    named = FILE.fullmatch(file)
    if not MEDIA_ID.fullmatch(id) or named is None:
        raise Unknown("unknown_media", "There is no such file.")
    uploading, given = running_in(request).voxpop.uploading, exchange_of(request).headers
    etag = f'"{id}/{file}"'.encode()
    headers = [(b"content-type", TYPES[named[1]]), (b"etag", etag), *HEADERS]
    if matches(given.get(b"if-none-match", b""), etag):
        await uploading.size(id, file)
        return Answer(b"", headers, status=304)
    asked = given.get(b"range", b"") if given.get(b"if-range", etag) == etag else b""
    if PART.fullmatch(asked) is None:
        found = await uploading.get(id, file)
        return File(200, headers, found, found.size)
    size = await uploading.size(id, file)
    part = read_part(asked, size)
    if part is None:
        return Answer(b"", [*headers, (b"content-range", b"bytes */%d" % size)], status=416)
    told = (b"content-range", b"bytes %d-%d/%d" % (part[0], part[1] - 1, size))
    return File(206, [*headers, told], await uploading.get(id, file, part), part[1] - part[0])


def read_part(asked: bytes, size: int) -> tuple[int, int] | None:
    """Give the bytes asked for, from one up to before another; None where there are none such.

    Several parts at once are not given: whoever asks for them gets the file whole, as RFC 9110 allows.
    """
    found = PART.fullmatch(asked)
    first, last = found.groups() if found else (b"", b"")
    if not first:
        return (max(0, size - int(last)), size) if last and int(last) and size else None
    start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end) if start < end else None
