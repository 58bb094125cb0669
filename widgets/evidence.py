"""Evidence: the sentences that questions rest on, and whether they still stand in their article. Pure."""

import hashlib
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from msgspec import Struct

LEAST_ALIKE = 0.5
"""How alike (difflib's ratio) a sentence must be to be shown as what became of another."""

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


class Text:
    """An article's text, in which sentences are looked up."""

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        self.sentences = [each.strip() for each in _END.split(text) if each.strip()][:MOST_SENTENCES]

    def has(self, sentence: str) -> bool:
        """Tell whether a sentence stands in the text as it is."""
        return fold(sentence) in self.folded

    def nearest(self, sentence: str) -> str:
        """Give the sentence of the text that comes nearest, or "" where none is much alike."""
        best, found = LEAST_ALIKE, ""
        matcher = SequenceMatcher(b=fold(sentence), autojunk=False)
        for each in self.sentences:
            matcher.set_seq1(fold(each))
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                best, found = matcher.ratio(), each
        return found
