"""Ranks questions by what can be measured about them, and keeps them diverse."""

import math
import re
from collections import Counter
from collections.abc import Iterable

from widgets.facts.candidates import Candidate
from widgets.facts.document import Document
from widgets.facts.gates import body

BASE = {
    "who_said": 1.0, "role": 1.3, "year": 1.0, "date": 0.8, "count": 0.8, "money": 0.8, "percent": 0.8,
    "who_did": 0.6,
    "which": 0.3, "place": 0.5, "told": 0.8, "completion": 0.4, "age": 0.6, "score": 0.9,
    "cause": 0.7,
}  # fmt: skip
"""The log odds that a question of a kind is usable, before its features."""
WEIGHTS = {
    "substance": 0.15,
    "invented": -0.25,
    "cut": -0.3,
    "anchored": 0.3,
    "resolved": -0.3,
    "surname only": -0.3,
    "late": -0.3,
    "told": -0.2,
    "changing": -0.1,
    "named": 0.1,
    "in title": -1.0,
    "words over 22": -0.08,
    "short": -0.3,
    "commas over 1": -0.1,
    "unanchored": -0.4,
    "institution": -1.0,
    "market": -1.2,
    "evidence over 40": -0.015,
}
"""What a unit of each feature adds to the log odds."""
_MARKET = re.compile(r"\b(?:shares?|stocks?|index|points|cases|infections|patients|hospitalisations)\b")
LEAST_CONFIDENCE = 0.5
FLOOR = 0.57
"""What a question's confidence is worth only above, when sets of questions are compared."""
MOST_TRIED = 6
MOST_QUESTIONS = 7
MOST_OF_A_KIND = 3


def measure(document: Document, candidate: Candidate) -> dict[str, float]:
    """Give a candidate's features."""
    words = len(candidate.prompt.split())
    return {
        **candidate.worth,
        "surname only": float(candidate.named is not None),
        "late": candidate.sentence / max(len(document.sentences), 1),
        "in title": float(
            candidate.kind not in ("who_said", "told") and _in_title(candidate, document.article.title)
        ),
        "evidence over 40": float(max(0, len(candidate.evidence.text.split()) - 40)),
        "commas over 1": float(max(0, body(candidate.prompt).count(",") - 1)),
        "words over 22": float(max(0, words - 22)),
        "short": float(words < 8 and candidate.kind not in ("who_said", "role", "age")),
        "institution": float(any(each.generic for each in candidate.used)),
        "market": float(
            candidate.kind in ("money", "percent", "count", "place")
            and bool(_MARKET.search(candidate.prompt))
        ),
    }


def _in_title(candidate: Candidate, title: str) -> bool:
    """Tell whether the headline gives the answer away: its number, or its last word."""
    key = re.search(r"\d[\d.,]*", candidate.answer)
    word = key.group() if key else candidate.answer.split()[-1]
    return re.search(rf"(?<![\w.]){re.escape(word)}(?![\d.,]*\d{'' if key else '|[a-z]'})", title) is not None


def judge(document: Document, candidate: Candidate) -> float:
    """Give a confidence between 0 and 1."""
    features = measure(document, candidate)
    odds = BASE[candidate.kind] + sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())
    return round(1 / (1 + math.exp(-odds)), 3)


def select(document: Document, candidates: Iterable[Candidate]) -> list[tuple[float, Candidate]]:
    """Keep the best questions, no two on one fact, none given away by another.

    One good question can stand in the way of two others, so the best are also left out in turn.
    """
    ranked = sorted(
        ((judge(document, each), each) for each in candidates),
        key=lambda pair: (-pair[0], pair[1].sentence, pair[1].prompt),
    )
    ranked = [pair for pair in ranked if pair[0] >= LEAST_CONFIDENCE]
    choices = [_take(ranked)]
    choices += [_take([pair for pair in ranked if pair is not left_out]) for left_out in ranked[:MOST_TRIED]]
    return max(choices, key=lambda kept: sum(max(confidence - FLOOR, 0.01) for confidence, _ in kept))


def _take(ranked: list[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """Take the best that fit together, from the first on."""
    kept: list[tuple[float, Candidate]] = []
    for confidence, candidate in ranked:
        if len(kept) == MOST_QUESTIONS:
            break
        if not any(_clash(candidate, other) for _, other in kept) and _spread(candidate, kept):
            kept.append((confidence, candidate))
    return kept


def _clash(one: Candidate, other: Candidate) -> bool:
    if _answer(one) == _answer(other) and one.evidence.start == other.evidence.start:
        return True
    if one.fact == other.fact or (one.sentence == other.sentence and _overlap(one, other)):
        return True
    return _tells(one, other) or _tells(other, one)


def _overlap(one: Candidate, other: Candidate) -> bool:
    """Tell whether two questions are made of much the same words of one sentence."""
    few, many = sorted((set(one.asked), set(other.asked)), key=len)
    return 3 * len(few & many) > len(few)


def _tells(one: Candidate, other: Candidate) -> bool:
    """Tell whether one prompt gives away the other's answer."""
    return other.answers is not None and (_answer(other) in one.prompt or other.answers.surname in one.prompt)


def _answer(candidate: Candidate) -> str:
    return candidate.answers.name if candidate.answers is not None else candidate.answer


def _spread(candidate: Candidate, kept: list[tuple[float, Candidate]]) -> bool:
    answers = Counter(_answer(other) for _, other in kept)
    kinds = Counter(other.kind for _, other in kept)
    surnames = sum(other.named is not None for _, other in kept)
    return (
        answers[_answer(candidate)] < 2
        and kinds[candidate.kind] < MOST_OF_A_KIND
        and (candidate.named is None or surnames < 3)
    )
