"""A reader's connection: one request at a time over HTTP/1.1, and an honest account of what was lost."""

import asyncio
from typing import Any

import httptools
import msgspec
from msgspec import Struct

from tests.crash.offers import ORIGIN

PATIENCE = 30.0
"""Seconds a reader waits for an answer: far more than any answer may take."""


class Lost(Exception):
    """The connection ended, or could not be made, before the whole answer was here."""


class Answer(Struct):
    """An answer that came whole."""

    status: int
    body: bytes
    headers: dict[str, str] = {}
    """By name in small letters."""

    @property
    def json(self) -> Any:
        """The body, read."""
        return msgspec.json.decode(self.body)


class Parser:
    """Puts one answer together, for httptools."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.headers: dict[str, str] = {}
        self.complete = False
        self.parser = httptools.HttpResponseParser(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode().lower()] = value.decode()

    def on_body(self, body: bytes) -> None:
        self.parts.append(body)

    def on_message_complete(self) -> None:
        self.complete = True

    def answer(self) -> Answer:
        """Give the answer."""
        return Answer(self.parser.get_status_code(), b"".join(self.parts), self.headers)


class Client:
    """Speaks to one port of loopback, and connects anew whenever the connection was lost."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.local = 0
        """The port on this side, of the last connection."""

    async def connect(self) -> None:
        """Connect unless that is done. Raises Lost."""
        if self.streams is None:
            try:
                self.streams = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError as problem:
                raise Lost from problem
            self.local = self.streams[1].get_extra_info("sockname")[1]

    async def ask(self, method: str, path: str, *, token: str = "", body: Any = None) -> Answer:
        """Send a request and give its answer. Raises Lost."""
        await self.connect()
        assert self.streams is not None
        reader, writer = self.streams
        try:
            writer.write(request(method, path, token, body))
            async with asyncio.timeout(PATIENCE):
                return await read_answer(reader)
        except (OSError, TimeoutError, Lost) as problem:
            self.close()
            raise Lost from problem

    def close(self) -> None:
        """Hang up."""
        if self.streams is not None:
            self.streams[1].transport.abort()
            self.streams = None


def request(method: str, path: str, token: str, body: Any) -> bytes:
    """Give the bytes of a request; a body other than None is sent as JSON."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\n"
    if token:
        head += f"Authorization: Bearer {token}\r\n"
    sent = b""
    if body is not None:
        sent = msgspec.json.encode(body)
        head += f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n"
    return f"{head}\r\n".encode() + sent


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    """Read one answer. Raises Lost where the connection ends before the answer does."""
    parser = Parser()
    while not parser.complete:
        data = await reader.read(65536)
        if not data:
            raise Lost
        parser.parser.feed_data(data)
    return parser.answer()
