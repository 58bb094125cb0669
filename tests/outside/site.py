"""A web site on loopback that answers as a test says, and a fetcher that takes it for the internet."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from widgets.outside import Fetcher, Limits
from widgets.outside.addresses import Address, is_public

HERE = ipaddress.ip_address("127.0.0.1")
PUBLIC = ipaddress.ip_address("93.184.216.34")


class Web:
    """What names mean, who was asked, and what each path answers: bytes sent as they are, or a function."""

    def __init__(self) -> None:
        self.names: dict[str, list[Address]] = {}
        self.paths: dict[str, Any] = {}
        self.asked: list[str] = []
        self.heads: list[str] = []
        self.port = 0

    def fetcher(self, allow: Callable[[Address], bool] | None = None, **limits: Any) -> Fetcher:
        """A fetcher that knows this web alone; what is public elsewhere it finds on loopback."""
        return Fetcher(
            allow or (lambda address: address == HERE or is_public(address)),
            self.resolve,
            {"http": self.port},
            Limits(**({"seconds": 20.0} | limits)),
        )

    async def resolve(self, host: str, port: int) -> list[Address]:
        """What a name means here; addresses mean themselves."""
        self.asked.append(host)
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            return self.names.get(host, [])

    def url(self, path: str = "/", host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        answer = self.paths[head.split()[1]]
        try:
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


def page(
    body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str
) -> bytes:
    """A whole answer."""
    fields = {"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def web() -> AsyncIterator[Web]:
    """Serve a web for as long as a test runs."""
    here = Web()
    here.names["news.example"] = [HERE]
    server = await asyncio.start_server(here.serve, "127.0.0.1", 0)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        await server.wait_closed()
