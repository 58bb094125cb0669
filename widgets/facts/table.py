"""Makes the table of a document's entities: find, type, join, and learn what the article calls them."""

from collections import defaultdict

from widgets.facts.document import Document
from widgets.facts.entities import Entity, Mention, Table
from widgets.facts.gazetteer.people import (
    GIVEN_NAMES,
    ROLES,
)
from widgets.facts.joining import join
from widgets.facts.kinds import SPEAKING, judge_kind
from widgets.facts.naming import find_names, name_of

_PLACES = frozenset(
    """city town village capital state country nation island region province county district neighbourhood
    neighborhood enclave territory suburb resort port""".split()
)


def make_table(document: Document) -> Table:
    """Find, join and type all entities of a document."""
    mentions = list(find_names(document))
    groups: dict[str, list[Mention]] = defaultdict(list)
    titles: dict[str, set[str]] = defaultdict(set)
    for mention, spoken in mentions:
        name = name_of(document, mention)
        groups[name].append(mention)
        titles[name] |= spoken
    entities = [judge_kind(document, name, found, titles[name]) for name, found in groups.items()]
    joined = join(entities, document.article.title)
    table = Table(document, joined)
    _complete(document, table)
    for entity in joined:
        _learn(document, entity)
    return table


def _complete(document: Document, table: Table) -> None:
    """Find the surnames that the parser took for common nouns."""
    surnames = {entity.surname: entity for entity in table.people() if entity.name.count(entity.surname) == 1}
    for index, word in enumerate(document.words):
        if index not in table.at and word in surnames and document.tokens[index].pos == "NOUN":
            mention = Mention(index, index + 1)
            surnames[word].mentions.append(mention)
            table.at[index] = surnames[word], mention


def _learn(document: Document, entity: Entity) -> None:
    """Learn what the article itself calls an entity, and whether it treats it as a person."""
    entity.the = _takes_article(document, entity)
    entity.human = bool(entity.titles) or entity.name.split()[0] in GIVEN_NAMES
    for mention in entity.mentions:
        nouns = _nouns(document, mention)
        called = {document.lower[each] for each in nouns if document.tokens[each].pos == "NOUN"}
        entity.called |= called & _PLACES if entity.kind == "place" else called
        token = document.tokens[mention.last - 1]
        if token.dep == "nsubj" and document.tokens[token.head].lemma in SPEAKING:
            entity.human = entity.speaks = True
    entity.human = entity.human or bool(entity.called & ROLES)


def _takes_article(document: Document, entity: Entity) -> bool | None:
    """Tell whether most mentions follow "the"; None where none of them could."""
    alone = [
        mention
        for mention in entity.mentions
        if document.tokens[mention.last - 1].dep
        in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "attr", "poss")
        and document.tokens[mention.first].dep != "det"
        and name_of(document, mention) == entity.name
    ]
    after = [document.lower[mention.first - 1] == "the" for mention in alone if mention.first]
    return 2 * sum(after) > len(after) if after else None


def _nouns(document: Document, mention: Mention) -> list[int]:
    """Give the nouns that stand beside a mention for the same thing."""
    head = mention.last - 1
    token = document.tokens[head]
    nouns = [each for each in document.children[head] if document.tokens[each].dep == "appos"]
    if token.dep == "appos":
        nouns.append(token.head)
    if token.dep == "nsubj" and document.tokens[token.head].lemma == "be":
        nouns += [each for each in document.children[token.head] if document.tokens[each].dep == "attr"]
    before = mention.first - 1
    if (
        before >= 0
        and document.tokens[before].tag == "NN"
        and document.tokens[before].head in (head, before - 1)
    ):
        nouns.append(before)
    if token.dep == "oprd" and document.tokens[token.head].lemma in ("call", "name", "dub"):
        nouns += (
            [document.tokens[token.head].head] if document.tokens[token.head].dep in ("relcl", "acl") else []
        )
    return nouns
