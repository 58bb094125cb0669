"""Paragraphs with links, as moderators type them: blank lines part paragraphs, links are `[words](address)`.

In a spec they are lists of lists of pieces, each with a `text` and perhaps a `link`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

_PARTED = re.compile(r"\n[ \t]*\n\s*")
_LINK = re.compile(r"\[((?:\\.|[^\[\]\\])+)\]\(([^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)")
_MARKED = re.compile(r"\\([\[\]\\])")


def write_prose(paragraphs: Iterable[Iterable[dict[str, Any]]]) -> str:
    """Write paragraphs as text."""
    return "\n\n".join("".join(map(_write, pieces)) for pieces in paragraphs)


def read_prose(text: str) -> list[list[dict[str, str]]]:
    """Read paragraphs from text; those with nothing in them are none."""
    return [list(_read(each)) for each in _PARTED.split(text.strip()) if each.strip()]


def _write(piece: dict[str, Any]) -> str:
    text = re.sub(r"([\[\]\\])", r"\\\1", piece["text"])
    return f"[{text}]({piece['link']})" if piece.get("link") else text


def _read(paragraph: str) -> Iterator[dict[str, str]]:
    at = 0
    for found in _LINK.finditer(paragraph):
        if found.start() > at:
            yield {"text": _plain(paragraph[at : found.start()])}
        yield {"text": _plain(found[1]), "link": found[2]}
        at = found.end()
    if at < len(paragraph):
        yield {"text": _plain(paragraph[at:])}


def _plain(text: str) -> str:
    return _MARKED.sub(r"\1", text)
