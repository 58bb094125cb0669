"""HTML forms as browsers send them, read strictly."""

import re
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

from api.transport.exchanges import Exchange
from widgets.errors import Malformed, Unsupported
from widgets.texts import check_text

FORM = b"application/x-www-form-urlencoded"

Pairs: TypeAlias = list[tuple[str, str]]

_ODD_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def read_pairs(exchange: Exchange, *, most: int, lines: bool = False) -> Pairs:
    """Give the names and values of a form in their order; with `lines`, values may have several lines.

    Raises Unsupported and Malformed.
    """
    kind = exchange.headers.get(b"content-type", b"").lower().partition(b";")[0].strip()
    if kind != FORM:
        raise Unsupported("not_a_form", f"Send a form, as {FORM.decode()}.")
    pieces = [each for each in exchange.body.split(b"&") if each]
    if len(pieces) > most:
        raise Malformed("too_many_fields", f"The form has more than {most} fields.")
    pairs = []
    for piece in pieces:
        name, _, value = piece.partition(b"=")
        pairs.append((_decode(name), _decode(value, lines=lines)))
    return pairs


def _decode(piece: bytes, *, lines: bool = False) -> str:
    if _ODD_PERCENT.search(piece):
        raise Malformed("bad_form", "The form is not encoded as forms are.")
    try:
        text = unquote_to_bytes(piece.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise Malformed("not_utf8", "The form is not valid UTF-8.") from None
    check_text(text.replace("\r\n", "\n") if lines else text, lines=lines)
    return text
