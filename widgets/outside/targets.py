"""URLs that may be fetched: whose host is a name, or an address written as one. Pure."""

import ipaddress
import re
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from widgets.errors import Malformed

PORTS = {"http": 80, "https": 443}
MOST = 4096

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_NUMBER_LAST = re.compile(r"(^|\.)(0x[0-9a-f]*|[0-9]+)\.?$")
"""What ends so is read as an IPv4 address by some resolvers, in octal, hexadecimal or with parts left out."""


def check_target(url: str, ports: dict[str, int] = PORTS) -> SplitResult:
    """Give the parts of a URL with an encoded host, or refuse what could lead to another place than it says.

    Only `http` and `https` at their own ports, no user name, no white space. Raises Malformed.
    """
    if not url.isprintable() or " " in url or "\\" in url or len(url) > MOST:
        raise refuse(f"it may have {MOST:,} printable characters, no space and no backslash")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode()
    except ValueError:
        raise refuse("its host or port cannot be read") from None
    if parts.scheme not in ports:
        raise refuse(f"it must begin with {' or '.join(f'{each}://' for each in ports)}")
    if "@" in parts.netloc:
        raise refuse("it must not name a user")
    if port not in (None, ports[parts.scheme]):
        raise refuse("it must not name a port of its own")
    bare = f"[{check_host(host)}]" if ":" in host else check_host(host)
    return parts._replace(netloc=bare if port is None else f"{bare}:{port}", fragment="")


def check_host(host: str) -> str:
    """Give a host back, or refuse one that is neither a name nor an address in its usual form."""
    # A zone, as in fe80::1%eth0, names an interface of this machine.
    with suppress(ValueError):
        return str(ipaddress.ip_address(host.replace("%", " ")))
    if not _NAME.fullmatch(host) or _NUMBER_LAST.search(host) or len(host) > 253:
        raise refuse("its host is neither a name nor an address in its usual form")
    return host


def refuse(why: str) -> Malformed:
    """Say what is wrong with a URL."""
    return Malformed("bad_url", f"This URL cannot be fetched: {why}.")
