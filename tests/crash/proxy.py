"""A small TCP proxy between readers and an API process, which loses connections on purpose.

A connection carries one request at a time, so what comes from the reader is a request or its beginning, and
what comes back after that is its answer.
"""

import asyncio
import time
from enum import StrEnum
from math import inf
from random import Random

PIECE = 65536


class Trick(StrEnum):
    """What is done to one request."""

    NONE = "none"
    CUT_REQUEST = "cut the request"
    """Only its first half arrives."""
    LET_GO = "let go"
    """The reader's side is cut as soon as the request is delivered; the API's side stays."""
    HANG_UP = "hang up"
    """Both sides are cut as soon as the request is delivered."""
    CUT_REPLY = "cut the reply"
    """Both sides are cut when the reply arrives, before the reader has any of it."""
    HALVE_REPLY = "halve the reply"
    """The reader gets the first half of the reply."""


class Line:
    """One connection of a reader, and the API's end of it.

    `forwarded` is when something was last passed on to the API; `over` is when the API had answered that or
    its connection was gone, and infinite until then. Both are in seconds of the monotonic clock.
    """

    def __init__(self, proxy: "Proxy", near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.proxy = proxy
        self.near = near
        self.far = far
        self.trick = Trick.NONE
        self.forwarded = -inf
        self.over = -inf

    async def carry(self, near: asyncio.StreamReader, far: asyncio.StreamReader) -> None:
        """Pass on what comes from either side until both are done."""
        await asyncio.gather(self.carry_requests(near), self.carry_replies(far))

    async def carry_requests(self, near: asyncio.StreamReader) -> None:
        """Pass requests on, or as much of them as the trick lets."""
        while data := await receive(near):
            self.trick = self.proxy.choose()
            if self.trick is Trick.CUT_REQUEST:
                self.far.write(data[: len(data) // 2])
                self.cut()
                return
            self.forwarded, self.over = time.monotonic(), inf
            self.far.write(data)
            if self.trick is Trick.HANG_UP:
                self.cut()
            elif self.trick is Trick.LET_GO:
                self.near.transport.abort()
        if self.trick is Trick.LET_GO:
            return
        if self.over == inf:
            self.trick = Trick.HANG_UP  # the reader did it
        self.far.close()

    async def carry_replies(self, far: asyncio.StreamReader) -> None:
        """Pass replies on, or as much of them as the trick lets."""
        while data := await receive(far):
            self.over = time.monotonic()
            if self.trick is Trick.NONE:
                self.near.write(data)
                continue
            if self.trick is Trick.HALVE_REPLY:
                self.near.write(data[: len(data) // 2])
            self.cut()
        if self.trick is not Trick.HANG_UP:
            self.over = min(self.over, time.monotonic())
        self.near.close()
        self.far.close()

    def cut(self) -> None:
        """Close both sides."""
        self.near.close()
        self.far.close()


class Proxy:
    """A door to one API process; `upstream` may be changed while it is open.

    Of the requests, a `share` is played one of the `tricks`, chosen by `random`.
    """

    def __init__(self, upstream: int, random: Random) -> None:
        self.upstream = upstream
        self.random = random
        self.tricks: tuple[Trick, ...] = ()
        self.share = 0.0
        self.played = 0
        self.lines: dict[int, Line] = {}
        self.server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        """Listen on a free port of loopback."""
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Cut every connection and stop listening."""
        if self.server is not None:
            self.server.close()
        for line in self.lines.values():
            line.cut()

    def play(self, share: float, *tricks: Trick) -> None:
        """Play one of these tricks on this share of the requests from now on."""
        self.share, self.tricks = share, tricks

    def choose(self) -> Trick:
        """Choose what happens to a request."""
        if not self.tricks or self.random.random() >= self.share:
            return Trick.NONE
        self.played += 1
        return self.random.choice(self.tricks)

    async def serve(self, near: asyncio.StreamReader, near_writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        try:
            far, far_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            near_writer.transport.abort()
            return
        line = Line(self, near_writer, far_writer)
        self.lines[near_writer.get_extra_info("peername")[1]] = line
        await line.carry(near, far)

    def forget(self, port: int) -> Line | None:
        """Give the line of the reader's connection from this port, a last time; None: never got through."""
        return self.lines.pop(port, None)


async def receive(reader: asyncio.StreamReader) -> bytes:
    """Receive something; nothing once the other side is gone."""
    try:
        return await reader.read(PIECE)
    except OSError:
        return b""
