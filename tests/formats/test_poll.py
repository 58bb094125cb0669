from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.errors import Malformed
from widgets.formats.poll import Multiple, Poll, PollBallot, PollOption, PollSpec, Ranked, Rating, Single
from widgets.formats.poll.samples import RANKED, RATING, SEVERAL, SINGLE
from widgets.model import Reveal
from widgets.parts import Bars, Choose, Questions, Text
from widgets.passages import Runoff

POLL: Any = Poll()
OPTIONS = tuple(PollOption(id=each, text=each.upper()) for each in "abcd")
RANKED_SPEC = PollSpec(questions=(Ranked(prompt="Which?", options=OPTIONS[:3]),))


def ask_one(question: Any) -> PollSpec:
    return PollSpec(questions=(question,))


def options(*ids: str) -> dict[str, PollBallot]:
    return {"": PollBallot(options=ids)}


def ranking(*ids: str) -> dict[str, PollBallot]:
    return {"": PollBallot(ranking=ids)}


def study(spec: PollSpec, sheets: list[dict[str, PollBallot]]) -> Any:
    return msgspec.json.decode(msgspec.json.encode(POLL.study(spec, iter(sheets), 42)))


# Slots and what is asked


def test_one_question_is_cast_for_in_the_empty_slot_whatever_its_id():
    for question in (Single(prompt="Q", options=OPTIONS), Single(id="first", prompt="Q", options=OPTIONS)):
        assert list(POLL.slots(ask_one(question))) == [""]


def test_several_questions_are_cast_for_in_slots_of_their_own():
    assert list(POLL.slots(SEVERAL.spec)) == ["season", "also", "route", "last"]
    [part] = POLL.ask(SEVERAL.spec)
    assert isinstance(part, Questions)
    assert [(each.slot, each.form, each.field, each.look) for each in part.questions] == [
        ("season", "many", "options", "options"),
        ("also", "many", "options", "options"),
        ("route", "ranking", "ranking", "options"),
        ("last", "one", "rating", "rating"),
    ]


def test_the_description_stands_before_the_question():
    text, choose = POLL.ask(SINGLE.spec)
    assert text == Text(text=SINGLE.spec.description)
    assert isinstance(choose, Choose)
    assert (choose.label, choose.most) == (SINGLE.spec.questions[0].prompt, 1)


def test_pictures_come_with_their_description():
    [choose] = POLL.ask(RANKED.spec)
    assert (choose.options[0].image, choose.options[0].alt) == (
        "/media/m_harbour-at-dusk-sample/480.webp",
        "A ferry at a quay, at dusk",
    )


# Ballots


@pytest.mark.parametrize(
    "body",
    [
        '{"options":null}',
        '{"rating":true}',
        '{"rating":"4"}',
        '{"ranking":"ab"}',
        '{"choice":"a"}',
        '{"options":[1]}',
        "[]",
    ],
)
def test_bodies_that_are_no_ballot(body):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=PollBallot)


@pytest.mark.parametrize(("slot", "field"), [("season", "options"), ("route", "ranking"), ("last", "rating")])
def test_an_answer_of_another_kind_is_told_which_field_is_asked_for(slot, field):
    answers: dict[str, Any] = {"options": ("spring",), "ranking": ("river",), "rating": 4}
    wrong: list[dict[str, Any]] = [
        {},
        answers,
        *({other: value} for other, value in answers.items() if other != field),
    ]
    for fields in wrong:
        with pytest.raises(Malformed) as refusal:
            POLL.check(SEVERAL.spec, slot, PollBallot(**fields))
        assert refusal.value.code == "wrong_field"
        assert f"`{field}`" in refusal.value.detail
    POLL.check(SEVERAL.spec, slot, PollBallot(**{field: answers[field]}))


# Marks


