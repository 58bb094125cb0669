"""Personality quizzes: weighted outcomes, ties, and answers that stand once the last is given."""

from typing import Any

import msgspec
import pytest

from widgets.errors import Conflicting, Malformed
from widgets.formats.personality_quiz import (
    Outcome,
    PersonalityBallot,
    PersonalityQuestion,
    PersonalityQuiz,
    PersonalitySpec,
    WeightedOption,
)
from widgets.model import Reveal, Tally
from widgets.parts import Outcome as Ending

QUIZ = PersonalityQuiz()


def option(id: str, **weights: int) -> WeightedOption:
    return WeightedOption(id=id, text=id, weights=weights)


FIRST = PersonalityQuestion(
    id="first", prompt="?", options=(option("a", cat=1), option("b", dog=2), option("none"))
)
LAST = PersonalityQuestion(
    id="last", prompt="!", options=(option("c", cat=1, dog=-3), option("d", dog=1), option("e", cat=2))
)
SPEC = PersonalitySpec(
    outcomes=(Outcome(id="dog", title="Dog", text="Loyal."), Outcome(id="cat", title="Cat")),
    questions=(FIRST, LAST),
)


def chose(**choices: str) -> dict[str, PersonalityBallot]:
    return {slot: PersonalityBallot(choice=choice) for slot, choice in choices.items()}


def ending(
    sheet: dict[str, PersonalityBallot], tally: Tally | None = None, spec: PersonalitySpec = SPEC
) -> Any:
    [part] = QUIZ.result(spec, tally or {}, sheet)
    assert isinstance(part, Ending)
    return part


@pytest.mark.parametrize(
    ("first", "last", "outcome", "tied"),
    [
        ("a", "c", "cat", []),
        ("b", "d", "dog", []),
        ("b", "c", "cat", []),
        ("b", "e", "dog", ["Cat"]),
        ("none", "e", "cat", []),
        ("a", "d", "dog", ["Cat"]),
    ],
)
def test_the_heaviest_outcome_wins_and_the_authors_order_decides_between_equals(first, last, outcome, tied):
    sheet = chose(first=first, last=last)
    assert QUIZ.marks(SPEC, sheet)["outcome"] == {outcome: 1}
    assert (ending(sheet).ending, ending(sheet).tied) == (outcome, tied)


def test_nothing_is_told_before_the_last_answer():
    sheet = chose(first="a")
    assert QUIZ.marks(SPEC, sheet) == {"first": {"a": 1}}
    assert QUIZ.result(SPEC, {"first": {"a": 1}}, sheet) == []


def test_answers_change_until_the_last_and_then_stand():
    sheet = QUIZ.cast(SPEC, {}, "first", PersonalityBallot(choice="a"))
    sheet = QUIZ.cast(SPEC, sheet, "first", None)
    sheet = QUIZ.cast(SPEC, sheet, "first", PersonalityBallot(choice="b"))
    sheet = QUIZ.cast(SPEC, sheet, "last", PersonalityBallot(choice="d"))
    assert sheet == chose(first="b", last="d")
    assert QUIZ.cast(SPEC, sheet, "last", PersonalityBallot(choice="d")) == sheet
    for slot, ballot in (("first", PersonalityBallot(choice="a")), ("last", None)):
        with pytest.raises(Conflicting):
            QUIZ.cast(SPEC, sheet, slot, ballot)


def test_how_many_share_it_is_of_those_who_came_to_the_end():
    sheet = chose(first="b", last="d")
    tally = {"first": {"a": 50}, "last": {}, "outcome": {"dog": 31, "cat": 69}}
    visible = QUIZ.visible(SPEC, Reveal.AFTER_CASTING, tally, sheet, closed=False)
    told = ending(sheet, visible)
    assert told == Ending(ending="dog", title="Dog", text="Loyal.", percent=31, readers=100)
    hidden = QUIZ.visible(SPEC, Reveal.AFTER_CLOSE, tally, sheet, closed=False)
    assert (ending(sheet, hidden).percent, ending(sheet, hidden).readers) == (None, None)


