"""Who or which company, team or country did something; and in which city, state or country."""

from collections.abc import Iterator

from widgets.facts.asking import Asker
from widgets.facts.candidates import Candidate
from widgets.facts.choosing import shuffle
from widgets.facts.clauses import Clause
from widgets.facts.document import Document
from widgets.facts.entities import Entity, Table
from widgets.facts.gazetteer.countries import BY_NAME, COUNTRIES
from widgets.facts.gazetteer.organisations import ORGANISATIONS, SHORT_NAMES
from widgets.facts.gazetteer.people import TITLES
from widgets.facts.gazetteer.places import CITIES, STATES
from widgets.facts.making import make
from widgets.facts.speech import SAYING

_STATIVE = frozenset(
    """be have think believe want hope feel know see seem appear look remain become like love hate
    need fear expect wish understand agree disagree consider doubt mean refuse try continue begin
    start decline deny call describe urge accuse praise criticise criticize thank congratulate ask
    come go get take make do put let keep work live speak talk appear attend visit meet arrive
    return leave travel sit stand run show point""".split()
)
_PAST = {
    "written": "wrote", "seen": "saw", "taken": "took", "given": "gave", "shown": "showed", "chosen": "chose",
    "drawn": "drew", "driven": "drove", "beaten": "beat", "sung": "sang", "begun": "began", "stolen": "stole",
    "broken": "broke", "known": "knew", "done": "did", "flown": "flew", "thrown": "threw",
    "overseen": "oversaw",
    "woven": "wove", "grown": "grew",
}  # fmt: skip
"""The past tense of verbs whose participle differs from it."""
_NOUNS = {
    "country": "country", "city": "city", "state": "US state", "company": "company", "team": "team",
    "university": "university", "news organisation": "news organisation",
    "international body": "organisation",
}  # fmt: skip
_LEAST_REST = 5
_LEAST_CONTENT = 8
_HOLDING = frozenset(
    "believe expect predict suggest confirm propose estimate promise deny think hope".split()
)


def find_doers(document: Document, table: Table, asker: Asker, clauses: list[Clause]) -> Iterator[Candidate]:
    """Ask who or what the subject of a clause is."""
    for clause in clauses:
        if clause.subject not in table.at or clause.told:
            continue
        entity, mention = table.at[clause.subject]
        lemma = document.tokens[clause.verb].lemma.lower()
        words = document.subtree(clause.subject)
        while len(words) > 1 and (document.lower[words[0]] == "the" or document.words[words[0]] in TITLES):
            words = words[1:]
        says = lemma in SAYING or lemma in _HOLDING
        if (lemma in _STATIVE and not says) or words != list(range(mention.first, mention.last)):
            continue
        if says and any(
            document.quoted[each] and not document.quotation(each) <= set(clause.words)
            for each in clause.words
        ):
            continue
        if says and not (entity.full and entity.human and _content(document, clause) >= _LEAST_CONTENT):
            continue
        opening = "Who" if entity.full else f"Which {_NOUNS[entity.sort]}" if entity.sort in _NOUNS else ""
        if (
            opening
            and not document.quoted[clause.subject]
            and document.tokens[clause.subject].dep in (("nsubj", "nsubjpass") if entity.full else ("nsubj",))
        ):
            yield from filter(None, [_ask(document, table, asker, clause, entity, opening)])


def find_agents(document: Document, table: Table, asker: Asker, clauses: list[Clause]) -> Iterator[Candidate]:
    """Ask who did what was done: "The reels were found by Ada Bell" becomes "Who found the reels?"."""
    for clause in clauses:
        agent = document.child(clause.verb, "agent")
        person = document.child(agent, "pobj") if agent is not None else None
        if agent is None or person is None or person not in table.at or len(clause.auxiliaries) != 1:
            continue
        entity, mention = table.at[person]
        by = [each for each in document.subtree(agent) if each in set(clause.words)]
        alone = by[-1] == mention.last - 1 and document.lower[clause.auxiliaries[0]] in ("was", "were")
        if entity.full and alone:
            yield from filter(None, [_ask_agent(document, asker, clause, entity, by)])


