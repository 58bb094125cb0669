"""Whose address a request comes from. Only proxies that the settings trust are believed about it."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network

from api.transport.asgi import Scope


class Peers:
    """Tells the address of the reader behind the trusted proxies."""

    def __init__(self, trusted: Sequence[str]) -> None:
        """Take the networks (CIDR) of the proxies that append to X-Forwarded-For."""
        self.networks = [ip_network(each) for each in trusted]
        self.trusts = lru_cache(maxsize=256)(self._trusts)

    def address_of(self, scope: Scope) -> str:
        """Give the address nearest to the reader that somebody trustworthy reports; "" where there is none.

        X-Forwarded-For is read from its end, and only as far as trusted proxies wrote it. No other header is.
        """
        client = scope["client"]
        address = client[0] if client else ""
        if not self.networks or not self.trusts(address):
            return address
        chain = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        for hop in reversed(chain.decode("latin-1").split(",")):
            reported = _without_port(hop.strip())
            if not _is_address(reported):
                break
            address = reported
            if not self.trusts(address):
                break
        return address

    def _trusts(self, address: str) -> bool:
        if not _is_address(address):
            return False
        parsed = ip_address(address)
        parsed = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(parsed in network for network in self.networks)


def _without_port(hop: str) -> str:
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
