"""A quotation with its number left out."""

from collections.abc import Iterator

from widgets.facts.candidates import Candidate
from widgets.facts.document import Document
from widgets.facts.entities import Entity, Table
from widgets.facts.numbers import value_of, vary
from widgets.facts.quotations import Statement, find_quotations, find_statements
from widgets.facts.reference import References
from widgets.facts.spans import with_article
from widgets.facts.speech import find_speaker

BLANK = "_____"
_PERIODS = frozenset("second seconds minutes hours days weeks months years decades".split())
_UNASKED = frozenset("one zero hundred thousand million billion".split())


def find_completions(document: Document, table: Table, references: References) -> Iterator[Candidate]:
    """Find quotations of people and bodies with exactly one number in them, and ask for it."""
    for first, last in find_quotations(document):
        speaker = find_speaker(document, table, references, first, last, bodies=True)
        if speaker is None or speaker[0].generic or (speaker[0].kind == "person" and not speaker[0].full):
            continue
        for statement in find_statements(document, first, last):
            candidate = _ask(document, table, speaker[0], statement)
            if candidate is not None and not statement.cut:
                yield candidate
                break


def _ask(document: Document, table: Table, speaker: Entity, statement: Statement) -> Candidate | None:
    words = range(statement.first, statement.last)
    numbers = [index for index in words if document.tokens[index].dep == "nummod"]
    if len(numbers) != 1 or document.tokens[numbers[0]].tag != "CD":
        return None
    index = numbers[0]
    word = document.words[index]
    if document.lower[index] in _UNASKED or value_of(word) is None or not document.spaced(index):
        return None
    noun = document.tokens[index].head
    if (
        not document.spaced(index - 1)
        or document.tokens[noun].pos != "NOUN"
        or document.lower[noun] in _PERIODS
    ):
        return None
    text = document.render(words, {index: BLANK}).replace('"', "").replace("'", "’").rstrip(",;. ")
    first, last = document.sentence_of[statement.first], document.sentence_of[statement.last - 1]
    evidence = document.evidence(document.sentences[first].first, document.sentences[last].last)
    answer = word[0].upper() + word[1:]
    prompt = f"Which number completes the words of {with_article(speaker)}: “{text}”?"
    return Candidate(
        kind="completion",
        prompt=prompt,
        answer=answer,
        wrong=vary(answer, frozenset(), prompt, least=1.0),
        evidence=evidence,
        sentence=last,
        fact=("completion", index),
        used=[speaker, *table.within(statement.first, statement.last)],
        asked=list(words),
        worth={"substance": statement.substance},
        note=f"The article quotes {with_article(speaker)} so.",
    )