def _ask_agent(
    document: Document, asker: Asker, clause: Clause, entity: Entity, by: list[int]
) -> Candidate | None:
    verb = _PAST.get(document.lower[clause.verb], document.lower[clause.verb])
    asked = asker.turn_active(clause, by, f"Who {verb}")
    if asked is None or not [each for each in asked.used if each is not entity]:
        return None
    return make(document, clause, asked, "who_did", entity.name, [], at=clause.verb, answers=entity)


def _content(document: Document, clause: Clause) -> int:
    """Count the words of what somebody is reported to have said."""
    told = document.child(clause.verb, "ccomp")
    return len(set(document.subtree(told)) & set(clause.words)) if told is not None else 0


def _ask(
    document: Document, table: Table, asker: Asker, clause: Clause, entity: Entity, opening: str
) -> Candidate | None:
    asked = asker.ask(clause, document.subtree(clause.subject), opening)
    if (
        asked is None
        or len(clause.words) < _LEAST_REST
        or not [each for each in asked.used if each is not entity]
    ):
        return None
    wrong = [] if entity.full else alike(document, table, clause, entity, asked.prompt)
    says = document.child(clause.verb, "ccomp") is not None
    kind = ("told" if says else "who_did") if entity.full else "which"
    return make(document, clause, asked, kind, entity.name, wrong, at=clause.verb, answers=entity)


def find_places(document: Document, table: Table, asker: Asker, clauses: list[Clause]) -> Iterator[Candidate]:
    """Ask where something happened."""
    for clause in clauses:
        for index in clause.words:
            if index in table.at and document.tokens[index].dep == "pobj" and not document.quoted[index]:
                yield from filter(None, [_ask_place(document, table, asker, clause, index)])


def _ask_place(
    document: Document, table: Table, asker: Asker, clause: Clause, index: int
) -> Candidate | None:
    entity, mention = table.at[index]
    preposition = document.tokens[index].head
    tied = document.tokens[preposition].head in clause.verbs and document.lower[preposition] in {
        "in",
        "from",
        "to",
    }
    sort = {"city": "city", "country": "country", "state": "US state"}.get(entity.sort)
    if entity.kind != "place" or not entity.sure or not tied or sort is None:
        return None
    phrase = [each for each in document.subtree(preposition) if each in set(clause.words)]
    if phrase[-1] != mention.last - 1 or len(phrase) > 1 + mention.last - mention.first + 1:
        return None
    asked = asker.ask(clause, phrase, f"{document.words[preposition].capitalize()} which {sort}")
    if asked is None or not asked.used:
        return None
    wrong = alike(document, table, clause, entity, asked.prompt)
    return make(document, clause, asked, "place", entity.name, wrong, at=index, answers=entity)


def alike(document: Document, table: Table, clause: Clause, entity: Entity, prompt: str) -> list[str]:
    """Give three other entities of the same sort: from the article but not the sentence, then known ones."""
    here = table.within(clause.sentence.first, clause.sentence.last)
    others = [
        each.name
        for each in table.entities
        if each.sort == entity.sort and each not in here and each is not entity
    ]
    if entity.sort == "state" or entity.kind == "place":
        others = [name for name in others if name in STATES or name in CITIES or name in BY_NAME]
    named = {name for each in table.entities for name in each.names}
    known = [name for name in _known(entity) if name not in named and name not in others]
    chosen = [*others[:2], *shuffle(known, prompt)]
    return [name for name in chosen if name.lower() not in prompt.lower()][:3]


def _known(entity: Entity) -> list[str]:
    if entity.sort == "country":
        country = BY_NAME.get(entity.name)
        return [
            each.name
            for each in COUNTRIES
            if country and each.region == country.region and each is not country
        ]
    if entity.sort == "state":
        return [name for name in STATES if name != entity.name]
    if entity.sort == "city":
        part = CITIES.get(entity.name)
        return [
            name for name, each in CITIES.items() if each == part and name != entity.name and "." not in name
        ]
    if entity.name not in ORGANISATIONS or ORGANISATIONS[entity.name] == "other team":
        return []
    kind = ORGANISATIONS[entity.name]
    same = {SHORT_NAMES.get(name, name) for name in entity.names}
    return [
        name
        for name, each in ORGANISATIONS.items()
        if each == kind and name not in SHORT_NAMES and name not in same
    ]
