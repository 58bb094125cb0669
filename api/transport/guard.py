"""The guard: an ASGI layer around the whole application, which lets only clear requests through."""

from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import TypeAlias

from api.answers import Answer, Header
from api.metrics import Metrics
from api.problems import TooSlow, fail, refuse
from api.transport.addresses import check_path, check_query
from api.transport.asgi import App, Receive, Scope, Send
from api.transport.bodies import (
    LARGEST_BODY,
    Left,
    check_type,
    drain,
    has_body,
    is_large,
    is_streamed,
    limit_of,
    read_body,
)
from api.transport.exchanges import Exchange
from api.transport.heads import Headers, read_head
from api.transport.hosts import Hosts
from api.transport.origins import VARY, ForeignOrigin, Origins, grant, is_preflight
from widgets.errors import Refused

Identify: TypeAlias = Callable[[bytes, Headers], Awaitable[None]]
"""Raises Refused where nobody is known at an address by these headers: only who is may send much."""

Say: TypeAlias = Callable[[bytes, Headers, Refused], Answer]
"""Makes the answer that says no at an address, to who sent these headers."""

CLOSE: Header = (b"connection", b"close")


class Guard:
    """Refuses what no handler should see, and gives every answer the headers that all of them have."""

    def __init__(
        self, app: App, hosts: Hosts, origins: Origins, metrics: Metrics, identify: Identify, say: Say
    ) -> None:
        """Take, beside the application, who tells whether whoever asks may send much, and who says no."""
        self.app = app
        self.identify = identify
        self.say = say
        self.hosts = hosts
        self.origins = origins
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        began = perf_counter()
        exchange = Exchange(scope, receive, send)
        if exchange.head_only:
            scope = {**scope, "method": "GET"}
        try:
            await self.admit(scope, exchange, receive)
            if is_preflight(scope["method"], exchange.headers):
                await grant()(scope, receive, exchange.send)
            else:
                await self.app(scope, exchange.receive, exchange.send)
        except Refused as refusal:
            answer = self.say(scope["raw_path"], exchange.headers, refusal)
            await refuse_unheard(refusal, answer, exchange, scope, receive)
        except Left:
            return
        except Exception as error:
            answer = fail(error)
            if exchange.status:
                raise
            await answer(scope, receive, exchange.send)
        finally:
            self.metrics.count(scope, exchange.status, perf_counter() - began)

    async def admit(self, scope: Scope, exchange: Exchange, receive: Receive) -> None:
        """See that a request is clear, and read its body. Raises Refused, or Left."""
        method: str = scope["method"]
        path = scope["raw_path"]
        headers = exchange.headers = read_head(scope)
        self.hosts.check(headers.get(b"host"))
        try:
            exchange.permissions = await self.origins.judge(method, path, headers)
        except ForeignOrigin:
            exchange.permissions = [VARY]
            raise
        check_path(path)
        check_query(path, scope["query_string"])
        check_type(method, path, headers)
        if is_streamed(method, path):
            exchange.streams = True
        elif has_body(headers):
            limit = limit_of(path)
            if limit > LARGEST_BODY and is_large(headers):
                await self.identify(path, headers)
            exchange.body = await read_body(receive, headers, limit)
            exchange.read = True


class Unheard(Answer):
    """The answer of a handler that refuses a body it has not read to its end."""

    __slots__ = ("exchange", "refusal")

    def __init__(self, refusal: Refused, exchange: Exchange) -> None:
        super().__init__(b"")
        self.refusal = refusal
        self.exchange = exchange

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the refusal."""
        answer = refuse(self.refusal)
        await refuse_unheard(self.refusal, answer, self.exchange, scope, self.exchange.receive)


async def refuse_unheard(
    refusal: Refused, answer: Answer, exchange: Exchange, scope: Scope, receive: Receive
) -> None:
    """Send a refusal. What is still to come of the request's body is not wanted, so the connection ends."""
    if exchange.read or not has_body(exchange.headers):
        await answer(scope, receive, exchange.send)
        return
    answer.headers.append(CLOSE)
    await answer.start(exchange.send)
    await exchange.send({"type": "http.response.body", "body": answer.body, "more_body": True})
    if not isinstance(refusal, TooSlow):
        await drain(receive)
    await exchange.send({"type": "http.response.body", "body": b"", "more_body": False})