def test_who_is_not_at_the_end_does_not_see_how_others_ended():
    tally = {"first": {"a": 5}, "outcome": {"dog": 5}}
    for sheet in ({}, chose(first="a")):
        assert "outcome" not in QUIZ.visible(SPEC, Reveal.AFTER_CLOSE, tally, sheet, closed=True)


def test_other_weights_give_the_same_sheets_another_outcome():
    sheet = chose(first="b", last="d")
    swapped = msgspec.structs.replace(
        SPEC,
        questions=(FIRST, msgspec.structs.replace(LAST, options=(option("d", cat=9), option("x", dog=1)))),
    )
    assert QUIZ.marks(swapped, sheet)["outcome"] == {"cat": 1}


def test_an_option_that_is_gone_weighs_nothing():
    fewer = msgspec.structs.replace(
        SPEC, questions=(FIRST, msgspec.structs.replace(LAST, options=LAST.options[1:]))
    )
    assert QUIZ.marks(fewer, chose(first="a", last="c")) == {"first": {"a": 1}, "outcome": {"cat": 1}}


def questioned(*options: WeightedOption) -> PersonalitySpec:
    return msgspec.structs.replace(
        SPEC, questions=(PersonalityQuestion(id="q", prompt="?", options=options),)
    )


CAT, DOG = option("a", cat=1), option("b", dog=1)


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (msgspec.structs.replace(SPEC, outcomes=SPEC.outcomes[:1]), "bad_number_of_outcomes"),
        (
            msgspec.structs.replace(SPEC, outcomes=tuple(Outcome(id=f"o{n}", title="x") for n in range(21))),
            "bad_number_of_outcomes",
        ),
        (msgspec.structs.replace(SPEC, outcomes=SPEC.outcomes + SPEC.outcomes), "duplicate_id"),
        (
            msgspec.structs.replace(SPEC, outcomes=(*SPEC.outcomes, Outcome(id="o", title=""))),
            "missing_text",
        ),
        (
            msgspec.structs.replace(SPEC, outcomes=(*SPEC.outcomes, Outcome(id="o", title="x"))),
            "unreachable_outcome",
        ),
        (msgspec.structs.replace(SPEC, questions=()), "bad_number_of_questions"),
        (msgspec.structs.replace(SPEC, questions=(FIRST, FIRST)), "duplicate_id"),
        (
            msgspec.structs.replace(SPEC, questions=(msgspec.structs.replace(FIRST, id="outcome"),)),
            "reserved_id",
        ),
        (questioned(CAT), "bad_number_of_options"),
        (questioned(CAT, option("b", cow=1)), "unknown_outcome"),
        (questioned(CAT, option("b", dog=0)), "bad_weight"),
        (questioned(CAT, option("b", dog=101)), "bad_weight"),
        (questioned(CAT, option("b", dog=-1)), "unreachable_outcome"),
    ],
)
def test_a_spec_that_makes_no_sense_is_refused(spec, code):
    with pytest.raises(Malformed) as refusal:
        QUIZ.check_spec(spec)
    assert refusal.value.code == code
    assert refusal.value.detail.endswith(".")


def test_secrets_are_the_weights():
    assert QUIZ.secrets(questioned(CAT, DOG)) == ['"weights":{"cat":1}', '"weights":{"dog":1}']
    QUIZ.check_spec(questioned(CAT, DOG))
    with pytest.raises(Malformed, match="give away"):
        QUIZ.check_reveal(SPEC, Reveal.ALWAYS)


def test_the_total_is_of_those_who_came_to_the_end():
    assert QUIZ.total(SPEC, {"outcome": {"dog": 2, "cat": 3}, "first": {"a": 99}}) == 5
