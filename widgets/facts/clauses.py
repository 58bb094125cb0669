"""Clauses: a verb with its subject and what belongs to it, without what can be left out."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from widgets.facts.document import Document, Sentence
from widgets.facts.entities import Entity, Table
from widgets.facts.reference import References
from widgets.facts.speech import SAYING

_SUBJECTS = ("nsubj", "nsubjpass", "expl")
_LOOSE = frozenset("parataxis intj discourse mark cc meta".split())
_TEMPORAL = frozenset(
    """today yesterday tomorrow tonight now currently recently already earlier later soon then
    meanwhile monday tuesday wednesday thursday friday saturday sunday previously ago again also
    however moreover furthermore additionally instead indeed finally eventually ultimately
    reportedly apparently officially simultaneously still yet just even too only afterwards
    subsequently thereafter initially originally typically usually""".split()
)
_SHOWING = frozenset("show reveal find report confirm indicate".split())
_PRESUMING = frozenset("before after when because although while".split())
"""What begins a clause that is taken for granted, and so is as true as the main one."""
_RELATIVE = frozenset("last next this past coming previous following same that later earlier".split())
_PERIODS = frozenset(
    """week month year night day morning afternoon evening weekend season summer spring winter autumn
    fall time decade moment hour minute weeks months years days hours minutes""".split()
)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_TRAILING = frozenset("including excluding like up down compared".split())
"""What begins an addition after a comma."""
_BREAKS = frozenset("— – - ; : … ... / [ ] •".split())


class Clause(Struct, frozen=True):
    """A verb, its subject's head, its auxiliaries, and all words that are kept, in order.

    `verbs` are the verb and those it governs, as in "is set to raise". `lost` are the words of a time
    that was left out because only the article's day explains it. `stands_for` is whom a subject "who" means.
    """

    sentence: Sentence
    verb: int
    subject: int
    auxiliaries: Sequence[int]
    words: Sequence[int]
    verbs: frozenset[int]
    told_by: Entity | None = None
    told: bool = False
    lost: str = ""
    stands_for: Entity | None = None


def find_clauses(document: Document, table: Table, references: References) -> Iterator[Clause]:
    """Find the clauses of a document that say something outright."""
    for sentence in document.sentences:
        if document.whole(sentence):
            for index in sentence.words:
                clause = _read(document, table, references, sentence, index)
                if clause is not None:
                    yield clause


def _read(
    document: Document, table: Table, references: References, sentence: Sentence, verb: int
) -> Clause | None:
    token = document.tokens[verb]
    if token.pos not in ("VERB", "AUX") or document.quoted[verb] or token.tag == "MD":
        return None
    if token.tag == "VBG" and document.child(verb, "aux") is None:
        return None
    subject = _subject(document, verb)
    if subject is not None and _inverted(document, subject):
        return None
    if _conditional(document, verb):
        return None
    if subject is None or document.child(verb, "neg") is not None or not _asserted(document, verb):
        return None
    stands_for = _antecedent(document, table, references, verb, subject) if token.dep == "relcl" else None
    words, lost = _keep(document, verb, subject)
    if not words or (token.dep == "relcl" and stands_for is None):
        return None
    auxiliaries = [
        each for each in document.children[verb] if document.tokens[each].dep in ("aux", "auxpass")
    ]
    who = document.child(token.head, "nsubj") if token.dep == "ccomp" else None
    return Clause(
        sentence=sentence,
        verb=verb,
        subject=subject,
        auxiliaries=sorted(auxiliaries),
        words=words,
        verbs=_verbs(document, verb),
        told_by=table.at[who][0] if who is not None and who in table.at else None,
        told=token.dep == "ccomp",
        lost=lost,
        stands_for=stands_for,
    )


def _conditional(document: Document, verb: int) -> bool:
    """Tell whether a clause holds only under a condition, which must not get lost."""
    clauses = [each for each in document.children[verb] if document.tokens[each].dep == "advcl"]
    marks = {document.lower[child] for each in (verb, *clauses) for child in document.children[each]}
    return bool(marks & {"if", "unless", "provided", "whether"})


def _inverted(document: Document, subject: int) -> bool:
    """Tell whether what was taken for a subject hangs on a preposition, as in "On board were 155 people"."""
    before = document.subtree(subject)[0] - 1
    return before >= 0 and document.tokens[before].pos == "ADP" and document.tokens[before].head >= before


def _asserted(document: Document, verb: int) -> bool:
    """Tell whether a clause is said outright: the main one, one joined to it, one reported, or an aside."""
    token = document.tokens[verb]
    if token.dep == "ccomp":
        marks = {document.lower[each] for each in document.children[verb]} & {"if", "whether"}
        return document.tokens[token.head].lemma.lower() in SAYING | _SHOWING and not marks
    if token.dep == "conj":
        return document.tokens[token.head].dep == "ROOT"
    if token.dep == "advcl":
        marks = {document.lower[each] for each in document.children[verb]}
        return bool(marks & _PRESUMING) and document.child(verb, *_SUBJECTS) is not None
    return token.dep in ("ROOT", "relcl")


def _subject(document: Document, verb: int) -> int | None:
    """Give the head of a verb's subject, which a coordinated verb may share with the one before."""
    own = document.child(verb, *_SUBJECTS)
    if own is not None:
        return own if own < verb else None
    token = document.tokens[verb]
    finite = token.tag in ("VBD", "VBZ", "VBP")
    if token.dep != "conj" or not finite or document.child(verb, "aux", "auxpass") is not None:
        return None
    shared = document.child(token.head, "nsubj", "nsubjpass")
    verbal = document.tokens[token.head].pos in ("VERB", "AUX")
    return shared if verbal and shared is not None and shared < verb else None


