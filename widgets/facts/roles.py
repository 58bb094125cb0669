"""Who holds which office or profession, from appositions, titles before names, and "X is the Y of Z"."""

import re
from collections.abc import Iterator

from widgets.facts.candidates import Candidate, holds
from widgets.facts.document import Document
from widgets.facts.entities import Entity, Table
from widgets.facts.gazetteer.people import ROLES, UNIQUE_ROLES
from widgets.facts.spans import Phrase, Writer, with_article
from widgets.facts.speech import full_name

_FORMER = {"former", "ex", "late", "outgoing", "incoming", "then", "acting", "interim", "retired", "ex-"}
_ANCHORS = {"organisation", "place", "team", "group", "event", "work", "venue", "law"}
_PROFESSORS = frozenset("Professor Prof Prof.".split())
_SHORT = {"gov.": "governor", "gov": "governor"}
_OF_PLACES = frozenset("mayor mayoress governor sheriff councillor alderman".split())
_ORGANISED = frozenset({"organisation", "team"})
"""Nobody is the mayor of a company: what is named there is the town that it is called after."""
_NATIONAL = frozenset("president premier minister chancellor ambassador captain king queen secretary".split())
KIN = frozenset("wife husband predecessor successor".split())
_EMPTY = {"member", "source", "fan", "resident", "native", "star", "candidate", "victim", "witness"}


def find_roles(document: Document, table: Table, writer: Writer, when: str) -> Iterator[Candidate]:
    """Find people with their roles and ask who holds them; `when` ends questions with the article's time."""
    seen: set[str] = set()
    for entity in table.people():
        for mention in entity.mentions:
            for head, words in _phrases(document, mention.first, mention.last):
                phrase = writer.write(words)
                if phrase is None or not _anchored(document, table, entity, words, phrase):
                    continue
                candidate = _ask(document, entity, head, phrase, when)
                if candidate and candidate.prompt not in seen:
                    seen.add(candidate.prompt)
                    yield candidate
            professor = _ask_professor(document, table, entity, mention.last, when)
            if professor and professor.prompt not in seen:
                seen.add(professor.prompt)
                yield professor


def _phrases(document: Document, first: int, last: int) -> Iterator[tuple[int, list[int]]]:
    """Give the noun phrases that say what the person named here is, each with its head."""
    head = last - 1
    apposed = [each for each in document.children[head] if document.tokens[each].dep == "appos"]
    if document.tokens[head].dep == "appos":
        apposed.append(document.tokens[head].head)
    if document.tokens[head].dep == "nsubj":
        verb = document.tokens[head].head
        attribute = document.child(verb, "attr")
        if document.tokens[verb].lemma == "be" and attribute is not None and not document.child(verb, "neg"):
            apposed.append(attribute)
    for noun in apposed:
        if document.lower[noun] in ROLES | KIN and not document.quoted[noun]:
            yield noun, _trimmed(document, noun, set(range(first, last)))
    before = first - 1
    if (
        before >= 0
        and document.lower[before] in ROLES | _SHORT.keys()
        and document.tokens[before].head in range(first, last)
    ):
        left = min(document.subtree(each)[0] for each in (*document.children[head], before) if each < first)
        if not document.quoted[before]:
            yield before, list(range(left, first))


def _trimmed(document: Document, noun: int, person: set[int]) -> list[int]:
    """Give the words of a noun phrase without the person, and without what follows a comma or an "and"."""
    left_out = set(person)
    for child in document.subtree(noun):
        token = document.tokens[child]
        joined = token.dep in ("conj", "cc") and token.head == noun
        aside = token.dep in ("relcl", "acl", "advcl", "parataxis", "dep")
        apposed = token.dep == "appos" and document.words[document.subtree(child)[0] - 1] in {
            ",",
            "(",
            "–",
            "—",
        }
        if child > noun and (joined or aside or apposed):
            left_out |= set(document.subtree(child))
    words = [each for each in document.subtree(noun) if each not in left_out]
    for place, each in enumerate(words):
        if each > noun and (document.words[each] in {",", ";", "(", "—", "–"} or each in person):
            return words[:place]
    return words


