"""Which characters a text that is stored may hold."""

import re

from widgets.errors import Malformed

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN_IN_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def find_forbidden(text: str, *, lines: bool = False) -> str | None:
    """Give the first character that no stored text may hold, or None.

    These are the control characters and the bidirectional embeddings, overrides and isolates, with which a
    text can be made to read as what it is not. The marks that right-to-left scripts need are welcome. With
    `lines`, tabs and line feeds are too.
    """
    found = (_FORBIDDEN_IN_LINES if lines else _FORBIDDEN).search(text)
    return found.group() if found else None


def remove_forbidden(text: str, *, lines: bool = False) -> str:
    """Give a text of somebody else's without the characters that no stored text may hold."""
    return (_FORBIDDEN_IN_LINES if lines else _FORBIDDEN).sub("", text)


def check_text(text: str, *, lines: bool = False) -> None:
    """Refuse a text with a character that no stored text may hold. Raises Malformed."""
    found = find_forbidden(text, lines=lines)
    if found is not None:
        raise Malformed(
            "forbidden_character",
            f"The character U+{ord(found):04X} is not allowed: send text without control characters and "
            "without bidirectional overrides or isolates.",
        )
