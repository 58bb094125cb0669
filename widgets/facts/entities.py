"""The document-wide table of whom and what an article names, each with one name, one kind, all mentions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from msgspec import Struct, field

from widgets.facts.document import Document
from widgets.facts.gazetteer.countries import BY_DEMONYM, BY_NAME, CAPITALS
from widgets.facts.gazetteer.organisations import ENDINGS, ORGANISATIONS, SHORT_NAMES
from widgets.facts.gazetteer.people import (
    FEMALE_TITLES,
    GIVEN_NAMES,
    MALE_TITLES,
    MEN,
    ROLES,
    TITLES,
    WOMEN,
)
from widgets.facts.gazetteer.places import CITIES, REGIONS, STATES

NAMED = {"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"}
_KINDS = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "NORP": "group",
    "FAC": "venue", "EVENT": "event", "WORK_OF_ART": "work", "PRODUCT": "product", "LAW": "law",
}  # fmt: skip
_PLACES = {"district": "place", "nature": "place", "street": "place"}
_KEPT = {"event": "event", "law": "law", "venue": "venue", "museum": "venue"}
_LINKS = {
    "of",
    "the",
    "and",
    "&",
    "for",
    "de",
    "la",
    "van",
    "von",
    "der",
    "bin",
    "al",
    "du",
    "del",
    "da",
    "di",
}
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december jan feb mar apr jun jul aug sept sep oct nov dec i today
christmas easter""".split()
)
_INITIAL = re.compile(r"[A-Z]\.?|Jr\.?|Sr\.?|I{2,3}|IV")


class Mention(Struct, frozen=True):
    """Words `first` up to but not including `last` that name an entity."""

    first: int
    last: int


class Entity(Struct, eq=False):
    """Someone or something named. `sort` says more than `kind`, such as country, city, company, team."""

    name: str
    kind: str
    sort: str = ""
    mentions: list[Mention] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    sure: bool = False

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]

    @property
    def full(self) -> bool:
        """Whether a person is named in full."""
        return self.kind == "person" and " " in self.name

    @property
    def gender(self) -> str:
        """`he`, `she`, or empty where neither title nor given name tells."""
        if self.titles & FEMALE_TITLES:
            return "she"
        if self.titles & MALE_TITLES:
            return "he"
        given = self.name.split()[0]
        return (
            "he"
            if given in MEN and given not in WOMEN
            else "she"
            if given in WOMEN and given not in MEN
            else ""
        )


class Table:
    """All entities of a document, in the order in which they are first named."""

    def __init__(self, document: Document, entities: list[Entity]) -> None:
        self.document = document
        self.entities = entities
        self.at: dict[int, tuple[Entity, Mention]] = {
            index: (entity, mention)
            for entity in entities
            for mention in entity.mentions
            for index in range(mention.first, mention.last)
        }

    def of(self, kind: str) -> list[Entity]:
        """Give the entities of a kind."""
        return [entity for entity in self.entities if entity.kind == kind]

    def people(self) -> list[Entity]:
        """Give the people who are named in full."""
        return [entity for entity in self.entities if entity.full]

    def within(self, first: int, last: int) -> list[Entity]:
        """Give the entities mentioned in a range of words, each once."""
        found: dict[int, Entity] = {}
        for index in range(first, last):
            if index in self.at:
                found.setdefault(id(self.at[index][0]), self.at[index][0])
        return list(found.values())

    def named(self, name: str) -> Entity | None:
        """Give the entity that goes by a name."""
        return next((entity for entity in self.entities if name in entity.names), None)


def make_table(document: Document) -> Table:
    """Find, join and type all entities of a document."""
    mentions = list(_find(document))
    groups: dict[str, list[Mention]] = defaultdict(list)
    titles: dict[str, set[str]] = defaultdict(set)
    for mention, spoken in mentions:
        name = _name(document, mention)
        groups[name].append(mention)
        titles[name] |= spoken
    entities = [_type(document, name, found, titles[name]) for name, found in groups.items()]
    return Table(document, _join(entities))


def _find(document: Document) -> Iterator[tuple[Mention, set[str]]]:
    for sentence in document.sentences:
        if not document.whole(sentence):
            continue
        index = sentence.first
        while index < sentence.last:
            end = _reach(document, index, sentence.last)
            if end > index:
                for first, last in _split(document, index, end):
                    yield from _trim(document, first, last)
                index = end
            else:
                index += 1


def _capital(document: Document, index: int) -> bool:
    word = document.words[index]
    token = document.tokens[index]
    if word.lower().rstrip(".") in _CALENDAR and token.entity not in ("PERSON", "ORG"):
        return False
    return word[:1].isupper() and (token.pos == "PROPN" or token.entity in NAMED or _known(word))


def _known(word: str) -> bool:
    return word in BY_NAME or word in ORGANISATIONS or word in CITIES or word in STATES or word in BY_DEMONYM


def _reach(document: Document, index: int, last: int) -> int:
    """Give where the name that begins at a word ends; the word itself where none begins."""
    if not _capital(document, index):
        return index
    end = index + 1
    while end < last:
        if _joined(document, index, end) or (_capital(document, end) and not _parts(document, end)):
            end += 1
            continue
        ahead = end
        while ahead < last and document.lower[ahead] in _LINKS and ahead - end < 2:
            ahead += 1
        if (
            ahead > end
            and ahead < last
            and _capital(document, ahead)
            and _linked(document, index, end, ahead)
        ):
            end = ahead + 1
            continue
        break
    return end


