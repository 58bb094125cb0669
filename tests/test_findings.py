"""What moderators are told of a tally: all that was counted, by its words, as parts of what is known."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets import rules
from widgets.findings import Passage, Step, share
from widgets.formats import FORMATS
from widgets.formats.open_list import OpenList
from widgets.formats.personality_quiz import PersonalityQuiz
from widgets.formats.poll import Poll
from widgets.formats.reactions import Kind, Reactions, ReactionsSpec
from widgets.formats.shares import Shares, SharesSpec
from widgets.formats.trivia_quiz import Choice, TriviaQuiz
from widgets.model import Tally

SAMPLES = [(format, each) for format in FORMATS.values() for each in format.samples]


@pytest.mark.parametrize(("format", "sample"), SAMPLES, ids=lambda each: getattr(each, "name", None))
def test_every_ballot_of_a_sample_stands_in_a_table(format, sample):
    sheet: dict[str, Any] = {}
    for slot, ballot in sample.ballots:
        sheet.setdefault(slot, ballot)
    tally: Tally = {}
    rules.add(tally, format.marks(format.extend(sample.spec, ()), sheet), times=3)
    tables = format.tables(sample.spec, tally, 3 if sheet else 0)
    assert any(table.counted for table in tables) is bool(sheet)
    for table in tables:
        for row in table.rows:
            assert row.label
            assert len(row.counts) == len(table.columns)
            assert row.percent is None or 0 <= row.percent <= 100


def test_answers_to_a_quiz_are_told_with_the_right_one_and_the_scores():
    spec = TriviaQuiz.samples[0].spec
    first = spec.questions[0]
    assert isinstance(first, Choice)
    wrong = next(each.id for each in first.options if each.id != first.answer)
    tally = {first.id: {first.answer: 3, wrong: 1, "right": 3, "wrong": 1}, "score": {"2": 2, "0": 2}}
    scores, answers, *_ = TriviaQuiz().tables(spec, tally, 4)
    assert scores.of == "those who came to the end"
    assert [(row.label, row.counts, row.percent) for row in scores.rows if row.counts != [0]] == [
        ("0", [2], 50), ("2", [2], 50),
    ]  # fmt: skip
    assert answers.label == first.prompt
    assert [row.percent for row in answers.rows if row.right] == [75]


def test_reactions_that_are_no_longer_offered_are_told():
    kinds = (Kind(id="love", label="Love"), Kind(id="fun", label="Fun", retired=True))
    [table] = Reactions().tables(ReactionsSpec(kinds=kinds), {"": {"love": 1, "fun": 3}}, 4)
    assert [(row.label, row.counts, row.percent) for row in table.rows] == [
        ("Love", [1], 25), ("Fun", [3], 75),
    ]  # fmt: skip


def test_outcomes_are_told_by_their_titles():
    spec = PersonalityQuiz.samples[0].spec
    tables = PersonalityQuiz().tables(spec, {"outcome": {spec.outcomes[0].id: 1}}, 1)
    [outcome] = [table for table in tables if table.label == "Outcome"]
    assert (outcome.rows[0].label, outcome.rows[0].percent) == (spec.outcomes[0].title, 100)


def test_a_run_off_is_told_round_by_round():
    sample = next(each for each in Poll.samples if each.spec.ranked)
    slot, question = next(iter(sample.spec.ranked.items()))
    ballots = [{slot: ballot} for at, ballot in sample.ballots if at == slot]
    study = Poll().study(sample.spec, ballots, 7)
    tally: Tally = {}
    for each in ballots:
        rules.add(tally, Poll().marks(sample.spec, each))
    run_off = next(each for each in Poll().tables(sample.spec, tally, 1, study) if each.label == "Run-off")
    assert {option.text for option in question.options} < {row.label for row in run_off.rows}
    assert run_off.columns[0] == "Round 1"
    assert run_off.note


def test_arrivals_stand_beside_the_shares_and_are_no_part_of_them():
    spec = SharesSpec(channels=("copy", "email"))
    tally = {"": {"shared": 6}, "copy": {"shared": 2}, "arrived_copy": {"arrived": 9}}
    [table] = Shares().tables(spec, tally, 2)
    assert [(row.label, row.counts, row.percent) for row in table.rows] == [
        ("Copied link", [2, 9], 25), ("Email", [0, 0], 0), ("Before they were counted here", [6, 0], 75),
    ]  # fmt: skip
    assert Shares().sums(spec, tally) == {"shares": 8, "arrivals": 9}


def test_items_of_an_open_list_are_parts_of_those_who_could_have_seen_them():
    spec = OpenList.samples[0].spec
    first = spec.items[0].id
    [table] = OpenList().tables(spec, {first: {"up": 2}, "": {"seen": 8}}, 9)
    assert table.columns == ["Up", "Could have seen it"]
    assert (table.rows[0].counts, table.rows[0].percent) == ([2, 8], 25)


def test_no_part_is_told_of_readers_whom_nobody_counted():
    assert (share(3, 4), share(5, 4), share(0, 0), share(-1, 4)) == (75, None, None, None)


def test_the_hardest_question_and_where_readers_left():
    easy, hard = Step(label="easy", answered=10, right=9), Step(label="hard", answered=4, right=1)
    passage = Passage(steps=[easy, hard, msgspec.structs.replace(easy, answered=5)])
    assert passage.hardest == hard
    assert passage.losses(12) == [2, 6, 0]
    assert Passage(steps=[easy, easy]).hardest is None
    assert Passage(steps=[Step(label="a poll's", answered=3)]).hardest is None


@given(st.lists(st.integers(0, 99), min_size=1, max_size=9).map(lambda all: sorted(all, reverse=True)))
def test_those_who_left_and_those_who_stayed_are_all_who_came(answered):
    passage = Passage(steps=[Step(label="q", answered=n) for n in answered])
    assert sum(passage.losses(100)) + answered[-1] == 100
