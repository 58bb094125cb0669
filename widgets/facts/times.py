"""In which year, decade or month, on which date."""

import re
from collections.abc import Iterator

from widgets.facts.asking import Asker
from widgets.facts.candidates import Candidate
from widgets.facts.choosing import number as seed
from widgets.facts.clauses import Clause
from widgets.facts.document import Document
from widgets.facts.making import make

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
)  # fmt: skip
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_DECADE = re.compile(r"1[5-9]\d0s|20\d0s")
_DAY = re.compile(r"(\d{1,2})(st|nd|rd|th)?")
_OPENINGS = {
    "in": "In which",
    "since": "Since which",
    "until": "Until which",
    "by": "By which",
    "from": "From which",
}


def find_times(document: Document, asker: Asker, clauses: list[Clause]) -> Iterator[Candidate]:
    """Ask when clauses happened."""
    for clause in clauses:
        for index in clause.words:
            if not document.quoted[index]:
                yield from filter(None, [_ask(document, asker, clause, index)])
                yield from filter(None, [_ask_day(document, asker, clause, index)])


def _ask(document: Document, asker: Asker, clause: Clause, index: int) -> Candidate | None:
    word = document.words[index]
    preposition = _governor(document, clause, index)
    if preposition is None:
        return None
    opening = _OPENINGS.get(document.lower[preposition])
    phrase = [each for each in document.subtree(preposition) if each > preposition]
    plain = [
        each for each in phrase if document.lower[each] not in {"the", "early", "late", "mid", "-", "year"}
    ]
    if _YEAR.fullmatch(word) and opening and plain == [index] and len(phrase) == 1:
        return _finish(
            document,
            asker,
            clause,
            [preposition, index],
            f"{opening} year",
            word,
            _years(document, word),
            index,
        )
    if _DECADE.fullmatch(word) and opening and plain == [index] and len(phrase) == 2:
        wrong = [f"{int(word[:4]) + step}s" for step in (-30, -20, -10, 10, 20)]
        target = [preposition, *phrase]
        return _finish(document, asker, clause, target, f"{opening} decade", word, wrong, index)
    if word in MONTHS and document.lower[preposition] == "in" and len(phrase) == 2:
        year = document.words[phrase[1]]
        if phrase[0] == index and _YEAR.fullmatch(year):
            wrong = [month for month in MONTHS if month not in document.article.text.split()]
            opening = f"In which month of {year}"
            return _finish(
                document, asker, clause, [preposition, *phrase], opening, word, wrong or list(MONTHS), index
            )
    return None


def _ask_day(document: Document, asker: Asker, clause: Clause, index: int) -> Candidate | None:
    """Ask for a day such as June 9th or 9 June."""
    around = (index - 1, index + 1)
    near = [
        each for each in around if 0 <= each < len(document.words) and _DAY.fullmatch(document.words[each])
    ]
    if document.words[index] not in MONTHS or len(near) != 1:
        return None
    span = sorted((index, near[0]))
    head = next((each for each in span if document.tokens[each].head not in span), index)
    preposition = document.tokens[head].head
    tied = document.lower[preposition] == "on" and document.tokens[preposition].head in clause.verbs
    if not tied or document.subtree(preposition)[1:] != span or not set(clause.words) >= {preposition, *span}:
        return None
    answer = document.span(span[0], span[-1] + 1)
    day = int(_DAY.fullmatch(document.words[near[0]])[1])  # type: ignore[index]
    others = [other for other in (day + step for step in (-9, -6, -4, -2, 2, 3, 5, 8)) if 1 <= other <= 28]
    wrong = [
        answer.replace(document.words[near[0]], _ordinal(other, document.words[near[0]])) for other in others
    ]
    return _finish(document, asker, clause, [preposition, *span], "On which date", answer, wrong, index)


def _ordinal(day: int, like: str) -> str:
    if like.isdigit():
        return str(day)
    return f"{day}{'th' if 11 <= day <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _governor(document: Document, clause: Clause, index: int) -> int | None:
    """Give the preposition that ties a time to the clause's verb."""
    if document.tokens[index].dep != "pobj":
        return None
    preposition = document.tokens[index].head
    tied = document.tokens[preposition].head in clause.verbs and document.tokens[preposition].dep == "prep"
    return preposition if tied and preposition in set(clause.words) else None


def _years(document: Document, word: str) -> list[str]:
    year = int(word)
    published = document.article.published_at
    latest = published.year if published else max([year, *_all_years(document)])
    reach = 1 if latest - year <= 12 else 2 if latest - year <= 40 else 4
    steps = [step * reach for step in (-4, -3, -2, -1, 1, 2, 3, 4)]
    return [str(year + step) for step in steps if year + step <= max(latest, year)]


def _all_years(document: Document) -> list[int]:
    return [int(word) for word in document.words if _YEAR.fullmatch(word)]


def _finish(
    document: Document,
    asker: Asker,
    clause: Clause,
    target: list[int],
    opening: str,
    answer: str,
    wrong: list[str],
    index: int,
) -> Candidate | None:
    asked = asker.ask(clause, target, opening)
    if asked is None:
        return None
    here = set(document.words[clause.sentence.first : clause.sentence.last])
    fitting = [each for each in wrong if each != answer and each not in here]
    chosen = sorted(fitting, key=lambda each: seed(asked.prompt, each))[:3]
    return make(
        document, clause, asked, "year" if opening.endswith("year") else "date", answer, chosen, at=index
    )
