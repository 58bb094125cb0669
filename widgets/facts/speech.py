"""Who said what: direct quotations with a speaker who is certain."""

from collections.abc import Iterator, Sequence

from widgets.facts.candidates import Candidate, holds
from widgets.facts.document import Document, Sentence
from widgets.facts.entities import Entity, Table
from widgets.facts.model import Evidence
from widgets.facts.quotations import Statement, find_quotations, find_statements
from widgets.facts.reference import References
from widgets.facts.spans import with_article

SAYING = frozenset(
    """say tell add write warn explain note insist argue claim state admit declare continue recall
    joke tweet reply respond conclude remark observe comment stress emphasise emphasize reiterate
    announce testify ask""".split()
)
_HANDING_ON = frozenset("saying telling as".split())
"""Words after a name by which its bearer becomes the speaker: "Ada recalled Bo saying"."""
MOST_EVIDENCE = 80
MOST_TOGETHER = 62
MOST_PROMPT = 28


def find_speech(document: Document, table: Table, references: References) -> Iterator[Candidate]:
    """Find quotations of named people and ask who said them."""
    before: tuple[int, tuple[Entity, Sentence] | None] = (-1, None)
    for first, last in find_quotations(document):
        speaker = find_speaker(document, table, references, first, last)
        if speaker is None and before[1] is not None and _continues(document, before[0], first, last):
            speaker = before[1]
        before = (last, speaker)
        if speaker is None or not speaker[0].full or not speaker[0].human:
            continue
        for statement in find_statements(document, first, last):
            candidate = _ask(document, table, speaker, statement)
            if candidate:
                yield candidate
                break


def find_speaker(
    document: Document, table: Table, references: References, first: int, last: int, *, bodies: bool = False
) -> tuple[Entity, Sentence] | None:
    """Give who says a quotation, and the sentence that tells; with `bodies`, clubs and firms speak too."""
    begin, end = document.sentence_of[first], document.sentence_of[last - 1]
    kinds = ("person", "organisation", "team") if bodies else ("person",)
    found: list[tuple[Entity, Sentence]] = []
    for index in range(begin, end + 1):
        found += _sayers(document, table, references, document.sentences[index], kinds)
    if not found and begin > 0:
        before = document.sentences[begin - 1]
        near = before.paragraph >= document.sentences[begin].paragraph - 1
        if document.words[before.last - 1] == ":" and near:
            found = _sayers(document, table, references, before, kinds)
    return found[0] if len({id(entity) for entity, _ in found}) == 1 else None


def _continues(document: Document, end: int, first: int, last: int) -> bool:
    """Tell whether a quotation fills its sentences, and follows another in the same paragraph."""
    begin = document.sentences[document.sentence_of[first]]
    stop = document.sentences[document.sentence_of[last - 1]]
    filled = all(document.quoted[index] for index in range(begin.first, stop.last - 1))
    before = document.sentences[document.sentence_of[end - 1]]
    return filled and before.paragraph == begin.paragraph and before.index >= begin.index - 1


def _sayers(
    document: Document, table: Table, references: References, sentence: Sentence, kinds: Sequence[str]
) -> list[tuple[Entity, Sentence]]:
    """Give who is the subject of a verb of saying outside quotation marks; nobody where that is uncertain."""
    found = []
    for index in sentence.words:
        token = document.tokens[index]
        if document.lower[index] in _HANDING_ON and not document.quoted[index] and index - 1 in table.at:
            return []
        if token.lemma.lower() not in SAYING or token.pos != "VERB" or document.quoted[index]:
            continue
        subject = document.child(index, "nsubj")
        if subject is None or document.quoted[subject]:
            continue
        entity, told = table.at[subject][0] if subject in table.at else None, sentence
        meant = references.person(subject)
        if meant is not None:
            entity, told = meant[0], document.sentences[meant[1]]
        if entity is None or entity.kind not in kinds or document.child(subject, "conj") is not None:
            return []
        found.append((entity, told))
    return found


def _ask(
    document: Document, table: Table, speaker: tuple[Entity, Sentence], statement: Statement
) -> Candidate | None:
    entity, told = speaker
    named = table.within(statement.first, statement.last)
    begin = min(document.sentence_of[statement.first], told.index)
    end = max(document.sentence_of[statement.last - 1], told.index)
    evidence = _reach_back(document, entity, begin, end)
    most = MOST_EVIDENCE if begin == end else MOST_TOGETHER
    if entity in named or len(evidence.text.split()) > most:
        return None
    anchor = _anchor(document, table, entity) if not named else ""
    if len(anchor.split()) + len(statement.text.split()) > MOST_PROMPT:
        anchor = ""
    return Candidate(
        kind="who_said",
        prompt=f"{anchor}{'who' if anchor else 'Who'} said: “{statement.text}”"
        + ("" if statement.asks else "?"),
        answer=entity.name,
        evidence=evidence,
        named=None if holds(evidence.text, entity.name) else full_name(document, entity),
        sentence=end,
        fact=("said", statement.first),
        answers=entity,
        used=named,
        asked=list(range(statement.first, statement.last)),
        worth={
            "substance": statement.substance,
            "cut": float(statement.cut),
            "anchored": float(bool(named)),
            "unanchored": float(not named and not anchor),
        },
        note=f"{entity.name} said it, as the article reports.",
    )


def _reach_back(document: Document, entity: Entity, begin: int, end: int) -> Evidence:
    """Give the sentences as evidence, with one or two before them if the full name stands there."""
    last = document.sentences[end].last
    evidence = document.evidence(document.sentences[begin].first, last)
    for back in (1, 2):
        if begin - back >= 0 and not holds(evidence.text, entity.name):
            longer = document.evidence(document.sentences[begin - back].first, last)
            if holds(longer.text, entity.name) and len(longer.text.split()) <= MOST_TOGETHER:
                return longer
    return evidence


def _anchor(document: Document, table: Table, speaker: Entity) -> str:
    """Name what the headline names, where a statement names nothing itself."""
    title = document.article.title
    kinds = ("person", "organisation", "place", "team", "event", "work", "venue")
    found = [
        each for each in table.entities if each.kind in kinds and each.name in title and not each.generic
    ]
    for each in sorted(found, key=lambda each: title.index(each.name)):
        if each is not speaker and speaker.surname not in each.name:
            return f"In a report on {with_article(each)}, "
    return ""


def full_name(document: Document, entity: Entity) -> Evidence | None:
    """Give where an entity is first named in full."""
    for mention in entity.mentions:
        if holds(document.span(mention.first, mention.last), entity.name):
            return document.evidence(mention.first, mention.last)
    return None
