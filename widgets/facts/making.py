"""Makes a candidate of a question that a clause gave: evidence, note and measures alike for every kind."""

from collections.abc import Sequence

from widgets.facts.asking import Asked
from widgets.facts.candidates import Candidate, holds
from widgets.facts.clauses import Clause
from widgets.facts.document import Document
from widgets.facts.entities import Entity
from widgets.facts.model import Evidence
from widgets.facts.speech import full_name

MOST_WORDS = 85


def make(
    document: Document,
    clause: Clause,
    asked: Asked,
    kind: str,
    answer: str,
    wrong: Sequence[str],
    *,
    at: int,
    answers: Entity | None = None,
    **worth: float,
) -> Candidate | None:
    """Make a candidate; `at` is the word that the fact hangs on. None where the evidence is too long."""
    evidence = _evidence(document, clause, asked)
    if len(evidence.text.split()) > MOST_WORDS:
        return None
    missing = answers is not None and not holds(evidence.text, answer)
    naming = asked.since is not None and document.sentences[asked.since].index < clause.sentence.index - 1
    return Candidate(
        kind=kind,
        prompt=asked.prompt,
        answer=answer,
        wrong=wrong,
        evidence=evidence,
        named=full_name(document, answers)
        if missing and answers is not None
        else _sentence(document, asked.since)
        if naming and asked.since is not None
        else None,
        sentence=clause.sentence.index,
        fact=(kind, at),
        answers=answers,
        used=asked.used,
        asked=list(asked.words),
        note=f"{answer}. The article says: “{_shorten(evidence.text)}”",
        worth={
            "resolved": float(asked.resolved),
            "told": float(clause.told and clause.told_by is None),
            "changing": float(asked.changing),
            "named": float(min(len(asked.used), 3)),
            **worth,
        },
    )


def _evidence(document: Document, clause: Clause, asked: Asked) -> Evidence:
    near = asked.since is not None and asked.since == clause.sentence.index - 1
    first = document.sentences[clause.sentence.index - 1].first if near else clause.sentence.first
    return document.evidence(first, clause.sentence.last)


def _sentence(document: Document, index: int) -> Evidence:
    sentence = document.sentences[index]
    return document.evidence(sentence.first, sentence.last)


def _shorten(text: str) -> str:
    words = text.replace('"', "'").replace("“", "‘").replace("”", "’").split()
    return " ".join(words) if len(words) <= 60 else " ".join(words[:60]) + " …"