def _antecedent(
    document: Document, table: Table, references: References, verb: int, subject: int
) -> Entity | None:
    """Give what "who" or "which" stands for, where that stands right before a comma or a dash."""
    noun = document.tokens[verb].head
    aside = subject > 1 and document.words[subject - 1] in {",", "-", "–", "—"}
    if document.lower[subject] not in {"who", "which"} or not aside:
        return None
    if noun in table.at and subject - 2 in table.at:
        entity = table.at[noun][0]
        return entity if table.at[subject - 2][0] is entity else None
    definite = document.child(noun, "det")
    bare = subject - 2 == noun and definite is not None and document.lower[definite] == "the"
    return references.generic(noun) if bare and definite == noun - 1 else None


def _verbs(document: Document, verb: int) -> frozenset[int]:
    found, waiting = {verb}, [verb]
    while waiting:
        for child in document.children[waiting.pop()]:
            if document.tokens[child].dep == "xcomp" and document.tokens[child].pos == "VERB":
                found.add(child)
                waiting.append(child)
    return frozenset(found)


def _hyphen(document: Document, index: int) -> bool:
    """Tell whether a dash joins two words, as in Nagorno-Karabakh, and does not part two phrases."""
    return document.words[index] in "-–/" and not document.spaced(index) and not document.spaced(index - 1)


def _keep(document: Document, verb: int, subject: int) -> tuple[list[int], str]:
    """Give the words that are kept, and the words of a time that is left out."""
    whole = sorted({*document.subtree(verb), *document.subtree(subject)})
    dropped: set[int] = set()
    lost: list[str] = []
    for child in document.children[verb]:
        if _droppable(document, verb, subject, child):
            dropped |= set(document.subtree(child))
            if _fleeting(document, child):
                lost += [document.lower[each] for each in document.subtree(child)]
    for index in whole:
        if index not in dropped and index not in (verb, subject) and _aside(document, index):
            dropped |= set(document.subtree(index))
    dropped |= _bracketed(document, whole)
    kept = _within_dashes(document, [each for each in whole if each not in dropped], verb)
    return _without_stray_commas(document, _without_stray_quotes(document, kept)), " ".join(lost)