def _anchored(document: Document, table: Table, person: Entity, words: list[int], phrase: Phrase) -> bool:
    anchors = [entity for entity in phrase.used if entity.kind in _ANCHORS and entity is not person]
    anchors = [entity for entity in anchors if not entity.generic]
    if KIN & set(phrase.text.lower().split()):
        anchors += [entity for entity in phrase.used if entity.full and entity is not person]
    if all(entity.kind == "group" for entity in anchors) and not _NATIONAL & set(phrase.text.lower().split()):
        return False
    if _OF_PLACES & set(phrase.text.lower().split()) and all(_ORGANISED & {each.kind} for each in anchors):
        return False
    return bool(anchors) and person.surname.lower() not in phrase.text.lower()


def _ask_professor(
    document: Document, table: Table, entity: Entity, after: int, when: str
) -> Candidate | None:
    """Ask who is a professor at a university: "Professor Ada Bell of the University of Leeds"."""
    start = after + (document.words[after : after + 1] == [","])
    if document.lower[start : start + 1] not in (["of"], ["at"], ["from"]) or not entity.titles & _PROFESSORS:
        return None
    place = start + 1 + (document.lower[start + 1 : start + 2] == ["the"])
    body = table.at[place][0] if place in table.at else None
    if body is None or body.kind != "organisation" or body.sort not in ("university", "institute"):
        return None
    sentence = document.sentences[document.sentence_of[after - 1]]
    text = f"a professor at {with_article(body)} {when}"
    evidence = document.evidence(sentence.first, sentence.last)
    return Candidate(
        kind="role",
        prompt=f"Which of these people was {text}?",
        answer=entity.name,
        evidence=evidence,
        named=None if holds(evidence.text, entity.name) else full_name(document, entity),
        sentence=sentence.index,
        fact=(f"role {entity.name}", 0),
        answers=entity,
        used=[body],
        asked=list(range(start, place + 1)),
        noun="professor",
        note=f"{entity.name} was {text}.",
    )


def _ask(document: Document, entity: Entity, head: int, phrase: Phrase, when: str) -> Candidate | None:
    words = [_SHORT.get(word.lower(), word) for word in phrase.text.split()]
    lower = [word.lower() for word in words]
    noun = _SHORT.get(document.lower[head], document.lower[head])
    if lower[0] == "former" or lower[:2] in (["a", "former"], ["the", "former"]):
        words = ["a", "former", *words[lower.index("former") + 1 :]]
        lower = [word.lower() for word in words]
    if not 2 <= len(words) <= 16 or noun in _EMPTY or any(word in _FORMER for word in lower[2:]):
        return None
    if lower[0] in _FORMER or (lower[1] in _FORMER and lower[1] != "former"):
        return None
    sentence = document.sentences[document.sentence_of[head]]
    evidence = document.evidence(sentence.first, sentence.last)
    chief = "chief" in lower and noun in {"executive", "officer", "economist", "scientist", "inspector"}
    indefinite = lower[0] in {"a", "an", "one"} or (noun not in UNIQUE_ROLES | KIN and not chief)
    when = "" if noun in {"predecessor", "successor"} else f" {when}"
    if indefinite and lower[0] == "the":
        return None
    if indefinite and lower[0] not in {"a", "an"}:
        if "'s" in lower[0] or "’s" in " ".join(lower[:4]):
            return None
        words = ["an" if lower[0][0] in "aeiou" and not lower[0].startswith(("uni", "eu")) else "a", *words]
        lower = [words[0], *lower]
    opening = "Which of these people was" if indefinite else "Who was"
    text = " ".join([*words[:-1], words[-1].lower() if words[-1].lower() in ROLES else words[-1]])
    text = re.sub(r"\b(?:Prime|Vice|Deputy|Chief)(?= [a-z]+$)", lambda found: found.group().lower(), text)
    before = re.split(r" (?:of|at|for|with|in|to) ", text)[0].replace("'", "’")
    article = "" if lower[0] in {"a", "an", "the"} or "’s " in before else "the "
    return Candidate(
        kind="role",
        prompt=f"{opening} {article}{text}{when}?",
        answer=entity.name,
        evidence=evidence,
        named=None if holds(evidence.text, entity.name) else full_name(document, entity),
        sentence=sentence.index,
        fact=(f"role {entity.name}", 0),
        answers=entity,
        used=list(phrase.used),
        asked=list(phrase.words),
        worth={"unique": float(not indefinite), "resolved": float(phrase.resolved)},
        noun=noun,
        note=f"{entity.name} was {article}{text}{when}.",
    )
