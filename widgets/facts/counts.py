"""How many: numbers that count something, with the thing's modifiers."""

from msgspec.structs import replace

from widgets.facts.asking import Asker
from widgets.facts.candidates import Candidate
from widgets.facts.clauses import Clause
from widgets.facts.document import Document
from widgets.facts.numbers import value_of
from widgets.facts.quantities import finish, qualify

_SOFT = frozenset("approximately roughly estimated an only just exactly all the as many total".split())
_BARRED = frozenset(
    "another other its their his her our my these those every each no any further additional first last "
    "next".split()
)
_DURATIONS = frozenset("days weeks months years hours minutes seconds decades".split())
_NOT_COUNTED = frozenset(
    "time times percent per % pm am a.m. p.m. o'clock degrees point points number per".split()
)
_PREPOSITIONS = frozenset("in across from with for after over on into by between among".split())
_ROLES = ("nsubj", "nsubjpass", "dobj", "attr", "npadvmod")


def ask_count(document: Document, asker: Asker, clause: Clause, index: int) -> Candidate | None:
    """Ask for the number at a word, if it counts a noun that is subject, object or measure of the clause."""
    token = document.tokens[index]
    if token.pos != "NUM" or token.tag != "CD" or token.dep != "nummod" or document.quoted[index]:
        return None
    noun = token.head
    span = [each for each in document.subtree(index) if document.tokens[each].pos == "NUM"]
    if not span or noun <= index or not _countable(document, noun, span):
        return None
    joined = _joined(document, noun)
    if joined and document.tokens[noun].dep in ("nsubj", "nsubjpass"):
        return None
    clause = replace(clause, words=[each for each in clause.words if each not in joined])
    phrase = [each for each in document.subtree(noun) if each in set(clause.words)]
    begin = qualify(document, span[0])
    preposition = document.tokens[noun].head
    begin = span[0] if preposition == begin else begin
    ahead = [each for each in phrase if each < begin]
    tail = [each for each in phrase if each > span[-1]]
    while tail and (document.words[tail[-1]] == "," or document.tokens[tail[-1]].dep == "advmod"):
        tail.pop()
    tail = [each for each in tail if each not in _dated(document, noun)]
    if not tail or not _introduced(document, ahead, tail, noun):
        return None
    target = [*ahead, *range(begin, span[-1] + 1)]
    return _place(document, asker, clause, noun, target, tail, (begin, span[-1]))


def _place(
    document: Document,
    asker: Asker,
    clause: Clause,
    noun: int,
    target: list[int],
    tail: list[int],
    bounds: tuple[int, int],
) -> Candidate | None:
    place = document.tokens[noun]
    if place.head in clause.verbs and place.dep in _ROLES:
        return finish(document, asker, clause, target, "How many", tail, bounds, "count")
    word = document.lower[place.head]
    governed = document.tokens[place.head].head in clause.verbs and document.tokens[place.head].dep == "prep"
    if place.dep != "pobj" or not governed or word not in _PREPOSITIONS:
        return None
    opening = f"{word.capitalize()} how many"
    return finish(document, asker, clause, [place.head, *target], opening, tail, bounds, "count")


def _dated(document: Document, noun: int) -> set[int]:
    """Give the times that hang on the counted noun: they read better at the end."""
    out: set[int] = set()
    for child in document.children[noun]:
        words = document.subtree(child)
        if document.tokens[child].dep == "prep" and any(
            document.tokens[each].entity == "DATE" for each in words
        ):
            out |= set(words)
    return out


def _introduced(document: Document, ahead: list[int], tail: list[int], noun: int) -> bool:
    """Tell whether nothing but "all" or "about" stands before the number; "the" only if more follows."""
    words = {document.lower[each] for each in ahead}
    return words <= _SOFT and ("the" not in words or tail[-1] != noun)


def _countable(document: Document, noun: int, span: list[int]) -> bool:
    word = document.lower[noun]
    counts = [each for each in document.children[noun] if document.tokens[each].dep == "nummod"]
    if len(counts) != 1 or value_of(document.words[span[0]]) in (None, 0.0, 1.0):
        return False
    if document.tokens[noun].tag not in ("NNS", "NNPS") and word not in {"people", "million", "billion"}:
        return False
    before = span[0] - 1
    barred = before >= 0 and document.lower[before] in _BARRED
    touching = (
        span[0] > 0
        and not document.spaced(span[0] - 1)
        and document.words[span[0] - 1] in {"-", "$", "£", "€", "#"}
    )
    if noun + 1 < len(document.words) and document.tokens[noun + 1].pos == "NUM":
        return False
    label = document.tokens[span[0]].entity
    dated = label in ("DATE", "TIME") and word not in _DURATIONS
    return not (barred or touching or dated or word in _NOT_COUNTED or document.tokens[noun].dep == "conj")


def _joined(document: Document, noun: int) -> set[int]:
    """Give what is joined to the counted noun by "and", which the number does not count, and its adverbs."""
    out: set[int] = set()
    for child in document.children[noun]:
        if child > noun and document.tokens[child].dep in ("conj", "cc"):
            out |= set(document.subtree(child))
            out.add(child - 1 if document.words[child - 1] == "," else child)
    return out
