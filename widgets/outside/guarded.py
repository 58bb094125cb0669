"""Connections that are made only to addresses which were looked at: a name is resolved once, here.

So a name cannot be public when it is looked at and private when it is connected to.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, TypeAlias

import httpcore

from widgets.errors import Forbidden
from widgets.outside.addresses import Address

Allow: TypeAlias = Callable[[Address], bool]
Resolve: TypeAlias = Callable[[str, int], Awaitable[list[Address]]]


async def resolve(host: str, port: int) -> list[Address]:
    """Give the addresses of a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


MOST_TRIED = 3
"""Addresses of a host that are tried in turn: where one family leads nowhere, the other may."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects where `allow` lets it. A name with one address that is not allowed is refused whole."""

    def __init__(self, allow: Allow, resolve: Resolve) -> None:
        self.allow = allow
        self.resolve = resolve
        self.plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that answers. Raises Forbidden."""
        try:
            addresses = await self.resolve(host, port)
        except OSError:
            raise httpcore.ConnectError(f"{host} has no address") from None
        if not addresses:
            raise httpcore.ConnectError(f"{host} has no address")
        if not all(map(self.allow, addresses)):
            raise Forbidden("not_public", f"{host[:100]} is not a host of the public internet.")
        for address in addresses[:MOST_TRIED]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self.plain.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
        raise httpcore.ConnectError(f"{host} does not answer")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: a socket of this machine is not of the internet. Raises Forbidden."""
        raise Forbidden("not_public", "A socket of this machine is not of the public internet.")

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks."""
        await asyncio.sleep(seconds)
