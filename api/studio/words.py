"""Words and pictures within JSON whose form only a format knows, for people to read and put right."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from widgets.errors import Malformed

HIDDEN = frozenset({"media", "made", "template", "id", "place", "colour", "color", "outline", "url", "embed"})
"""Texts that are no words of anybody's."""

ORDER = ("title", "text", "alt", "credit")
"""Which words stand first."""

NARROW = 480
"""Pixels that the narrowest copy of a picture is wide."""


class Words(Struct, frozen=True):
    """A text, where it stands, and what that is called."""

    path: str
    label: str
    text: str


def read_words(body: bytes) -> list[Words]:
    """Give the texts in a JSON object, what it is called first."""
    found = [
        Words(path="/".join(path), label=name_path(path), text=text)
        for path, text in walk(msgspec.json.decode(body), ())
    ]
    return sorted(found, key=lambda each: rank(each.path))


def rank(path: str) -> int:
    """Tell how early a text stands; a ledger does not keep the order in which an object was written."""
    last = path.rpartition("/")[2]
    return ORDER.index(last) if last in ORDER else len(ORDER)


def find_pictures(body: bytes) -> list[tuple[str, int]]:
    """Give the media ids of the pictures in a JSON object, painted ones as they came out, with a width."""
    return [
        (str(each.get("made") or each["media"]), min(int(each.get("width") or NARROW), NARROW))
        for each in objects(msgspec.json.decode(body))
        if isinstance(each.get("media"), str)
    ]


def rewrite(body: bytes, words: Sequence[tuple[str, str]]) -> bytes:
    """Give the JSON with other texts at some of its paths. Raises Malformed where it has no text there."""
    whole = msgspec.json.decode(body)
    known = {"/".join(path) for path, _ in walk(whole, ())}
    for path, text in words:
        if path not in known:
            raise Malformed("unknown_field", "What was sent in has no such text; load the page anew.")
        *way, last = path.split("/")
        place: Any = whole
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[int(last) if isinstance(place, list) else last] = text
    return msgspec.json.encode(whole)


def walk(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Go through the texts of a JSON value, each with where it stands."""
    if isinstance(value, str):
        yield path, value
        return
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in steps:
        if step not in HIDDEN:
            yield from walk(each, (*path, str(step)))


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Go through all objects within a JSON value."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(each)


def name_path(path: Sequence[str]) -> str:
    """Name a place for people: by its last word, and its number where there are several."""
    names = [step for step in path if not step.isdecimal()]
    number = next((f" {int(step) + 1}" for step in reversed(path) if step.isdecimal()), "")
    return (names[-1] if names else "text").replace("_", " ").capitalize() + number
