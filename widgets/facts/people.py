"""Wrong answers to "who": other people of the article, and invented ones where it names too few."""

from collections import Counter
from collections.abc import Sequence

from widgets.facts.candidates import Candidate
from widgets.facts.choosing import shuffle
from widgets.facts.entities import Entity, Table
from widgets.facts.gazetteer.people import INVENTED, MEN, WOMEN

WANTED = 3
_OFFICES = frozenset("minister premier president chancellor secretary ambassador mayor governor".split())
_RULERS = frozenset("President King Queen Chancellor Pope Prince Princess".split())
"""Whom everybody knows in another office."""
_SMALL = frozenset("de von van der al bin da la le y".split())


def choose_people(table: Table, candidate: Candidate) -> Sequence[str]:
    """Give three other people's names, or fewer where there are none; counts the invented ones."""
    answer = candidate.answers
    if answer is None:
        return ()
    others = [each for each in table.people() if _differs(each, answer) and each not in candidate.used]
    others = [each for each in others if each.human and each.surname not in candidate.prompt]
    others = [each for each in others if " and " not in each.name and not each.name.isupper()]
    others = [
        each for each in others if all(word[0].isupper() or word in _SMALL for word in each.name.split())
    ]
    others = [each for each in others if not _shares(table, candidate, each)]
    if candidate.noun in _OFFICES:
        others = [each for each in others if not each.titles & _RULERS]
    wanted = {"wife": "she", "husband": "he"}.get(candidate.noun, "")
    others = [each for each in others if not wanted or each.gender == wanted]
    others.sort(key=lambda each: (not each.speaks, -min(len(each.mentions), 4), each.mentions[0].first))
    chosen = _distinct([each.name for each in others])[:WANTED]
    missing = WANTED - len(chosen)
    candidate.worth["invented"] = float(missing)
    return [*chosen, *_invent(table, answer, missing, candidate.prompt)]


def _shares(table: Table, candidate: Candidate, other: Entity) -> bool:
    """Tell whether somebody else is called the same beside the same body, and so might be right as well."""
    if not candidate.noun or candidate.noun not in other.called:
        return False
    document = table.document
    bodies = [each for each in candidate.used if each.kind != "person"]
    for mention in other.mentions:
        sentence = document.sentences[document.sentence_of[mention.first]]
        if any(each in bodies for each in table.within(sentence.first, sentence.last)):
            return True
    return False


def call_by_surname(candidate: Candidate) -> None:
    """Call all options by surname where the evidence calls the answer so, which is then found in it."""
    names = [candidate.answer, *candidate.wrong]
    surnames = [name.split()[-1] for name in names]
    clear = len(set(surnames)) == len(names) and all(len(surname) > 2 for surname in surnames)
    if candidate.kind == "who_said" and candidate.named is not None and clear:
        candidate.answer, *candidate.wrong = surnames


def _distinct(names: list[str]) -> list[str]:
    kept: list[str] = []
    for name in names:
        if not any(set(name.split()) & set(each.split()) for each in kept):
            kept.append(name)
    return kept


def _differs(one: Entity, other: Entity) -> bool:
    return one is not other and one.surname != other.surname and not (one.names & other.names)


def _invent(table: Table, answer: Entity, count: int, prompt: str) -> list[str]:
    if count <= 0:
        return []
    culture = _culture(answer.name) or _common(table)
    taken = {word for entity in table.entities for word in entity.name.split()}
    pool = [name for name in INVENTED.get(culture, ()) if not taken & set(name.split())]
    alike = [name for name in pool if (name.split()[0] in WOMEN) == (answer.gender == "she")]
    return [*shuffle(alike, prompt), *shuffle([name for name in pool if name not in alike], prompt)][:count]


def _culture(name: str) -> str:
    given = name.split()[0]
    return MEN.get(given) or WOMEN.get(given) or ""


def _common(table: Table) -> str:
    cultures = Counter(filter(None, (_culture(each.name) for each in table.people())))
    return cultures.most_common(1)[0][0] if cultures else ""
