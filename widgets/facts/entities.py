"""Whom and what an article names: entities, each with one name, one kind and all mentions, in one table."""

from msgspec import Struct, field

from widgets.facts.document import Document
from widgets.facts.gazetteer.people import (
    FEMALE_TITLES,
    MALE_TITLES,
    MEN,
    WOMEN,
)

GENERIC = frozenset(
    """Government Parliament Senate Congress House Cabinet Council Ministry Police Court State
    Department City County Church University School Hospital Board Committee Commission Commons
    Lords Assembly Union Party Federation Treasury Exchequer""".split()
) | {"Central Bank", "Supreme Court", "High Court", "Crown Court", "National Assembly", "Finance Ministry"}
"""Names that say nothing about which country or town the institution belongs to."""


class Mention(Struct, frozen=True):
    """Words `first` up to but not including `last` that name an entity."""

    first: int
    last: int


class Entity(Struct, eq=False):
    """Someone or something named. `sort` says more than `kind`, such as country, city, company, team.

    `called` are nouns the article uses for it; `sure`: the gazetteer knows the name; `human`: it is certainly
    a person; `speaks`: the article says that it said something; `the`: the article writes "the" before it.
    """

    name: str
    kind: str
    sort: str = ""
    mentions: list[Mention] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    sure: bool = False
    the: bool | None = None
    human: bool = False
    speaks: bool = False

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]

    @property
    def generic(self) -> bool:
        """Whether the name is one that many institutions have, such as Senate or Government."""
        return self.name.removeprefix("The ") in GENERIC

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
