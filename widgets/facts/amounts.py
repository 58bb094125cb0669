"""How many, how much, what percentage: numbers with their unit and their scope."""

import re
from collections.abc import Iterator

from widgets.facts.asking import Asker
from widgets.facts.candidates import Candidate
from widgets.facts.clauses import Clause
from widgets.facts.counts import ask_count
from widgets.facts.document import Document
from widgets.facts.numbers import SPELLED
from widgets.facts.quantities import finish, qualify

_SCALES = r"(?:million|billion|trillion|thousand|hundred|mn|bn|tn|m|k|crore|lakh)"
_MONEY = re.compile(
    rf"(?:(?:US|A|AU|C|CA|NZ|HK|TT|S)?[$£€¥₹]|Rs\.? )\s?\d[\d,]*(?:\.\d+)?(?:[\s-]?{_SCALES}\b)?"
    rf"|\d[\d,]*(?:\.\d+)?(?:\s{_SCALES})?\s(?:(?:US|Hong Kong|Canadian|Australian) )?"
    r"(?:dollars|pounds|euros|rupees|yen|yuan)\b",
)
_PERCENT = re.compile(
    r"\d+(?:\.\d+)?\s?(?:%|per\s?cent\b|percent\b)|\b(?:" + "|".join(SPELLED) + r")\s(?:per\s?cent|percent)\b"
)
_OF_MONEY = frozenset(
    """raise cost pay spend donate invest earn generate lose receive give offer contribute approve
    award win owe save make collect secure allocate provide bring take borrow seek need require
    pledge grant total gross fetch net exceed""".split()
)
_PLACING = frozenset("in on at since after".split())
_CHANGES = frozenset(
    """rise fall grow increase decrease drop decline jump climb shrink slump surge plunge gain lose
    dip soar slip cut raise reduce boost expand""".split()
)


def find_amounts(document: Document, asker: Asker, clauses: list[Clause]) -> Iterator[Candidate]:
    """Ask for the numbers of clauses."""
    for clause in clauses:
        money = list(_spans(document, clause, _MONEY))
        percents = list(_spans(document, clause, _PERCENT))
        taken = {index for span in (*money, *percents) for index in span}
        for span in money:
            yield from filter(None, [_ask_money(document, asker, clause, span)])
        for span in percents:
            yield from filter(None, [_ask_percent(document, asker, clause, span)])
        for index in clause.words:
            if index not in taken:
                yield from filter(None, [ask_count(document, asker, clause, index)])


def _spans(document: Document, clause: Clause, pattern: re.Pattern[str]) -> Iterator[list[int]]:
    """Give the words of a clause that a pattern finds, where all of them are kept."""
    start = document.tokens[clause.sentence.first].start
    text = document.span(clause.sentence.first, clause.sentence.last).replace("\u00a0", " ")
    kept = set(clause.words)
    for found in pattern.finditer(text):
        words = [
            index
            for index in clause.sentence.words
            if document.tokens[index].start < start + found.end()
            and document.tokens[index].end > start + found.start()
        ]
        if not words or not kept.issuperset(words) or any(document.quoted[each] for each in words):
            continue
        begins = document.tokens[words[0]].start == start + found.start()
        if begins and document.tokens[words[-1]].end == start + found.end():
            yield words


def _head(document: Document, span: list[int]) -> int:
    """Give the word of a span that all its others hang on."""
    inside = set(span)
    return next((each for each in span if document.tokens[each].head not in inside), span[-1])


def _governing(document: Document, clause: Clause, head: int) -> str:
    """Give the lemma of the verb that an amount belongs to."""
    parent = document.tokens[head].head
    parent = document.tokens[parent].head if document.tokens[parent].dep == "prep" else parent
    return document.tokens[parent if parent in clause.verbs else clause.verb].lemma.lower()


def _ask_money(document: Document, asker: Asker, clause: Clause, span: list[int]) -> Candidate | None:
    head = _head(document, span)
    token = document.tokens[head]
    begin = qualify(document, span[0])
    whole = list(range(begin, span[-1] + 1))
    parent = token.head
    verb = _governing(document, clause, head)
    if parent in clause.verbs and token.dep in ("dobj", "nsubj", "nsubjpass", "attr", "npadvmod", "oprd"):
        if token.dep in ("dobj", "attr", "oprd", "npadvmod") and verb not in _OF_MONEY:
            return None
        opening, target = "How much", whole
    elif document.tokens[parent].dep == "prep" and document.tokens[parent].head in clause.verbs:
        preposition = document.lower[parent]
        if not _priced(preposition, verb):
            return None
        opening, target = f"{preposition.capitalize()} how much", [parent, *whole]
    else:
        return None
    tail = [each for each in document.subtree(head) if each > span[-1] and each in set(clause.words)]
    if tail and document.lower[tail[0]] in {"a", "an", "-", "and", "or", "to", ","}:
        return None
    kept = tail if tail and document.lower[tail[0]] in {"of", "in", "worth", "per"} else []
    return finish(document, asker, clause, target, opening, kept, (begin, span[-1]), "money")


def _priced(preposition: str, verb: str) -> bool:
    """Tell whether a verb takes an amount after a preposition: sold for, rose by, raised to, valued at."""
    if preposition in ("for", "by"):
        return True
    return (preposition == "at" and verb in {"value", "price", "estimate"}) or (
        preposition == "to" and verb in _CHANGES
    )


def _ask_percent(document: Document, asker: Asker, clause: Clause, span: list[int]) -> Candidate | None:
    head = _head(document, span)
    token = document.tokens[head]
    begin = qualify(document, span[0])
    whole = list(range(begin, span[-1] + 1))
    tail = [each for each in document.subtree(head) if each > span[-1] and each in set(clause.words)]
    verb = _governing(document, clause, head)
    if (
        tail
        and document.lower[tail[0]] == "of"
        and token.head in clause.verbs
        and token.dep in ("nsubj", "nsubjpass", "dobj")
    ):
        return finish(document, asker, clause, whole, "What percentage", tail, (begin, span[-1]), "percent")
    if tail and document.lower[tail[0]] not in _PLACING:
        return None
    if token.head in clause.verbs and token.dep in ("dobj", "npadvmod", "advmod") and verb in _CHANGES:
        return finish(document, asker, clause, whole, "By what percentage", [], (begin, span[-1]), "percent")
    parent = token.head
    by = document.lower[parent] in ("by", "to") and document.tokens[parent].head in clause.verbs
    if by and token.dep == "pobj" and verb in _CHANGES:
        opening = f"{document.words[parent].capitalize()} what percentage"
        return finish(document, asker, clause, [parent, *whole], opening, [], (begin, span[-1]), "percent")
    return None
