"""JSON as it is read here: strictly, once, and with a stable code for every way of being wrong.

Beyond what msgspec refuses (wrong types, unknown fields, numbers that are none, half a surrogate pair), this
refuses a key given twice, a number that no browser represents exactly, and characters that no stored text
may hold. A key given twice is refused because readers of JSON disagree about which one counts.
"""

import json
import re
from collections.abc import Hashable
from functools import cache
from typing import Any, NoReturn, TypeVar, cast

import msgspec

from widgets.errors import Malformed
from widgets.model import GREATEST_COUNT
from widgets.texts import check_text

T = TypeVar("T")

_STRINGS = re.compile(r'"([^"]*)"(\s*:)?')
_LONG_NUMBER = re.compile(r"[0-9]{16}")
_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair, which is one character
    r"|\\(u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)
_UNKNOWN_FIELD = "Object contains unknown field"


def decode(body: bytes, type: type[T], *, lines: bool = False) -> T:
    """Decode a JSON text into a value of a type; with `lines`, its texts may hold tabs and line feeds.

    Raises Malformed with one of the codes `malformed_json`, `not_utf8`, `too_deep`, `wrong_shape`,
    `unknown_field`, `duplicate_key`, `number_too_large`, `lone_surrogate` and `forbidden_character`.
    """
    try:
        text = body.decode()
        value: T = _decoder(cast(Hashable, type)).decode(text)
        if _needs_a_closer_look(text):
            _check_value(json.loads(text, object_pairs_hook=_check_keys), lines)
    except UnicodeDecodeError:
        raise Malformed("not_utf8", "The body is not valid UTF-8; encode the JSON as UTF-8.") from None
    except RecursionError:
        raise Malformed("too_deep", "The JSON is nested too deeply; nothing that is asked for is.") from None
    except msgspec.ValidationError as problem:
        _refuse_shape(str(problem))
    except msgspec.DecodeError as problem:
        _refuse_lone_surrogates(text)
        raise Malformed("malformed_json", f"The body is not valid JSON: {problem}.") from None
    return value


@cache
def _decoder(type: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast(Any, type))


def _needs_a_closer_look(text: str) -> bool:
    """Tell whether a text that msgspec took may hold what only a second reading finds.

    Nearly every ballot is spared the second reading. Raw control characters below U+0020 within strings are
    no JSON, so that plain ASCII without escapes holds none; and keys that all differ are not given twice.
    """
    if not text.isascii() or "\\" in text or "\x7f" in text or _LONG_NUMBER.search(text):
        return True
    keys = [key for key, colon in _STRINGS.findall(text) if colon]
    return len(set(keys)) != len(keys)


def _check_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    distinct = dict(pairs)
    if len(distinct) != len(pairs):
        raise Malformed("duplicate_key", "The same key is given twice in one object; give it once.")
    return distinct


def _check_value(value: Any, lines: bool) -> None:
    if isinstance(value, str):
        check_text(value, lines=lines)
    elif isinstance(value, dict):
        for key, each in value.items():
            check_text(key)
            _check_value(each, lines)
    elif isinstance(value, list):
        for each in value:
            _check_value(each, lines)
    elif isinstance(value, int | float) and abs(value) > GREATEST_COUNT:
        raise Malformed("number_too_large", f"A number is beyond {GREATEST_COUNT}, the greatest read here.")


def _refuse_lone_surrogates(text: str) -> None:
    """Say what is wrong where the decoder only says that a text ends too early."""
    lone = next((found[1] for found in _ESCAPES.finditer(text) if found[1]), None)
    if lone:
        raise Malformed(
            "lone_surrogate",
            f"A text holds \\{lone}, which is half of a character; send both halves or the character.",
        )


def _refuse_shape(problem: str) -> NoReturn:
    code = "unknown_field" if problem.startswith(_UNKNOWN_FIELD) else "wrong_shape"
    raise Malformed(code, f"The JSON does not have the form that is asked for: {problem[:200]}.") from None
