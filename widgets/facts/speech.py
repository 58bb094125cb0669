"""Who said what: direct quotations with a speaker who is certain."""

import re
from collections.abc import Iterator

from widgets.facts.candidates import Candidate
from widgets.facts.document import Document, Sentence
from widgets.facts.entities import Entity, Table
from widgets.facts.model import Evidence

SAYING = frozenset(
    """say tell add write warn explain note insist argue claim state admit declare continue recall joke
tweet reply respond conclude remark observe comment stress emphasise emphasize reiterate announce
testify ask""".split()
)
_VAGUE = frozenset("he she they it this that these those him her them here there".split())
_FILLER = frozenset("i we you my our your me us".split())
LEAST_WORDS, MOST_WORDS = 7, 23
MOST_EVIDENCE = 85


def find_speech(document: Document, table: Table) -> Iterator[Candidate]:
    """Find quotations of named people and ask who said them."""
    for first, last in _quotations(document):
        speaker = _speaker(document, table, first, last)
        if speaker is None or not speaker[0].full:
            continue
        for start, end in _statements(document, first, last):
            candidate = _ask(document, table, speaker, (start, end))
            if candidate:
                yield candidate
                break


def _quotations(document: Document) -> Iterator[tuple[int, int]]:
    """Give quotations as ranges of words, without their marks."""
    first, quoted = 0, document.quoted
    while first < len(quoted):
        last = first + 1
        if quoted[first]:
            while last < len(quoted) and quoted[last] == quoted[first]:
                last += 1
            begin = first + 1 if document.words[first][0] in '"“”„' else first
            end = last - 1 if document.words[last - 1][-1] in '"”' else last
            if end - begin >= LEAST_WORDS:
                yield begin, end
        first = last


def _speaker(document: Document, table: Table, first: int, last: int) -> tuple[Entity, Sentence] | None:
    """Give who says a quotation, and the sentence that tells."""
    begin, end = document.sentence_of[first], document.sentence_of[last - 1]
    found: list[tuple[Entity, Sentence]] = []
    for index in range(begin, end + 1):
        found += _sayers(document, table, document.sentences[index])
    if not found and begin > 0:
        before = document.sentences[begin - 1]
        if (
            document.words[before.last - 1] == ":"
            and before.paragraph >= document.sentences[begin].paragraph - 1
        ):
            found = _sayers(document, table, before)
    return found[0] if len({id(entity) for entity, _ in found}) == 1 else None


def _sayers(document: Document, table: Table, sentence: Sentence) -> list[tuple[Entity, Sentence]]:
    """Give who is the subject of a verb of saying outside quotation marks; nobody where a pronoun is."""
    found = []
    for index in sentence.words:
        token = document.tokens[index]
        if token.lemma.lower() not in SAYING or token.pos != "VERB" or document.quoted[index]:
            continue
        subject = document.child(index, "nsubj")
        if subject is None or document.quoted[subject]:
            continue
        entity = table.at[subject][0] if subject in table.at else None
        if entity is None or entity.kind != "person" or document.child(subject, "conj") is not None:
            return []
        found.append((entity, sentence))
    return found


def _statements(document: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Give the parts of a quotation that can stand alone, best first: runs of whole sentences."""
    cuts = [first]
    cuts += [index + 1 for index in range(first, last - 1) if document.words[index] in {".", "!", "?"}]
    cuts.append(last)
    spans = [(cuts[a], cuts[b]) for a in range(len(cuts)) for b in range(a + 1, len(cuts))]
    good = [span for span in spans if _stands(document, *span)]
    yield from sorted(good, key=lambda span: (-_substance(document, *span), span))


def _content(document: Document, first: int, last: int) -> list[int]:
    return [index for index in range(first, last) if re.match(r"\w", document.words[index])]


def _stands(document: Document, first: int, last: int) -> bool:
    words = [document.lower[index] for index in _content(document, first, last)]
    if not LEAST_WORDS <= len(words) <= MOST_WORDS or not document.words[first][:1].isupper():
        return False
    if words[0] in _VAGUE or words[0] in {"and", "but", "so", "or", "yes", "no", "because", "then"}:
        return False
    if (
        document.words[last - 1] not in {".", "!", "?", ",", ";"}
        and not document.quoted[min(last, len(document.words) - 1)]
    ):
        return False
    vague = sum(word in _VAGUE for word in words)
    return vague <= 1 and not any(
        document.words[i] in {"(", "[", "]", "...", "…"} for i in range(first, last)
    )


def _substance(document: Document, first: int, last: int) -> float:
    """Measure how much a statement says: nouns, names and numbers, less what is vague."""
    nouns = sum(document.tokens[index].pos in ("NOUN", "PROPN", "NUM") for index in range(first, last))
    words = [document.lower[index] for index in _content(document, first, last)]
    vague = sum(word in _VAGUE for word in words)
    length = abs(len(words) - 15) / 15
    return nouns - 2 * vague - 2 * length - 0.2 * sum(word in _FILLER for word in words)


def _ask(
    document: Document, table: Table, speaker: tuple[Entity, Sentence], span: tuple[int, int]
) -> Candidate | None:
    entity, told = speaker
    first, last = span
    named = table.within(first, last)
    begin = min(document.sentence_of[first], told.index)
    end = max(document.sentence_of[last - 1], told.index)
    evidence = document.evidence(document.sentences[begin].first, document.sentences[end].last)
    if entity in named or len(evidence.text.split()) > MOST_EVIDENCE or _substance(document, first, last) < 1:
        return None
    quote = document.render(range(first, last)).rstrip(",;. ").replace('"', "")
    mark = not quote.endswith("?")
    return Candidate(
        kind="who_said",
        prompt=f"Who said: “{_curl(quote)}”" + ("?" if mark else ""),
        answer=entity.name,
        evidence=evidence,
        named=None if entity.name in evidence.text else full_name(document, entity),
        sentence=told.index,
        fact=("said", first),
        answers=entity,
        used=named,
        asked=list(range(first, last)),
        worth={"substance": _substance(document, first, last)},
        note=f"{entity.name} said so.",
    )


def full_name(document: Document, entity: Entity) -> Evidence | None:
    """Give where an entity is first named in full."""
    for mention in entity.mentions:
        if entity.name in document.span(mention.first, mention.last):
            return document.evidence(mention.first, mention.last)
    return None


def _curl(text: str) -> str:
    return text.replace("'", "’")
