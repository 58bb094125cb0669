"""What all questions for a number share: where it begins, what it reads like, what else it could be."""

import re
from collections.abc import Sequence

from widgets.facts.asking import Asker
from widgets.facts.candidates import Candidate
from widgets.facts.clauses import Clause
from widgets.facts.document import Document
from widgets.facts.making import make
from widgets.facts.numbers import value_of, vary

_QUALIFIERS = (
    "more than", "at least", "up to", "about", "around", "nearly", "almost", "over", "some",
)  # fmt: skip
_PERIOD = re.compile(r"\b(?:week|month|year|season|night|decade|summer|winter|spring|autumn|quarter|day)s?\b")


def qualify(document: Document, first: int) -> int:
    """Give where a quantity begins, "more than" included."""
    for length in (2, 1):
        begin = first - length
        if begin >= 0 and " ".join(document.lower[begin:first]) in _QUALIFIERS:
            return begin
    return first


def finish(
    document: Document,
    asker: Asker,
    clause: Clause,
    target: Sequence[int],
    opening: str,
    tail: Sequence[int],
    bounds: tuple[int, int],
    kind: str,
) -> Candidate | None:
    """Ask for `target`; `tail` follows the opening, `bounds` are the first and last word of the answer.

    None where the clause says "this season" or the like, without which a number means nothing.
    """
    after = bounds[1] + 1
    glued = (
        after < len(document.words) and document.words[after][0] in "-–" and not document.spaced(bounds[1])
    )
    glued = glued or _is_range(document, *bounds)
    asked = (
        None if glued or _PERIOD.search(clause.lost) else asker.ask(clause, target, opening, with_words=tail)
    )
    if asked is None:
        return None
    answer = _text(document, *bounds)
    wrong = vary(answer, _others(document, clause), asked.prompt, least=1.0 if kind == "count" else 0.0)
    return make(document, clause, asked, kind, answer, wrong, at=bounds[0])


def _is_range(document: Document, first: int, last: int) -> bool:
    """Tell whether an amount is one end of a range, or holds both."""
    numbers = [each for each in range(first, last + 1) if document.tokens[each].tag == "CD"]
    spelled = [each for each in numbers if value_of(document.words[each]) is not None]
    near = document.lower[max(first - 1, 0)], *document.lower[last + 1 : last + 2]
    around = [*range(max(first - 4, 0), first), *range(last + 1, min(last + 5, len(document.words)))]
    joined = bool({"to", "and", "or", "between"} & set(near)) and any(
        document.tokens[each].tag == "CD" and document.tokens[each].entity != "DATE" for each in around
    )
    return len(spelled) > 1 or joined


def _others(document: Document, clause: Clause) -> frozenset[float]:
    values = (
        value_of(document.words[index])
        for index in clause.sentence.words
        if document.tokens[index].pos == "NUM"
    )
    return frozenset(value for value in values if value is not None)


def _text(document: Document, first: int, last: int) -> str:
    text = document.span(first, last + 1).replace("\u00a0", " ")
    return (
        text[0].upper() + text[1:]
        if text[0].isalpha() and not text.startswith(("US", "A$", "C$", "HK", "TT"))
        else text
    )
