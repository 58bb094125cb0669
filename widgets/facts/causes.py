"""Why something happened, where the cause is of a kind of which there are others."""

from collections.abc import Iterator

from widgets.facts.asking import Asker
from widgets.facts.candidates import Candidate
from widgets.facts.choosing import shuffle
from widgets.facts.clauses import Clause
from widgets.facts.document import Document
from widgets.facts.making import make

_CAUSES = {
    "rain wind winds snow fog flood floods flooding storm storms frost ice lightning heat": (
        "heavy rain", "high winds", "heavy snow", "thick fog", "flooding on the roads",
        "thunder and lightning",
    ),
    "outage failure fault error leak glitch breakdown cut": (
        "a power cut", "a software error", "a burst pipe", "a faulty sensor", "a broken pump",
        "a gas leak",
    ),
    "funding costs cost debt debts losses sales demand prices inflation budget money": (
        "a lack of funding", "rising costs", "falling sales", "weak demand", "unpaid debts",
        "high energy prices",
    ),
    "strike strikes shortage shortages dispute staff": (
        "a strike by its staff", "a shortage of staff", "a dispute over pay", "a shortage of drivers",
    ),
    "injury injuries illness": (
        "a knee injury", "a sudden illness", "a back injury", "a broken ankle", "a bout of flu",
    ),
}  # fmt: skip
"""Kinds of causes by their nouns, each with causes of that kind."""
_OPENERS = {"because": "of", "due": "to", "owing": "to"}
_MOST_WORDS = 5


def find_causes(document: Document, asker: Asker, clauses: list[Clause]) -> Iterator[Candidate]:
    """Ask why, where a clause says "because of heavy rain" or the like."""
    for clause in clauses:
        kept = set(clause.words)
        for index in clause.words:
            second = _OPENERS.get(document.lower[index])
            ahead = index + 1
            if (
                second is None
                or ahead not in kept
                or document.lower[ahead] != second
                or document.quoted[index]
            ):
                continue
            noun = document.child(ahead, "pobj") or document.child(index, "pobj")
            if noun is not None:
                yield from filter(None, [_ask(document, asker, clause, index, noun)])


def _ask(document: Document, asker: Asker, clause: Clause, opener: int, noun: int) -> Candidate | None:
    phrase = [each for each in document.subtree(noun) if each in set(clause.words)]
    others = next((causes for nouns, causes in _CAUSES.items() if document.lower[noun] in nouns.split()), ())
    alone = phrase == list(range(phrase[0], phrase[0] + len(phrase))) and len(phrase) <= _MOST_WORDS
    if not others or not alone or any(document.tokens[each].tag in ("PRP$", "CD") for each in phrase):
        return None
    asked = asker.ask(clause, [opener, opener + 1, *phrase], "Why")
    if asked is None:
        return None
    answer = document.render(phrase).lower()
    said = document.article.text.lower()
    fitting = [each for each in others if not any(word in said for word in each.split() if len(word) > 4)]
    return make(document, clause, asked, "cause", answer, shuffle(fitting, asked.prompt)[:3], at=noun)
