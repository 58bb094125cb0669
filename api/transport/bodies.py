"""Bodies: of a type that is read here, not compressed, not too large, and not too slow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic

from api.problems import TooSlow
from api.transport.asgi import Receive
from api.transport.heads import Headers
from widgets.errors import Malformed, TooLarge, Unsupported

LARGEST_BODY = 64 * 1024
"""Bytes a body may have."""

LARGEST_SPEC = 512 * 1024
LARGEST_ARTICLE = 2 * 1024 * 1024
"""The same for what a publisher's server or the studio sends: a widget's spec, and an article as HTML."""

RESUMPTION = b"/studio/resumption"
"""Where whatever was typed in the studio is sent along on signing in."""

SLOWEST_BODY = 10.0
"""Seconds a body may take to arrive."""

DRAINED = 1024 * 1024
"""Bytes of a refused body still taken in, so that the refusal is read before the connection closes."""

DRAINING = 2.0
"""Seconds the same may take."""

STREAMED = frozenset({(b"POST", b"/v1/uploads"), (b"POST", b"/studio/uploads")})
"""What takes files: their bodies are read by the handler, as they come."""

FILES = (b"image/", b"video/", b"audio/", b"application/octet-stream")
"""Types of files. None of them can be sent from a page elsewhere without asking (CORS)."""

LONGEST_PAUSE = 10.0
"""Seconds that may pass between two pieces of a file."""

SLOWEST_FILE = 16 * 1024
"""Bytes a second that a file arrives with at least, on average and after the first seconds."""

_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class Left(Exception):
    """The client went away before its request was complete."""


def has_body(headers: Headers) -> bool:
    """Tell whether a body follows the head."""
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"


def is_streamed(method: str, path: bytes) -> bool:
    """Tell whether the handler reads the body by itself."""
    return (method.encode(), path) in STREAMED


def check_type(method: str, path: bytes, headers: Headers) -> None:
    """Refuse a body that is compressed, and on the JSON API one that is not declared as JSON.

    A page elsewhere may send a form or plain text without asking (CORS calls them simple); JSON it may not.
    Raises Unsupported.
    """
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise Unsupported("compressed_body", "Compressed bodies are not read here; send the body as it is.")
    if is_streamed(method, path):
        if not headers.get(b"content-type", b"").lower().startswith(FILES):
            raise Unsupported(
                "no_file", "Send the file as it is, with its type, such as Content-Type: image/png."
            )
    elif method in _WITH_BODY and asks_for_json(path, headers) and not _is_json(headers):
        raise Unsupported("not_json", "Send JSON, with the header Content-Type: application/json.")


def limit_of(path: bytes) -> int:
    """Tell how many bytes a body may have at an address."""
    if path.startswith(b"/studio/"):
        return LARGEST_ARTICLE if b"/articles" in path or path == RESUMPTION else LARGEST_SPEC
    if not path.startswith(b"/v1/sites/"):
        return LARGEST_BODY
    return LARGEST_ARTICLE if path.endswith((b"/proposals", b"/article")) else LARGEST_SPEC


def is_large(headers: Headers) -> bool:
    """Tell whether a body may have more bytes than those that anybody may send."""
    declared = headers.get(b"content-length", b"")
    return not declared.isdigit() or int(declared[:12]) > LARGEST_BODY


async def read_body(receive: Receive, headers: Headers, limit: int = LARGEST_BODY) -> bytes:
    """Read a body whole, of at most `limit` bytes. Raises TooLarge, TooSlow, Malformed, or Left."""
    declared = headers.get(b"content-length", b"")
    if declared and not declared.isdigit():
        raise Malformed("bad_length", "The header Content-Length is not a number.")
    if declared and int(declared[:12]) > limit:
        raise _too_large(limit)
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            return await _gather(receive, limit)
    except TimeoutError:
        raise TooSlow(
            "too_slow",
            f"The body did not arrive within {SLOWEST_BODY:.0f} s; try again on a better connection.",
        ) from None


async def stream_body(receive: Receive) -> AsyncIterator[bytes]:
    """Give a body as it comes; how large it may be is for whoever takes it. Raises TooSlow and Malformed."""
    began, size = monotonic(), 0
    while True:
        try:
            async with asyncio.timeout(LONGEST_PAUSE):
                message = await receive()
        except TimeoutError:
            raise too_slow() from None
        if message["type"] != "http.request":
            raise Malformed("incomplete_body", "The upload broke off; send it again.")
        size += len(message.get("body", b""))
        yield message.get("body", b"")
        if not message.get("more_body"):
            return
        if monotonic() - began > SLOWEST_BODY + size / SLOWEST_FILE:
            raise too_slow()


def too_slow() -> TooSlow:
    """Say that a file comes too slowly."""
    return TooSlow("too_slow", "The file arrives too slowly; try again on a better connection.")


async def drain(receive: Receive) -> None:
    """Take in some of what is still coming, and drop it: closing at once would lose the answer on its way."""
    taken = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAINING):
            while taken < DRAINED:
                message = await receive()
                taken += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body"):
                    return


async def _gather(receive: Receive, limit: int) -> bytes:
    body = b""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Left
        body = message.get("body", b"")
        size += len(body)
        if size > limit:
            raise _too_large(limit)
        if not message.get("more_body"):
            return b"".join([*chunks, body]) if chunks else body
        chunks.append(body)


def asks_for_json(path: bytes, headers: Headers) -> bool:
    """Tell whether JSON has to come: always, but that a publisher's server may send nothing at all."""
    return path.startswith(b"/v1/") and (has_body(headers) or not path.startswith(b"/v1/sites/"))


def _is_json(headers: Headers) -> bool:
    media, _, parameters = headers.get(b"content-type", b"").lower().partition(b";")
    charset = parameters.strip().replace(b'"', b"")
    return media.strip() == b"application/json" and charset in (b"", b"charset=utf-8")


def _too_large(limit: int) -> TooLarge:
    return TooLarge("too_large", f"The body has more than {limit} bytes; nothing that is asked for has.")