def test_marks_of_a_full_ranking_hold_every_pair_once():
    spec = ask_one(Ranked(prompt="Which?", options=OPTIONS))
    for order in permutations("abcd"):
        marks = POLL.marks(spec, ranking(*order))[""]
        pairs = {f"{one}>{other}" for i, one in enumerate(order) for other in order[i + 1 :]}
        assert marks == {order[0]: 1, "turnout": 1} | dict.fromkeys(pairs, 1)


def test_what_is_ranked_is_preferred_to_what_is_not():
    assert POLL.marks(RANKED_SPEC, ranking("b")) == {"": {"b": 1, "b>a": 1, "b>c": 1, "turnout": 1}}


def test_an_option_that_was_removed_is_skipped():
    assert POLL.marks(RANKED_SPEC, ranking("gone", "c", "a")) == POLL.marks(RANKED_SPEC, ranking("c", "a"))
    multiple = ask_one(Multiple(prompt="Which?", options=OPTIONS))
    assert POLL.marks(multiple, options("gone", "a")) == {"": {"a": 1, "turnout": 1}}


@pytest.mark.parametrize(
    ("question", "ballot"),
    [
        (Single(prompt="Q", options=OPTIONS), PollBallot(options=("gone",))),
        (Single(prompt="Q", options=OPTIONS), PollBallot(options=("a", "b"))),
        (Single(prompt="Q", options=OPTIONS), PollBallot(rating=1)),
        (Multiple(prompt="Q", options=OPTIONS), PollBallot(options=("gone",))),
        (Multiple(prompt="Q", options=OPTIONS), PollBallot(ranking=("a",))),
        (Ranked(prompt="Q", options=OPTIONS), PollBallot(ranking=("gone",))),
        (Ranked(prompt="Q", options=OPTIONS), PollBallot(options=("a",))),
        (Rating(prompt="Q", greatest=3), PollBallot(rating=4)),
        (Rating(prompt="Q"), PollBallot(options=("1",))),
    ],
)
def test_an_older_ballot_of_which_nothing_is_left_marks_nothing(question, ballot):
    assert POLL.marks(ask_one(question), {"": ballot}) == {}
    assert POLL.marks(ask_one(question), {"dropped": ballot}) == {}


# What is shown


def test_bars_of_a_single_choice_sum_to_100():
    [bars] = POLL.result(SINGLE.spec, {"": {"spring": 1, "summer": 1, "autumn": 1, "turnout": 3}}, {})
    assert [bar.percent for bar in bars.bars] == [34, 33, 33, 0]
    assert (bars.total, bars.overlapping, bars.label) == (3, False, "When should the festival be?")


def test_bars_of_several_choices_are_of_readers():
    spec = ask_one(Multiple(prompt="Which?", options=OPTIONS))
    [bars] = POLL.result(spec, {"": {"a": 8, "b": 4, "c": 1, "turnout": 8}}, {})
    assert [bar.percent for bar in bars.bars] == [100, 50, 13, 0]
    assert (bars.total, bars.overlapping) == (8, True)


def test_an_opening_balance_without_turnout_gives_nobody_more_than_100_percent():
    spec = ask_one(Multiple(prompt="Which?", options=OPTIONS))
    [bars] = POLL.result(spec, {"": {"a": 200, "b": 50, "turnout": 8}}, {})
    assert [bar.percent for bar in bars.bars] == [100, 25, 0, 0]


@given(st.lists(st.integers(1, 7), max_size=40))
def test_a_rating_shows_its_mean(ratings):
    tally = {"": {str(n): ratings.count(n) for n in range(1, 8)} | {"turnout": len(ratings)}}
    [bars] = POLL.result(RATING.spec, tally, {})
    assert [bar.id for bar in bars.bars] == list("1234567")
    if ratings:
        assert abs(bars.mean - sum(ratings) / len(ratings)) <= 0.005 + 1e-9
    else:
        assert bars.mean is None


def test_only_questions_that_the_reader_answered_are_shown():
    tally = {slot: {"turnout": 1} for slot in POLL.slots(SEVERAL.spec)}
    sheet = {"last": PollBallot(rating=4)}
    visible = POLL.visible(SEVERAL.spec, Reveal.AFTER_CASTING, tally, sheet, closed=False)
    assert [part.slot for part in POLL.result(SEVERAL.spec, visible, sheet)] == ["last"]


