"""By what score somebody beat somebody."""

import re
from collections.abc import Iterator

from widgets.facts.asking import Asker
from widgets.facts.candidates import Candidate
from widgets.facts.choosing import number as seed
from widgets.facts.clauses import Clause
from widgets.facts.document import Document
from widgets.facts.making import make

_BEATING = frozenset("beat defeat thrash edge overcome crush rout win lose down stun".split())
_SCORE = re.compile(r"(\d{1,3})([-–])(\d{1,3})")


def find_scores(document: Document, asker: Asker, clauses: list[Clause]) -> Iterator[Candidate]:
    """Ask for the scores of clauses in which one side beats another."""
    for clause in clauses:
        if document.tokens[clause.verb].lemma.lower() in _BEATING:
            yield from filter(None, [_ask(document, asker, clause)])


def _ask(document: Document, asker: Asker, clause: Clause) -> Candidate | None:
    start = document.tokens[clause.sentence.first].start
    found = list(_SCORE.finditer(document.span(clause.sentence.first, clause.sentence.last)))
    if len(found) != 1:
        return None
    begin, end = start + found[0].start(), start + found[0].end()
    span = [each for each in clause.words if begin <= document.tokens[each].start < end]
    if not span or document.tokens[span[0]].start != begin or document.tokens[span[-1]].end != end:
        return None
    asked = asker.ask(clause, span, "By what score")
    if asked is None or len(asked.used) < 2:
        return None
    answer = found[0].group()
    return make(document, clause, asked, "score", answer, _others(found[0], asked.prompt), at=span[0])


def _others(score: re.Match[str], prompt: str) -> list[str]:
    high, dash, low = int(score[1]), score[2], int(score[3])
    step = 1 if high < 12 else 3 if high < 60 else 7
    moves = ((0, -1), (1, 0), (1, 1), (-1, -1), (1, -1), (2, 0), (0, 1), (2, 1))
    pairs = [(high + a * step, low + b * step) for a, b in moves]
    same = (high > low) - (high < low)
    fitting = [f"{a}{dash}{b}" for a, b in pairs if b >= 0 and a >= 0 and ((a > b) - (a < b)) == same]
    return sorted(fitting, key=lambda each: seed(prompt, each))[:3]
