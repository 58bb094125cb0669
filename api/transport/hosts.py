"""Which hosts this service answers for. Addresses it writes itself come from the settings alone."""

from urllib.parse import urlsplit

from widgets.errors import Malformed
from widgets.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Hosts:
    """The allow-list: the host of the public URL, those of the settings, and on loopback its other names."""

    def __init__(self, settings: Settings) -> None:
        public = urlsplit(settings.public_url)
        names = {_without_port(public.netloc.lower()), *(each.lower() for each in settings.allowed_hosts)}
        if names & LOOPBACK:
            names |= LOOPBACK
        self.names = frozenset(name.encode() for name in names)
        self.usual = frozenset(
            name + suffix for name in self.names for suffix in (b"", b":%d" % settings.port)
        )

    def check(self, host: bytes | None) -> None:
        """Refuse a Host header that names none of these. Any port is fine. Raises Malformed."""
        if host is None or (host not in self.usual and _bare(host) not in self.names):
            raise Malformed("bad_host", "This service does not answer for that host; check the Host header.")


def _bare(host: bytes) -> bytes:
    return _without_port(host.decode("latin-1").lower()).encode("latin-1")


def _without_port(netloc: str) -> str:
    name, colon, port = netloc.rpartition(":")
    return name if colon and port.isdecimal() and not name.endswith(":") else netloc
