"""What holds for every question of every article."""

import re
from collections import Counter

import msgspec
import pytest

from tests.facts.reading import NAMES, answer, propose_for, read
from widgets.facts import propose
from widgets.facts.gates import DEADLY, TASTELESS
from widgets.parsing import parse

QUESTIONS = [(name, question) for name in NAMES for question in propose_for(name).questions]


def test_most_articles_give_questions() -> None:
    counts = [len(propose_for(name).questions) for name in NAMES]
    assert len(NAMES) >= 12
    assert sum(count >= 2 for count in counts) > len(counts) / 2


@pytest.mark.parametrize(("name", "question"), QUESTIONS, ids=str)
class TestEveryQuestion:
    def test_evidence_is_exact_and_holds_the_answer(self, name, question) -> None:
        text = read(name).text
        for span in filter(None, [question.evidence, question.named]):
            assert text[span.start : span.end] == span.text
            assert span.text == span.text.strip()
        assert answer(question).split()[-1].lower() in question.evidence.text.lower()
        assert answer(question).lower() in (question.evidence.text + str(question.named)).lower()

    def test_four_options_differ(self, name, question) -> None:
        assert len({option.lower() for option in question.options}) == 4

    def test_no_option_stands_in_the_prompt(self, name, question) -> None:
        for option in question.options:
            assert not re.search(rf"(?<!\w){re.escape(option.lower())}(?!\w)", question.prompt.lower())

    def test_no_wrong_option_stands_in_the_evidence(self, name, question) -> None:
        for option in set(question.options) - {answer(question)}:
            assert not re.search(rf"(?<!\w){re.escape(option)}(?!\w)", question.evidence.text)

    def test_prompt_is_a_question_that_stands_alone(self, name, question) -> None:
        unquoted = re.sub(r"“[^”]*”", "", question.prompt)
        assert question.prompt.rstrip("”").endswith("?")
        assert not re.search(r"\b(?:he|she|him|they|yesterday|today|tomorrow|\w+day)\b", unquoted)
        assert len(question.prompt.split()) <= 32

    def test_tasteful(self, name, question) -> None:
        assert not TASTELESS.search(question.prompt + str(question.options))
        assert not DEADLY.search(question.prompt)

    def test_a_role_or_an_age_carries_its_date(self, name, question) -> None:
        if question.kind in ("role", "age"):
            assert "at the time of the article" in question.prompt
            assert "needs_date" in question.flags


@pytest.mark.parametrize("name", NAMES)
def test_same_input_gives_the_same_bytes(name) -> None:
    article = read(name)
    again = propose(article, parse(article.text))
    assert msgspec.json.encode(again) == msgspec.json.encode(propose_for(name))


@pytest.mark.parametrize("name", NAMES)
def test_best_first_and_nothing_twice(name) -> None:
    questions = propose_for(name).questions
    confidences = [question.confidence for question in questions]
    assert confidences == sorted(confidences, reverse=True)
    assert len({question.prompt for question in questions}) == len(questions)
    assert all(count <= 2 for count in Counter(answer(question) for question in questions).values())


def test_no_prompt_gives_away_another_answer() -> None:
    for name in NAMES:
        questions = propose_for(name).questions
        for one in questions:
            for other in questions:
                told = one.kind in ("who_said", "role", "who_did") and answer(one) in other.prompt
                assert one is other or not told


def test_the_right_answer_is_not_always_at_the_same_place() -> None:
    places = Counter(question.answer_index for _, question in QUESTIONS)
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) < 0.5 * len(QUESTIONS)


def test_deaths_are_proposed_only_on_request() -> None:
    assert not any("sensitive" in question.flags for question in propose_for("disaster").questions)
    asked = propose_for("disaster", sensitive=True).questions
    assert all("sensitive" in question.flags for question in asked if DEADLY.search(question.prompt))
