"""Composing: the spec of a quiz or a poll from what a moderator took of an article's proposals. Pure."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import msgspec
from msgspec import Struct

from widgets.evidence import hash_text
from widgets.facts import Proposal

__all__ = ["Proposal", "Stretch", "Taken", "compose_poll", "compose_quiz", "stretch"]

QUIZ, POLL = "trivia_quiz", "poll"


class Taken(Struct, frozen=True, kw_only=True):
    """A question as it was taken: `start` and `end` are of its evidence in the article, equal for none."""

    prompt: str
    options: Sequence[str]
    answer: int
    explanation: str = ""
    start: int = 0
    end: int = 0


def compose_quiz(title: str, article: str, taken: Iterable[Taken], make_id: Callable[[], str]) -> bytes:
    """Give the spec of a trivia quiz, as JSON. Whether it makes sense is its format's to say."""
    asked = [compose_question(each, article, make_id) for each in taken]
    return msgspec.json.encode({"title": title, "article": hash_text(article), "questions": asked})


def compose_question(taken: Taken, article: str, make_id: Callable[[], str]) -> dict[str, Any]:
    """Give one question; options that were left empty are left out."""
    kept = {at: text.strip() for at, text in enumerate(taken.options) if text.strip()}
    ids = {at: make_id() for at in kept}
    question: dict[str, Any] = {
        "kind": "choice",
        "id": make_id(),
        "prompt": taken.prompt.strip(),
        "options": [{"id": ids[at], "text": text} for at, text in kept.items()],
        "answer": ids.get(taken.answer, ""),
        "explanation": taken.explanation.strip(),
    }
    passage = article[taken.start : taken.end]
    if 0 <= taken.start < taken.end <= len(article):
        question["evidence"] = {"start": taken.start, "end": taken.end, "text": passage}
    return question


def compose_poll(prompt: str, options: Sequence[str], make_id: Callable[[], str]) -> bytes:
    """Give the spec of a poll of one question, as JSON."""
    offered = [{"id": make_id(), "text": each.strip()} for each in options if each.strip()]
    return msgspec.json.encode(
        {"questions": [{"kind": "single", "prompt": prompt.strip(), "options": offered}]}
    )


class Stretch(Struct, frozen=True):
    """A part of an article, and the places of the proposals that rest on it, and that begin with it."""

    text: str
    about: list[int]
    begins: list[int]


def stretch(article: str, spans: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Cut an article where evidence begins and ends."""
    edges = sorted({0, len(article), *(min(max(edge, 0), len(article)) for span in spans for edge in span)})
    return [
        Stretch(
            article[start:end],
            [at for at, span in enumerate(spans) if span[0] <= start and end <= span[1]],
            [at for at, span in enumerate(spans) if span[0] == start < span[1]],
        )
        for start, end in pairwise(edges)
    ]
