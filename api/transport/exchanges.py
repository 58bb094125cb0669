"""One request and its answer, as the guard sees them."""

from api.answers import Header
from api.transport.asgi import AnyRequest, Message, Receive, Scope, Send
from api.transport.heads import Headers

NOSNIFF: Header = (b"x-content-type-options", b"nosniff")

_KEY = "exchange"


class Exchange:
    """What the guard knows of a request, and the one way its answer takes out."""

    __slots__ = (
        "_receive",
        "_send",
        "body",
        "given",
        "head_only",
        "headers",
        "is_over",
        "permissions",
        "read",
        "status",
        "streams",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.head_only = scope["method"] == "HEAD"
        self.headers: Headers = {}
        self.permissions: list[Header] = []
        self.body = b""
        """The whole body, read before any handler runs."""
        self.read = False
        self.streams = False
        """Whether the handler reads the body by itself, as it comes."""
        self.given = False
        self.is_over = False
        self.status = 0
        scope.setdefault("state", {})[_KEY] = self

    async def receive(self) -> Message:
        """Give the body that was read, then whatever follows: the client leaving, at last."""
        if self.streams:
            message = await self._receive()
            self.read = message["type"] == "http.request" and not message.get("more_body")
            self.streams = not self.read
            self.given = self.read
            return message
        if not self.given:
            self.given = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        if self.is_over:
            return {"type": "http.disconnect"}
        return await self._receive()

    async def send(self, message: Message) -> None:
        """Pass a message of the answer on, with the headers that belong to every answer.

        The answer to HEAD ends where its body would begin.
        """
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], NOSNIFF, *self.permissions]
        elif self.is_over:
            return
        elif self.head_only:
            message["body"], message["more_body"] = b"", False
        self.is_over = message["type"] == "http.response.body" and not message.get("more_body")
        await self._send(message)


def exchange_of(request: AnyRequest) -> Exchange:
    """Give the exchange that a handler is part of."""
    exchange: Exchange = request.scope["state"][_KEY]
    return exchange
