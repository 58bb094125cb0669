"""The proxy plays its tricks, and knows since when a request can do nothing more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf, isfinite
from random import Random

import pytest

from tests.crash.client import Client, Lost
from tests.crash.proxy import Line, Proxy, Trick

REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nword"


class Upstream:
    """A server that writes down what arrives, and answers when it is let."""

    def __init__(self) -> None:
        self.heard = b""
        self.closed = asyncio.Event()
        self.arrived = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            self.heard += data
            self.arrived.set()
            if self.heard.endswith(b"\r\n\r\n"):
                await self.may_answer.wait()
                writer.write(REPLY)
        writer.close()
        self.closed.set()


@asynccontextmanager
async def between(*tricks: Trick) -> AsyncIterator[tuple[Client, Proxy, Upstream]]:
    """Lend a client, a proxy that always plays one of these tricks, and what is behind it."""
    upstream = Upstream()
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", 0)
    proxy = Proxy(server.sockets[0].getsockname()[1], Random(1))
    proxy.play(1.0, *tricks)
    await proxy.open()
    client = Client(proxy.port)
    try:
        yield client, proxy, upstream
    finally:
        client.close()
        await proxy.close()
        server.close()


async def lose(client: Client, proxy: Proxy) -> Line:
    """Send a request that gets no answer; give its line."""
    with pytest.raises(Lost):
        await client.ask("GET", "/")
    line = proxy.forget(client.local)
    assert line is not None
    return line


async def test_without_a_trick_answers_come_through():
    async with between() as (client, proxy, upstream):
        for _ in range(3):
            answer = await client.ask("GET", "/")
            assert (answer.status, answer.body) == (200, b"word")
        assert upstream.heard.count(b"GET / ") == 3
        assert proxy.played == 0


@pytest.mark.parametrize("trick", [Trick.CUT_REPLY, Trick.HALVE_REPLY])
async def test_a_reply_is_cut_after_the_request_was_delivered(trick):
    async with between(trick) as (client, proxy, upstream):
        line = await lose(client, proxy)
        assert upstream.heard.endswith(b"\r\n\r\n")
        assert isfinite(line.over)
        assert line.over >= line.forwarded


async def test_half_a_request_is_nothing_forwarded():
    async with between(Trick.CUT_REQUEST) as (client, proxy, upstream):
        line = await lose(client, proxy)
        await upstream.closed.wait()
        assert upstream.heard
        assert not upstream.heard.endswith(b"\r\n\r\n")
        assert line.forwarded == -inf


async def test_what_was_let_go_is_over_once_it_is_answered():
    async with between(Trick.LET_GO) as (client, proxy, upstream):
        upstream.may_answer.clear()
        line = await lose(client, proxy)
        await upstream.arrived.wait()
        assert line.over == inf
        upstream.may_answer.set()
        await upstream.closed.wait()
        assert isfinite(line.over)


async def test_of_what_was_hung_up_on_nothing_is_known():
    async with between(Trick.HANG_UP) as (client, proxy, upstream):
        line = await lose(client, proxy)
        await upstream.closed.wait()
        assert upstream.heard.endswith(b"\r\n\r\n")
        assert line.over == inf


async def test_with_nobody_behind_the_door_nothing_gets_through():
    async with between() as (client, proxy, _):
        proxy.upstream = 1
        with pytest.raises(Lost):
            await client.ask("GET", "/")
        assert proxy.forget(client.local) is None


async def test_a_process_that_dies_has_done_what_it_could():
    async with between() as (client, proxy, upstream):
        upstream.may_answer.clear()
        asking = asyncio.ensure_future(client.ask("GET", "/"))
        await upstream.arrived.wait()
        line = proxy.lines[client.local]
        assert line.over == inf
        line.far.transport.abort()
        with pytest.raises(Lost):
            await asking
        assert isfinite(line.over)
