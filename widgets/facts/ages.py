"""How old people of an article are."""

import re
from collections.abc import Iterator

from widgets.facts.candidates import Candidate, holds
from widgets.facts.choosing import number as seed
from widgets.facts.document import Document
from widgets.facts.entities import Table
from widgets.facts.speech import full_name

LEAST_AGE = 18
LEAST_MENTIONS = 3
_ACCUSED = re.compile(
    r"\b(?:jail\w*|sentenc\w+|convict\w+|arrest\w+|charged|accus\w+|admit\w+|guilty|alleg\w+|suspect\w*|court)\b",
    re.IGNORECASE,
)
"""A sentence about the accused is nothing to make a quiz of."""


def find_ages(document: Document, table: Table, when: str) -> Iterator[Candidate]:
    """Ask for the age of people named three times or more, never of minors: "Ada Bell, 52, ..."."""
    for entity in table.people():
        if len(entity.mentions) < LEAST_MENTIONS:
            continue
        for mention in entity.mentions:
            after = document.words[mention.last : mention.last + 3]
            if (
                len(after) < 3
                or after[0] != ","
                or after[2] not in {",", "."}
                or not re.fullmatch(r"\d\d", after[1])
            ):
                continue
            if int(after[1]) < LEAST_AGE:
                continue
            sentence = document.sentences[document.sentence_of[mention.first]]
            if _ACCUSED.search(document.span(sentence.first, sentence.last)):
                continue
            prompt = f"How old was {entity.name} {when}?"
            evidence = document.evidence(sentence.first, sentence.last)
            yield Candidate(
                kind="age",
                prompt=prompt,
                answer=after[1],
                wrong=_near(int(after[1]), prompt),
                evidence=evidence,
                named=None if holds(evidence.text, entity.name) else full_name(document, entity),
                sentence=sentence.index,
                fact=(f"age {entity.name}", 0),
                used=[entity],
                worth={"mentions": float(min(len(entity.mentions), 5))},
                note=f"{entity.name} was {after[1]} {when}.",
            )
            break


def _near(age: int, prompt: str) -> list[str]:
    others = [age + step for step in (-9, -7, -5, -4, -3, 3, 4, 5, 7, 9) if age + step >= LEAST_AGE]
    return [str(each) for each in sorted(others, key=lambda each: seed(prompt, str(each)))[:3]]
