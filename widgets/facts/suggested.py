"""Questions that somebody else suggests, such as a language model: through the same gates, and more."""

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from widgets.facts.candidates import Candidate
from widgets.facts.document import Document, Sentence
from widgets.facts.entities import Entity, Table
from widgets.facts.gates import find_fault
from widgets.facts.making import MOST_WORDS
from widgets.facts.model import Evidence

CONFIDENCE = 0.5
"""What is said of each: they stand behind all questions of our own."""

LEAST_QUOTE = 20
MOST_SENTENCES = 3
MOST_LETTERS = 120
MOST_READ = 20
"""Suggestions that are looked at."""

_QUOTES = str.maketrans("‘’‛´`“”„‟\u00a0\u2009\u202f\n\t", "'''''\"\"\"\"     ")
"""Every character becomes exactly one other, so that places stay true."""
_NAMED = re.compile(r"\b[A-Z][\w'’-]*|\d[\d.,]*\d|\d")


class Suggestion(Struct, frozen=True, kw_only=True):
    """A question and the passage that proves its answer, quoted from the article."""

    prompt: str
    options: list[str]
    answer_index: int
    quote: str


def lacks_form(suggestion: Suggestion) -> bool:
    """Four different options of a readable length, one of which is right, and a question mark."""
    options = [each.strip() for each in suggestion.options]
    right = 0 <= suggestion.answer_index < len(options) == len({each.casefold() for each in options}) == 4
    sized = all(1 <= len(each) <= MOST_LETTERS and "\n" not in each for each in options)
    return not (right and sized and suggestion.prompt.strip().endswith("?"))


def quotes_too_little(suggestion: Suggestion) -> bool:
    """A few words stand anywhere and prove nothing."""
    return len(suggestion.quote.strip()) < LEAST_QUOTE


def is_not_in_its_quote(suggestion: Suggestion) -> bool:
    """The right answer stands in the quoted words, in one piece."""
    return not _holds(suggestion.quote, suggestion.options[suggestion.answer_index])


def has_a_second_answer(suggestion: Suggestion) -> bool:
    """A wrong option stands in the quoted words too."""
    wrong = [each for place, each in enumerate(suggestion.options) if place != suggestion.answer_index]
    return any(_holds(suggestion.quote, each) for each in wrong)


def is_mixed(suggestion: Suggestion) -> bool:
    """Some options are numbers or begin with a capital letter, and others do not."""
    options = [each.strip() for each in suggestion.options]
    return (
        len({bool(re.search(r"\d", each)) for each in options}) > 1
        or len({each[0].isupper() for each in options}) > 1
    )


FORM: Mapping[str, Callable[[Suggestion], bool]] = {
    "no question of four options": lacks_form,
    "quotes too little": quotes_too_little,
    "not in its quote": is_not_in_its_quote,
    "second answer": has_a_second_answer,
    "mixed options": is_mixed,
}
"""Why a suggestion is dropped before it is held against the article, and the test of it, in this order."""


def admit(
    document: Document,
    table: Table,
    suggestions: Sequence[Suggestion],
    kept: Sequence[Candidate],
    most: int,
    *,
    sensitive: bool,
) -> list[Candidate]:
    """Give the suggestions that pass, at most so many, none of them much like those `kept`."""
    admitted: list[Candidate] = []
    for place, suggestion in enumerate(suggestions[:MOST_READ]):
        candidate = examine(document, table, suggestion, place, sensitive=sensitive)
        if candidate is None or any(clash(candidate, other) for other in (*kept, *admitted)):
            continue
        if len(admitted) < most:
            admitted.append(candidate)
    return admitted


def examine(
    document: Document, table: Table, suggestion: Suggestion, place: int, *, sensitive: bool
) -> Candidate | None:
    """Make a candidate of a suggestion, or give None where any gate drops it."""
    if any(gate(suggestion) for gate in FORM.values()):
        return None
    sentences = find_sentences(document, suggestion.quote)
    if not sentences or invents(document, suggestion.prompt):
        return None
    evidence = document.evidence(sentences[0].first, sentences[-1].last)
    wrong = [each.strip() for n, each in enumerate(suggestion.options) if n != suggestion.answer_index]
    if len(evidence.text.split()) > MOST_WORDS or any(_holds(evidence.text, each) for each in wrong):
        return None
    answer = suggestion.options[suggestion.answer_index].strip()
    candidate = Candidate(
        kind="suggested",
        prompt=" ".join(suggestion.prompt.split()),
        answer=answer,
        wrong=wrong,
        evidence=evidence,
        sentence=sentences[0].index,
        fact=("suggested", place),
        used=named_in(table, suggestion.prompt),
        note=explain(answer, evidence),
    )
    return None if find_fault(candidate, sensitive=sensitive) else candidate


def find_sentences(document: Document, quote: str) -> list[Sentence]:
    """Give the whole sentences that a quotation is taken from, word for word; none where it is not.

    Quotation marks and white space may be of another kind, nothing else.
    """
    wanted = quote.strip().translate(_QUOTES)
    start = document.text.translate(_QUOTES).find(wanted)
    if start < 0:
        return []
    end = start + len(wanted)
    tokens = document.tokens
    found = [
        each
        for each in document.sentences
        if tokens[each.first].start < end and tokens[each.last - 1].end > start
    ]
    whole = bool(found) and tokens[found[0].first].start <= start and end <= tokens[found[-1].last - 1].end
    return found if whole and len(found) <= MOST_SENTENCES and all(map(document.whole, found)) else []


def invents(document: Document, prompt: str) -> bool:
    """Tell whether a prompt has names or numbers that the article does not have."""
    known = f"{document.article.title} {document.text}".translate(_QUOTES)
    first, *rest = prompt.translate(_QUOTES).split(maxsplit=1) or [""]
    asked = _NAMED.findall(" ".join(rest)) + re.findall(r"\d[\d.,]*\d|\d", first)
    return not all(_holds(known, each.removesuffix("'s")) for each in asked)


def named_in(table: Table, prompt: str) -> list[Entity]:
    """Give what a prompt names of what the article names."""
    return [each for each in table.entities if any(_holds(prompt, name) for name in {each.name, *each.names})]


def clash(one: Candidate, other: Candidate) -> bool:
    """Tell whether two questions ask for one fact, or one gives the other's answer away."""
    same = one.answer.casefold() == other.answer.casefold()
    overlap = one.evidence.start < other.evidence.end and other.evidence.start < one.evidence.end
    return (same and overlap) or _holds(one.prompt, other.answer) or _holds(other.prompt, one.answer)


def explain(answer: str, evidence: Evidence) -> str:
    """Explain with the article's words, never with those of whoever suggests."""
    words = evidence.text.replace('"', "'").replace("“", "‘").replace("”", "’").split()
    return f"{answer}. The article says: “{' '.join(words)}”"


def _holds(text: str, part: str) -> bool:
    """Tell whether a text holds some words as whole words, in whatever case."""
    plain, wanted = text.translate(_QUOTES).casefold(), part.strip().translate(_QUOTES).casefold()
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain) is not None