def test_the_total_is_the_turnout_of_the_question_with_most():
    assert POLL.total(SEVERAL.spec, {"season": {"turnout": 4}, "last": {"turnout": 9}}) == 9
    assert POLL.total(SINGLE.spec, {}) == 0


# Run-offs


def test_a_run_off_is_shown_after_the_bars_with_its_version():
    sheets = [ranking("a")] * 3 + [ranking("b", "c")] * 2 + [ranking("c", "b")] * 2 + [{}]
    bars, runoff = POLL.result(RANKED_SPEC, {"": {"a": 3, "b": 2, "c": 2}}, {}, study(RANKED_SPEC, sheets))
    assert isinstance(bars, Bars)
    assert isinstance(runoff, Runoff)
    assert (runoff.winner, runoff.beats_all, runoff.version) == ("b", False, 42)
    assert runoff.labels == {"a": "A", "b": "B", "c": "C"}
    assert runoff.rounds[0].tied == ["b", "c"]


@given(
    st.lists(st.permutations("abc").flatmap(lambda each: st.integers(1, 3).map(lambda n: ranking(*each[:n]))))
)
def test_first_choices_and_pairs_in_the_tally_agree_with_the_run_off(sheets):
    tally: dict[str, int] = {}
    for sheet in sheets:
        for key, n in POLL.marks(RANKED_SPEC, sheet)[""].items():
            tally[key] = tally.get(key, 0) + n
    _, *runoffs = POLL.result(RANKED_SPEC, {"": tally}, {}, study(RANKED_SPEC, sheets))
    assert bool(runoffs) is bool(sheets)
    for runoff in runoffs:
        assert runoff.rounds[0].counts == {option: tally.get(option, 0) for option in "abc"}
        others = [each for each in "abc" if each != runoff.winner]
        assert runoff.beats_all is all(
            tally.get(f"{runoff.winner}>{other}", 0) > tally.get(f"{other}>{runoff.winner}", 0)
            for other in others
        )


def test_each_ranked_question_has_a_run_off_of_its_own_and_a_hidden_one_none():
    spec = PollSpec(
        questions=(
            Ranked(id="one", prompt="1", options=OPTIONS),
            Ranked(id="two", prompt="2", options=OPTIONS),
        )
    )
    sheets = [{"one": PollBallot(ranking=("a",)), "two": PollBallot(ranking=("d",))}]
    held = study(spec, sheets)
    assert {slot: each["winner"] for slot, each in held.items()} == {"one": "a", "two": "d"}
    assert {part.slot for part in POLL.result(spec, {"two": {}}, {}, held)} == {"two"}


def test_a_run_off_among_other_options_than_todays_is_not_shown():
    held = study(RANKED_SPEC, [ranking("a")])
    more = ask_one(Ranked(prompt="Which?", options=OPTIONS))
    single = ask_one(Single(prompt="Which?", options=OPTIONS))
    for spec in (more, single):
        assert [type(part) for part in POLL.result(spec, {"": {}}, {}, held)] == [Bars]


def test_a_run_off_wears_todays_texts():
    renamed = ask_one(Ranked(prompt="Which?", options=(PollOption(id="a", text="Ant"), *OPTIONS[1:3])))
    _, runoff = POLL.result(renamed, {"": {}}, {}, study(RANKED_SPEC, [ranking("a")]))
    assert runoff.labels["a"] == "Ant"


def test_a_poll_without_rankings_reads_no_sheet():
    sheets = iter([options("spring")])
    assert POLL.study(SINGLE.spec, sheets, 1) is None
    assert list(sheets) == [options("spring")]


def test_an_opening_balance_cannot_name_what_only_ballots_can_tell():
    assert list(POLL.openings(SEVERAL.spec)) == ["season", "also", "last"]