def _without_stray_quotes(document: Document, kept: list[int]) -> list[int]:
    """Leave out the marks of quotations that are not kept whole."""
    inside = set(kept)
    return [
        each
        for each in kept
        if document.words[each] not in {'"', "“", "”"} or document.quotation(each) <= inside
    ]


def _within_dashes(document: Document, kept: list[int], verb: int) -> list[int]:
    """Leave out what stands between two dashes, or after one; nothing is left where that parts the verb."""
    breaks = [each for each in kept if document.words[each] in _BREAKS and not _hyphen(document, each)]
    if not breaks:
        return kept
    first = breaks[0]
    if len(breaks) == 1:
        return [each for each in kept if each < first] if verb < first else []
    if len(breaks) > 2 or any(document.words[each] in ":;[]" for each in breaks) or first < verb < breaks[1]:
        return []
    return [each for each in kept if not first <= each <= breaks[1]]


def _droppable(document: Document, verb: int, subject: int, child: int) -> bool:
    token = document.tokens[child]
    if token.dep in _LOOSE or (token.dep == "punct" and document.words[child] not in ',-"“”'):
        return True
    if token.dep == "conj" and token.pos in ("VERB", "AUX"):
        return True
    if token.dep == "advcl":
        return child < subject or _comma_before(document, child)
    if (
        token.dep == "ccomp"
        and document.tokens[verb].lemma.lower() not in SAYING
        and _comma_before(document, child)
    ):
        return True
    return _fleeting(document, child)


def _fleeting(document: Document, child: int) -> bool:
    """Tell whether an adjunct says only when, seen from the article's day, or links back."""
    token = document.tokens[child]
    words = [document.lower[each] for each in document.subtree(child) if document.tokens[each].pos != "PUNCT"]
    if token.dep == "advmod":
        return words[-1] in _TEMPORAL or "ago" in words or set(words) & {"earlier", "later"} != set()
    if token.dep == "npadvmod":
        return bool(set(words) & (_DAYS | {"ago", "today"})) or (
            bool(set(words) & _RELATIVE) and bool(set(words) & _PERIODS)
        )
    if token.dep == "prep" and len(words) <= 4:
        return bool(set(words[1:]) & _DAYS) or (
            bool(set(words[1:]) & _RELATIVE) and bool(set(words[1:]) & _PERIODS)
        )
    return False


def _aside(document: Document, index: int) -> bool:
    """Tell whether a modifier is set off by a comma, and so is no part of what is meant."""
    dep = document.tokens[index].dep
    if dep in ("appos", "relcl", "acl", "advcl") and _comma_before(document, index):
        return True
    if document.lower[index] in _TRAILING and _comma_before(document, index):
        return True
    return dep in ("parataxis", "dep", "meta")


def _comma_before(document: Document, index: int) -> bool:
    first = document.subtree(index)[0]
    return first > 0 and document.words[first - 1] in {",", "—", "–", "("}


def _bracketed(document: Document, words: Iterable[int]) -> set[int]:
    found, depth = set(), 0
    for index in words:
        depth += document.words[index] == "("
        if depth:
            found.add(index)
        depth -= document.words[index] == ")"
    return found


def _without_stray_commas(document: Document, kept: list[int]) -> list[int]:
    """Leave out commas that nothing stands around any more."""
    inside = set(kept)
    marks = {index for index in kept if document.words[index] == ","}
    stray = {index for index in marks if index - 1 not in inside or index + 1 not in inside}
    kept = [each for each in kept if each not in stray]
    while kept and document.tokens[kept[0]].pos == "PUNCT":
        kept.pop(0)
    while kept and document.words[kept[-1]] in {",", ".", "!", "?", ";", ":"}:
        kept.pop()
    return kept
