"""Joins the names that mean one entity: surnames, short names, acronyms, nicknames of teams."""

from widgets.facts.entities import Entity
from widgets.facts.gazetteer.countries import BY_NAME
from widgets.facts.gazetteer.organisations import ENDINGS, SHORT_NAMES
from widgets.facts.gazetteer.people import (
    TITLES,
)


def join(entities: list[Entity], title: str) -> list[Entity]:
    """Join surnames to full names, short names and acronyms to long ones."""
    people = [entity for entity in entities if entity.full]
    joined: list[Entity] = []
    for entity in entities:
        target = _target(entity, people, entities, title)
        if target is None or target is entity:
            joined.append(entity)
        else:
            target.mentions.extend(entity.mentions)
            target.names |= entity.names
            target.titles |= entity.titles
    for entity in joined:
        entity.mentions.sort(key=lambda mention: mention.first)
    return sorted(joined, key=lambda entity: entity.mentions[0].first)


def _target(entity: Entity, people: list[Entity], entities: list[Entity], title: str) -> Entity | None:
    if entity.sure and entity.name in SHORT_NAMES:
        return next((each for each in entities if each.name == SHORT_NAMES[entity.name]), None)
    if entity.sure and entity.name in BY_NAME:
        return next((each for each in entities if each.name == BY_NAME[entity.name].name), None)
    if entity.kind == "group":
        return None
    if entity.kind not in ("person", "place"):
        kin = [each for each in entities if each is not entity and each.kind == entity.kind]
        whole = [each for each in kin if _ends(each.name, entity.name)]
        if len(whole) == 1:
            return whole[0]
    if " " not in entity.name and not entity.sure:
        teams = (
            []
            if entity.kind == "place"
            else [each for each in entities if each is not entity and _nicknames(each, entity.name)]
        )
        if (
            len(teams) == 1
            and _begun(entities, entity.name) < 2
            and not any(entity.name in person.name.split()[1:] for person in people)
        ):
            return teams[0]
        owners = [person for person in people if entity.name in person.name.split()[1:]]
        if not owners and entity.name.isupper() and len(entity.name) > 1:
            owners = [each for each in entities if _initials(each.name) == entity.name]
        titled = [person for person in owners if person.name in title]
        return owners[0] if len(owners) == 1 else titled[0] if len(titled) == 1 else None
    longer = [each for each in people if entity.full and each is not entity and _same(entity.name, each.name)]
    return longer[0] if len(longer) == 1 else None


def _begun(entities: list[Entity], word: str) -> int:
    """Tell how many longer names begin with a word: where two do, it is the town they are called after."""
    return sum(each.name.split()[0] == word and " " in each.name for each in entities)


def _nicknames(entity: Entity, word: str) -> bool:
    """Tell whether a word stands for a team or a company: Rovers for Ashby Rovers, Acme for Acme Energy."""
    words = entity.name.split()
    if len(words) < 2 or entity.sort not in ("team", "company") or word in TITLES:
        return False
    if ENDINGS.get(word, "team") != "team" or entity.kind not in ("team", "organisation"):
        return False
    return word == words[0] or (word == words[-1] and word.endswith("s") and entity.kind == "team")


def _ends(long: str, short: str) -> bool:
    """Tell whether one name is the end of another, as in Jazz & Heritage Foundation."""
    many, few = (name.lower().replace("&", "and").removeprefix("the ").split() for name in (long, short))
    if many == few:
        return long.startswith("The ") and not short.startswith("The ")
    return 1 < len(few) < len(many) and many[-len(few) :] == few


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper())


def _same(short: str, long: str) -> bool:
    """Tell whether one full name is another with a middle name left out."""
    few, many = short.split(), long.split()
    return len(few) < len(many) and few[0] == many[0] and few[-1] == many[-1]
