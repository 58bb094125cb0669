"""How many, how much, what percentage: numbers with their unit and their scope."""

import re
from collections.abc import Iterator

from widgets.facts.asking import Asker
from widgets.facts.candidates import Candidate
from widgets.facts.clauses import Clause
from widgets.facts.document import Document
from widgets.facts.making import make
from widgets.facts.numbers import SPELLED, value_of, vary

_SCALES = r"(?:million|billion|trillion|thousand|hundred|mn|bn|tn|m|k|crore|lakh)"
_MONEY = re.compile(
    rf"(?:(?:US|A|AU|C|CA|NZ|HK|TT|S)?[$£€¥₹]|Rs\.? )\s?\d[\d,]*(?:\.\d+)?(?:[\s-]?{_SCALES}\b)?"
    rf"|\d[\d,]*(?:\.\d+)?(?:\s{_SCALES})?\s(?:(?:US|Hong Kong|Canadian|Australian) )?"
    r"(?:dollars|pounds|euros|rupees|yen|yuan)\b",
)
_PERCENT = re.compile(
    r"\d+(?:\.\d+)?\s?(?:%|per\s?cent\b|percent\b)|\b(?:" + "|".join(SPELLED) + r")\s(?:per\s?cent|percent)\b"
)
_PERIOD = re.compile(r"\b(?:week|month|year|season|night|decade|summer|winter|spring|autumn|quarter|day)s?\b")
_QUALIFIERS = (
    "more than", "at least", "up to", "about", "around", "nearly", "almost", "over", "some",
)  # fmt: skip
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
                yield from filter(None, [_ask_count(document, asker, clause, index)])


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


def _qualify(document: Document, first: int) -> int:
    """Give where a quantity begins, "more than" included."""
    for length in (2, 1):
        begin = first - length
        if begin >= 0 and " ".join(document.lower[begin:first]) in _QUALIFIERS:
            return begin
    return first


def _head(document: Document, span: list[int]) -> int:
    """Give the word of a span that all its others hang on."""
    inside = set(span)
    return next((each for each in span if document.tokens[each].head not in inside), span[-1])


def _governing(document: Document, clause: Clause, head: int) -> str:
    """Give the lemma of the verb that an amount belongs to."""
    parent = document.tokens[head].head
    parent = document.tokens[parent].head if document.tokens[parent].dep == "prep" else parent
    return document.tokens[parent if parent in clause.verbs else clause.verb].lemma.lower()


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


def _ask_money(document: Document, asker: Asker, clause: Clause, span: list[int]) -> Candidate | None:
    head = _head(document, span)
    token = document.tokens[head]
    begin = _qualify(document, span[0])
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
    return _finish(document, asker, clause, target, opening, kept, (begin, span[-1]), "money")


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
    begin = _qualify(document, span[0])
    whole = list(range(begin, span[-1] + 1))
    tail = [each for each in document.subtree(head) if each > span[-1] and each in set(clause.words)]
    verb = _governing(document, clause, head)
    if (
        tail
        and document.lower[tail[0]] == "of"
        and token.head in clause.verbs
        and token.dep in ("nsubj", "nsubjpass", "dobj")
    ):
        return _finish(document, asker, clause, whole, "What percentage", tail, (begin, span[-1]), "percent")
    if tail and document.lower[tail[0]] not in _PLACING:
        return None
    if token.head in clause.verbs and token.dep in ("dobj", "npadvmod", "advmod") and verb in _CHANGES:
        return _finish(document, asker, clause, whole, "By what percentage", [], (begin, span[-1]), "percent")
    parent = token.head
    by = document.lower[parent] in ("by", "to") and document.tokens[parent].head in clause.verbs
    if by and token.dep == "pobj" and verb in _CHANGES:
        opening = f"{document.words[parent].capitalize()} what percentage"
        return _finish(document, asker, clause, [parent, *whole], opening, [], (begin, span[-1]), "percent")
    return None


def _ask_count(document: Document, asker: Asker, clause: Clause, index: int) -> Candidate | None:
    token = document.tokens[index]
    if token.pos != "NUM" or token.tag != "CD" or token.dep != "nummod" or document.quoted[index]:
        return None
    noun = token.head
    numbers = [each for each in document.children[noun] if document.tokens[each].dep == "nummod"]
    span = [each for each in document.subtree(index) if document.tokens[each].pos == "NUM"]
    if len(numbers) != 1 or not span or noun <= index or not _countable(document, noun, span):
        return None
    kept = set(clause.words)
    phrase = [each for each in document.subtree(noun) if each in kept]
    begin = _qualify(document, span[0])
    ahead = [each for each in phrase if each < begin]
    if any(document.lower[each] not in _SOFT for each in ahead):
        return None
    tail = [each for each in phrase if each > span[-1]]
    tail = _without_conjuncts(document, noun, tail)
    if any(document.lower[each] == "the" for each in ahead) and tail[-1:] <= [noun]:
        return None
    if (
        not tail
        or value_of(document.words[span[0]]) is None
        or value_of(document.words[span[0]]) in (0.0, 1.0)
    ):
        return None
    target = [*ahead, *range(begin, span[-1] + 1)]
    place = document.tokens[noun]
    bounds = (begin, span[-1])
    if place.head in clause.verbs and place.dep in ("nsubj", "nsubjpass", "dobj", "attr", "npadvmod"):
        return _finish(document, asker, clause, target, "How many", tail, bounds, "count")
    preposition = place.head
    if preposition == begin:
        begin = span[0]
        target, bounds = [*ahead, *range(begin, span[-1] + 1)], (begin, span[-1])
    if place.dep == "pobj" and document.tokens[preposition].head in clause.verbs:
        word = document.lower[preposition]
        if word in _PREPOSITIONS and document.tokens[preposition].dep == "prep":
            return _finish(
                document,
                asker,
                clause,
                [preposition, *target],
                f"{word.capitalize()} how many",
                tail,
                bounds,
                "count",
            )
    return None


def _countable(document: Document, noun: int, span: list[int]) -> bool:
    word = document.lower[noun]
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


def _without_conjuncts(document: Document, noun: int, tail: list[int]) -> list[int]:
    """Leave out what is joined to the counted noun by "and", which the number does not count, and adverbs."""
    out: set[int] = set()
    for child in document.children[noun]:
        if child > noun and document.tokens[child].dep in ("conj", "cc", "advmod"):
            out |= set(document.subtree(child))
    kept = [each for each in tail if each not in out]
    while kept and document.words[kept[-1]] == ",":
        kept.pop()
    return kept


def _finish(
    document: Document,
    asker: Asker,
    clause: Clause,
    target: list[int],
    opening: str,
    tail: list[int],
    bounds: tuple[int, int],
    kind: str,
) -> Candidate | None:
    after = bounds[1] + 1
    glued = (
        after < len(document.words) and document.words[after][0] in "-–" and not document.spaced(bounds[1])
    )
    asked = (
        None if glued or _PERIOD.search(clause.lost) else asker.ask(clause, target, opening, with_words=tail)
    )
    if asked is None:
        return None
    answer = _text(document, *bounds)
    wrong = vary(answer, _others(document, clause), asked.prompt, least=1.0 if kind == "count" else 0.0)
    return make(document, clause, asked, kind, answer, wrong, at=bounds[0])
