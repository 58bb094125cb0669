"""Answers whose bytes are ready: nothing is encoded, copied or looked up on the way out."""

from collections.abc import Iterable
from typing import Any

from api.transport.asgi import Receive, Scope, Send

Header = tuple[bytes, bytes]

JSON: Header = (b"content-type", b"application/json")
NO_STORE: Header = (b"cache-control", b"no-store")


class Answer:
    """A whole HTTP answer. Litestar calls what a handler returns if it is such an ASGI callable."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, body: bytes, headers: Iterable[Header] = (JSON,), *, status: int = 200) -> None:
        self.status = status
        self.headers = list(headers)
        self.body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        await self.start(send)
        await send({"type": "http.response.body", "body": self.body, "more_body": False})

    def to_asgi_response(self, **_: Any) -> "Answer":
        """Give itself: this is what Litestar asks of what an exception handler returns."""
        return self

    async def start(self, send: Send) -> None:
        """Send the status and the headers, with the length of the body where there may be one."""
        headers = self.headers
        if self.status not in (204, 304):
            headers = [*headers, (b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
