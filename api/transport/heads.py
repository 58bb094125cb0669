"""The head of a request: its headers, each of those that matter given once."""

from api.transport.asgi import Scope
from widgets.errors import Malformed

SINGLE = frozenset(
    {
        b"authorization",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"host",
        b"if-none-match",
        b"if-range",
        b"origin",
        b"range",
        b"referer",
        b"voxpop-ticket",
    }
)
"""Headers that mean something different to each reader of them when they are given twice."""

Headers = dict[bytes, bytes]


def read_head(scope: Scope) -> Headers:
    """Give the headers by name, in lower case. Raises Malformed where one of `SINGLE` is given twice."""
    pairs = scope["headers"]
    headers = dict(pairs)
    if len(headers) != len(pairs):
        names = [name for name, _ in pairs]
        for name in SINGLE:
            if names.count(name) > 1:
                raise Malformed(
                    "repeated_header", f"The header {name.decode()} is given twice; give it once."
                )
    return headers