def _parts(document: Document, index: int) -> bool:
    """Tell whether a new name begins here although the words before are capitalised too."""
    token, before = document.tokens[index], document.tokens[index - 1]
    known = document.words[index - 1] in BY_DEMONYM or document.words[index - 1] in BY_NAME
    return known and token.entity == "PERSON" and before.entity != "PERSON"


def _joined(document: Document, first: int, index: int) -> bool:
    word = document.words[index]
    touching = not document.spaced(index - 1)
    if word == "-" and touching and not document.spaced(index):
        return index + 1 < len(document.words) and document.words[index + 1][:1].isupper()
    return (document.words[index - 1] == "-" and touching) or (
        word.isdigit() and document.tokens[index].inside
    )


def _linked(document: Document, first: int, end: int, ahead: int) -> bool:
    """Tell whether `X of Y` or `X & Y` is one name: as the parser saw it, or by its links."""
    words = {document.lower[each] for each in range(end, ahead)}
    if words & {"&", "de", "la", "van", "von", "der", "bin", "al", "du", "del", "da", "di"}:
        return True
    inside = all(
        document.tokens[each].entity in NAMED and document.tokens[each].inside
        for each in range(end, ahead + 1)
    )
    return inside and document.tokens[first].entity != "PERSON" and document.tokens[ahead].entity != "PERSON"


def _split(document: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Part an office or an institution from the person named right after it."""
    for index in range(first + 1, last):
        given = document.words[index] in GIVEN_NAMES and index + 1 < last
        before = " ".join(document.words[first:index])
        office = document.words[index - 1] in TITLES or document.lower[index - 1] in ROLES
        office = (office and not _institution(document, first, last)) or (
            given and document.words[first] in ENDINGS and last - index == 2
        )
        if (given and (office or before in ORGANISATIONS or before in BY_NAME or before in BY_DEMONYM)) or (
            office and index - first > 1 and document.tokens[index].pos == "PROPN"
        ):
            yield first, index
            yield index, last
            return
    yield first, last


def _trim(document: Document, first: int, last: int) -> Iterator[tuple[Mention, set[str]]]:
    spoken: set[str] = set()
    while last - first > 1 and document.words[first] in TITLES and not _institution(document, first, last):
        spoken.add(document.words[first])
        first += 1
    while last > first and (
        document.lower[last - 1] in _LINKS or document.words[last - 1] in {"-", "'s", "'"}
    ):
        last -= 1
    if last > first and not (last - first == 1 and document.words[first] in TITLES):
        yield Mention(first, last), spoken


def _institution(document: Document, first: int, last: int) -> bool:
    """Tell whether what looks like a title begins an institution's name, as in Justice Department."""
    return document.words[last - 1] in ENDINGS or " ".join(document.words[first:last]) in ORGANISATIONS


def _name(document: Document, mention: Mention) -> str:
    text = document.render(range(mention.first, mention.last)).replace("\u2019", "'")
    ahead = document.words[mention.last : mention.last + 3]
    if text in GIVEN_NAMES and len(ahead) == 3 and ahead[0] == "and" and ahead[1] in GIVEN_NAMES:
        text += " " + ahead[2] if ahead[2][:1].isupper() else ""
    return re.sub(r"\s+", " ", text)


def _type(document: Document, name: str, mentions: list[Mention], titles: set[str]) -> Entity:
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
    return Entity(name, kind, sort, list(mentions), {name}, set(titles), sure)


def _look_up(name: str) -> tuple[str, str] | None:
    if name in BY_NAME:
        return ("place", "country")
    if name in ORGANISATIONS and name not in CITIES:
        kind = ORGANISATIONS[name]
        return ("team", "team") if kind == "team" else ("organisation", kind)
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
    sort = ENDINGS.get(head)
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
    if head.dep == "nsubj" and document.tokens[head.head].lemma in {
        "say",
        "add",
        "tell",
        "recall",
        "explain",
    }:
        yield "person", ""
    if mention.first and document.lower[mention.first - 1] == "in" and head.dep == "pobj":
        yield "place", ""
        if mention.last - mention.first == 1 and document.words[mention.first] not in GIVEN_NAMES:
            yield "place", ""


def _join(entities: list[Entity]) -> list[Entity]:
    """Join surnames to full names, short names and acronyms to long ones."""
    people = [entity for entity in entities if entity.full]
    joined: list[Entity] = []
    for entity in entities:
        target = _target(entity, people, entities)
        if target is None or target is entity:
            joined.append(entity)
        else:
            target.mentions.extend(entity.mentions)
            target.names |= entity.names
            target.titles |= entity.titles
    for entity in joined:
        entity.mentions.sort(key=lambda mention: mention.first)
    return sorted(joined, key=lambda entity: entity.mentions[0].first)


def _target(entity: Entity, people: list[Entity], entities: list[Entity]) -> Entity | None:
    if entity.sure and entity.name in SHORT_NAMES:
        return next((each for each in entities if each.name == SHORT_NAMES[entity.name]), None)
    if entity.sure and entity.name in BY_NAME:
        return next((each for each in entities if each.name == BY_NAME[entity.name].name), None)
    if entity.kind == "group":
        return None
    if " " not in entity.name and not entity.sure:
        owners = [person for person in people if entity.name in person.name.split()[1:]]
        if not owners and entity.name.isupper() and len(entity.name) > 1:
            owners = [each for each in entities if _initials(each.name) == entity.name]
        return owners[0] if len(owners) == 1 else None
    longer = [each for each in people if entity.full and each is not entity and _same(entity.name, each.name)]
    return longer[0] if len(longer) == 1 else None


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper())


def _same(short: str, long: str) -> bool:
    """Tell whether one full name is another with a middle name left out."""
    few, many = short.split(), long.split()
    return len(few) < len(many) and few[0] == many[0] and few[-1] == many[-1]
