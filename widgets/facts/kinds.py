"""Says what a name names: by vote over its mentions, by its shape, and by what is known of the world."""

from collections import Counter
from collections.abc import Iterator

from widgets.facts.document import Document
from widgets.facts.entities import Entity, Mention
from widgets.facts.gazetteer.countries import BY_DEMONYM, BY_NAME, CAPITALS
from widgets.facts.gazetteer.organisations import ENDINGS, ORGANISATIONS
from widgets.facts.gazetteer.people import (
    GIVEN_NAMES,
    ROLES,
    TITLES,
)
from widgets.facts.gazetteer.places import CITIES, REGIONS, STATES

_KINDS = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "NORP": "group",
    "FAC": "venue", "EVENT": "event", "WORK_OF_ART": "work", "PRODUCT": "product", "LAW": "law",
}  # fmt: skip
_PLACES = {"district": "place", "nature": "place", "street": "place"}
_KEPT = {"device": "product", "event": "event", "law": "law", "venue": "venue", "museum": "venue"}
SPEAKING = frozenset("say add tell recall explain warn argue note write insist".split())


def judge_kind(document: Document, name: str, mentions: list[Mention], titles: set[str]) -> Entity:
    """Make an entity of a name and its mentions, of the kind that most of the evidence votes for."""
    votes: Counter[tuple[str, str]] = Counter()
    for mention in mentions:
        label = document.tokens[mention.first].entity
        if label in _KINDS:
            votes[_KINDS[label], ""] += 1
        votes.update(_hear(document, mention))
    known = _look_up(name)
    sure = known is not None
    if known is not None:
        votes[known] += 100
    elif titles - {"Chief", "Secretary", "Minister", "Justice", "General", "Attorney"}:
        votes["person", ""] += 4
    for vote, weight in _shape(name):
        votes[vote] += weight
    if name.split()[-1] in TITLES or name.split()[-1].lower() in ROLES:
        votes["office", ""] += 50
    (kind, sort), _ = votes.most_common(1)[0] if votes else (("other", ""), 0)
    return Entity(name, kind, sort, list(mentions), {name}, set(titles), sure=sure)


def _look_up(name: str) -> tuple[str, str] | None:
    if name in BY_NAME:
        return ("place", "country")
    if name in ORGANISATIONS and name not in CITIES:
        kind = ORGANISATIONS[name]
        return ("team", "team") if kind in ("team", "other team") else ("organisation", kind)
    if name in STATES:
        return ("place", "state")
    if name in CITIES or name in CAPITALS:
        return ("place", "city")
    if name in REGIONS:
        return ("place", "region")
    if name in BY_DEMONYM:
        return ("group", "nationality")
    return None


def _shape(name: str) -> Iterator[tuple[tuple[str, str], int]]:
    words = name.split()
    if 2 <= len(words) <= 4 and words[0] in GIVEN_NAMES and words[-1] not in ENDINGS:
        yield ("person", ""), 5
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    sort = ENDINGS.get(head.rstrip("."))
    if sort and len(words) > 1:
        kind = _PLACES.get(sort) or _KEPT.get(sort) or ("team" if sort == "team" else "organisation")
        yield (kind, sort), 6
    if len(words) == 1 and name.isupper() and 2 <= len(name) <= 6:
        yield ("organisation", ""), 2


def _hear(document: Document, mention: Mention) -> Iterator[tuple[str, str]]:
    """Vote by what stands around a mention: an age, a verb of saying, a place preposition."""
    after = document.words[mention.last : mention.last + 3]
    if len(after) == 3 and after[0] == "," and after[1].isdigit() and after[2] == ",":
        yield "person", ""
    head = document.tokens[mention.last - 1]
    if head.dep == "nsubj" and document.tokens[head.head].lemma in SPEAKING:
        yield "person", ""
        if mention.last - mention.first > 1 and document.lower[mention.first - 1] != "the":
            yield "person", ""
    beside = [*document.children[mention.last - 1], *([head.head] if head.dep == "appos" else [])]
    if any(
        document.lower[each] in ROLES and "appos" in (document.tokens[each].dep, head.dep) for each in beside
    ):
        for _ in range(4):
            yield "person", ""
    if head.dep == "compound" and head.head >= mention.last and document.tokens[head.head].pos == "NOUN":
        for _ in range(0 if document.lower[head.head] in ROLES else 9):
            yield "product", ""
    if mention.first and document.lower[mention.first - 1] == "in" and head.dep == "pobj":
        yield "place", ""
        if mention.last - mention.first == 1 and document.words[mention.first] not in GIVEN_NAMES:
            yield "place", ""
