"""Evidence: the sentences that questions rest on, and whether they still stand in their article. Pure."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct
from rapidfuzz import fuzz, process

LEAST_ALIKE = 50.0
"""How alike, of 100, a sentence must be to be shown as what became of another."""

MOST_SENTENCES = 2000

_SPACE = re.compile(r"\s+")
_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+|\n+")
_QUOTES = str.maketrans("‘’‛“”„‟", '\'\'\'""""')


class Rest(Struct, frozen=True):
    """What a question rests on."""

    question: str
    sentence: str


def hash_text(text: str) -> str:
    """Hash an article's text; white space and the shape of quotation marks do not matter."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


def fold(text: str) -> str:
    """Give a text with single spaces and straight quotation marks."""
    return _SPACE.sub(" ", text.translate(_QUOTES)).strip()


def find_rests(spec: Any) -> Iterator[Rest]:
    """Find everything with evidence in a spec as plain JSON, whatever its format; it is named by its id."""
    if isinstance(spec, dict):
        evidence, id = spec.get("evidence"), spec.get("id")
        if isinstance(evidence, dict) and isinstance(evidence.get("text"), str) and isinstance(id, str):
            yield Rest(id, evidence["text"])
    for each in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
        yield from find_rests(each)


def find_lost(text: str, sentences: Iterable[str]) -> dict[str, str]:
    """Give the sentences that do not stand in a text, each with the one there that comes nearest, or ""."""
    whole = fold(text)
    lost = [each for each in sentences if fold(each) not in whole]
    if not lost:
        return {}
    offered = [each.strip() for each in _END.split(text) if each.strip()][:MOST_SENTENCES]
    folded = [fold(each) for each in offered]
    return {each: find_nearest(each, offered, folded) for each in lost}


def find_nearest(sentence: str, offered: Sequence[str], folded: Sequence[str]) -> str:
    """Give what a sentence has become, or "" where nothing is much alike; `folded` are those offered."""
    found = process.extractOne(fold(sentence), folded, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE)
    return offered[found[2]] if found else ""
