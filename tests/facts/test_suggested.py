"""What a language model suggests passes our gates and more, or is dropped; each gate by an example."""

from typing import Any

import pytest

from tests.facts.reading import read
from widgets.facts import Proposal, Suggestion, propose
from widgets.parsing import parse

STOP = (
    "The first stop will be the car park of the Plough Inn in Little Marden, where a ribbon will be cut by "
    "the children’s author Penny Farthingale."
)
GOOD: dict[str, Any] = {
    "prompt": "Which author will cut the ribbon for the Harwick library van in Little Marden?",
    "options": ["Penny Farthingale", "Joan Petty", "Miriam Cole", "Agnes Thorne"],
    "answer_index": 0,
    "quote": STOP,
}


def admitted(*suggestions: dict[str, Any], name: str = "local", sensitive: bool = False) -> list[Proposal]:
    article = read(name)
    given = [Suggestion(**(GOOD | each)) for each in suggestions]
    found = propose(article, parse(article.text), sensitive=sensitive, suggested=given)
    return [each for each in found.questions if each.kind == "suggested"]


def test_what_is_proven_by_the_article_is_proposed_with_its_whole_sentence() -> None:
    for quote in (STOP, STOP.replace("’", "'"), f" {STOP[10:]}\n"):
        [question] = admitted({"quote": quote})
        place = question.evidence
        assert read("local").text[place.start : place.end] == place.text == STOP
        assert question.options[question.answer_index] == "Penny Farthingale"
        assert question.explanation.startswith("Penny Farthingale. The article says: “The first stop")
        assert question.confidence == 0.5


NAMES = ["Penny Farthingale", "Joan Petty", "Miriam Cole"]
WRONG: dict[str, dict[str, Any]] = {
    "three options": {"options": ["Penny Farthingale", "Joan Petty", "Miriam Cole"]},
    "an option twice": {"options": ["Penny Farthingale", "Joan Petty", "joan petty", "Agnes Thorne"]},
    "an empty option": {"options": ["Penny Farthingale", "Joan Petty", " ", "Agnes Thorne"]},
    "an option as long as a paragraph": {"options": [*NAMES, "x" * 121]},
    "an answer that is none of them": {"answer_index": 4},
    "an answer counted from the end": {"answer_index": -4},
    "no question": {"prompt": "The author who will cut the ribbon for the Harwick library van."},
    "a quote that nobody wrote": {"quote": STOP.replace("ribbon", "cake")},
    "a quote of a few letters": {"quote": "Penny Farthingale"},
    "an answer outside the quote": {"answer_index": 1},
    "a second answer in the quote": {"options": [*NAMES, "Little Marden"]},
    "a second answer in the sentence": {
        "quote": STOP[-60:], "options": [*NAMES, "Plough Inn"],
    },
    "names among numbers": {"options": ["Penny Farthingale", "Joan Petty 2", "Miriam Cole", "Agnes Thorne"]},
    "names among words": {"options": ["Penny Farthingale", "a councillor", "Miriam Cole", "Agnes Thorne"]},
    "the answer in the prompt": {"prompt": "Which ribbon in Little Marden will Penny Farthingale cut?"},
    "a wrong option in the prompt": {"prompt": "Who but Joan Petty cuts the ribbon in Little Marden?"},
    "a name of its own": {"prompt": "Which author will cut the ribbon for the Norwich van?"},
    "a number of its own": {"prompt": "Which of 77 authors cuts the ribbon in Little Marden?"},
    "nothing named": {"prompt": "Which author will cut the ribbon at the first stop?"},
    "a day without a date": {"prompt": "Which author cuts the ribbon in Little Marden tomorrow?"},
    "a loaded word": {"prompt": "Which infamous author will cut the ribbon in Little Marden?"},
    "straight quotes": {"prompt": 'Which "author" will cut the ribbon in Little Marden?'},
    "far too long": {"prompt": f"Which author will cut {'a red, red ' * 9} ribbon in Little Marden?"},
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_not_proven_or_not_well_asked_is_dropped(wrong: dict[str, Any]) -> None:
    assert admitted(wrong) == []
    assert len(admitted(wrong, {})) == 1


def test_what_is_already_asked_is_not_asked_again() -> None:
    assert len(admitted({}, {}, {"prompt": "Whom will Little Marden see cut the ribbon for the van?"})) == 1
    article = read("local")
    ours = propose(article, parse(article.text)).questions
    again = {
        "prompt": ours[0].prompt,
        "options": ours[0].options,
        "answer_index": ours[0].answer_index,
        "quote": ours[0].evidence.text,
    }
    assert admitted(again) == []


def test_ours_stay_as_they_are_and_there_are_never_too_many() -> None:
    article = read("local")
    ours = propose(article, parse(article.text)).questions
    many = [Suggestion(**(GOOD | {"prompt": f"Which author cuts ribbon {n}?"})) for n in range(500)]
    found = propose(article, parse(article.text), suggested=[Suggestion(**GOOD), *many]).questions
    assert found[: len(ours)] == ours
    assert len(found) <= 7


def test_deaths_stay_opt_in() -> None:
    death = {
        "prompt": "How many people did the great flood on the Seln kill in 1974?",
        "options": ["61", "16", "48", "74"],
        "quote": "The last great flood on the Seln, in 1974, killed 61 people.",
    }
    assert admitted(death, name="disaster") == []
    [question] = admitted(death, name="disaster", sensitive=True)
    assert "sensitive" in question.flags
