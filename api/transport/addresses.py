"""Which addresses are asked for: paths and query strings that mean one thing only."""

import re
from urllib.parse import unquote_to_bytes

from widgets.errors import Malformed, Unknown

LONGEST_QUERY = 8 * 1024
"""A query string must have fewer bytes than this."""

LONGEST_PATH = 1024
"""Bytes a path may have."""

MAY_REPEAT: dict[bytes, frozenset[bytes]] = {b"/v1/counts": frozenset({b"url"})}
"""The parameters that may be given several times, by path."""

_PLAIN = re.compile(rb"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+/?|/")
_CONTROL = re.compile(rb"[\x00-\x20\x7f]|%(?:0[0-9a-f]|1[0-9a-f]|7f)", re.IGNORECASE)
_AMBIGUOUS = re.compile(rb"//|[;\\]|/\.{1,2}(?:/|$)|%(?:2e|2f|5c|25|3b)|%(?![0-9a-f]{2})|%u", re.IGNORECASE)


def check_path(path: bytes) -> None:
    """Refuse a raw path that another server on the way might read differently.

    Raises Malformed for control characters, however they are written, and Unknown for the rest: empty and dot
    segments, path parameters, encoded dots, slashes and percent signs.
    """
    if len(path) <= LONGEST_PATH and _PLAIN.fullmatch(path):
        return
    if _CONTROL.search(path):
        raise Malformed("bad_path", "The path holds a control character.")
    if len(path) > LONGEST_PATH or _AMBIGUOUS.search(path):
        raise Unknown("unknown_address", "There is nothing at this address; /docs lists what there is.")


def check_query(path: bytes, query: bytes) -> None:
    """Refuse a query string that is too long, holds control characters, or gives a parameter twice."""
    if len(query) >= LONGEST_QUERY:
        raise Malformed(
            "query_too_long", f"The query string has {LONGEST_QUERY} bytes or more; ask for less at once."
        )
    if _CONTROL.search(query):
        raise Malformed("bad_query", "The query string holds a control character.")
    if b"&" in query:
        _check_repetition(path, query)


def _check_repetition(path: bytes, query: bytes) -> None:
    names = [each.partition(b"=")[0] for each in query.split(b"&") if each]
    if b"%" in query or b"+" in query:
        names = [unquote_to_bytes(name.replace(b"+", b" ")) for name in names]
    if len(set(names)) == len(names):
        return
    repeated = next(name for name in names if names.count(name) > 1)
    if repeated not in MAY_REPEAT.get(path, ()):
        raise Malformed("repeated_parameter", "A parameter is given twice; give it once.")
