"""Trivia quizzes: verdicts, scores, percentiles, and what stays hidden."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets import rules
from widgets.errors import Conflicting, Malformed
from widgets.formats.trivia_quiz import (
    Band,
    Choice,
    Evidence,
    QuizOption,
    TriviaBallot,
    TriviaQuiz,
    TriviaSpec,
    Typed,
    find_percentile,
)
from widgets.model import Picture, Reveal, Tally
from widgets.parts import Bars, Questions, Score, Verdict

QUIZ = TriviaQuiz()
OPTIONS = tuple(QuizOption(id=each, text=each.upper()) for each in ("oak", "elm", "ash"))
TREE = Choice(id="tree", prompt="Which?", options=OPTIONS, answer="elm", explanation="Elms are.")
YEAR = Typed(
    id="year", prompt="When?", answer="1988", accepted=("MCMLXXXVIII",), evidence=Evidence(3, 9, "It was")
)
SPEC = TriviaSpec(
    questions=(TREE, YEAR),
    bands=(Band(id="top", least=2, title="Top"), Band(id="base", least=0, title="Base")),
)
ELM, ASH = TriviaBallot(choice="elm"), TriviaBallot(choice="ash")
GAVE_UP = TriviaBallot(give_up=True)


def wrote(text: str) -> TriviaBallot:
    return TriviaBallot(text=text)


def shown(sheet: dict[str, TriviaBallot], tally: Tally, reveal: Reveal, *, closed: bool = False) -> list[Any]:
    visible = QUIZ.visible(SPEC, reveal, tally, sheet, closed=closed)
    return QUIZ.result(SPEC, visible, sheet)


def of(kind: type, parts: list[Any]) -> list[Any]:
    return [part for part in parts if isinstance(part, kind)]


def test_an_answer_counts_option_and_verdict():
    assert QUIZ.marks(SPEC, {"tree": ASH}) == {"tree": {"ash": 1, "wrong": 1}}
    assert QUIZ.marks(SPEC, {"year": wrote("mcmlxxxviii")}) == {"year": {"right": 1}}
    assert QUIZ.marks(SPEC, {"year": wrote("1989")}) == {"year": {"wrong": 1}}
    assert QUIZ.marks(SPEC, {"year": GAVE_UP}) == {"year": {"gave_up": 1}}


@pytest.mark.parametrize(
    ("tree", "year", "score"), [(ELM, "1988", 2), (ELM, "1", 1), (ASH, "1988", 1), (ASH, "x", 0)]
)
def test_the_last_answer_counts_the_score(tree, year, score):
    sheet = {"tree": tree, "year": wrote(year)}
    assert QUIZ.marks(SPEC, sheet)["score"] == {str(score): 1}
    assert QUIZ.counted(SPEC)["score"] == ["0", "1", "2"]
    assert "score" not in QUIZ.marks(SPEC, {"tree": tree})


def test_an_answer_is_for_good():
    sheet = QUIZ.cast(SPEC, {}, "tree", ASH)
    assert QUIZ.cast(SPEC, sheet, "tree", ASH) == sheet
    for other in (ELM, None):
        with pytest.raises(Conflicting):
            QUIZ.cast(SPEC, sheet, "tree", other)


@pytest.mark.parametrize("reveal", [Reveal.AFTER_CASTING, Reveal.AFTER_CLOSE, Reveal.MODERATORS])
def test_the_own_verdict_comes_at_once_and_others_when_they_may(reveal):
    tally = {"tree": {"ash": 3, "elm": 1, "wrong": 3, "right": 1}}
    parts = shown({"tree": ASH}, tally, reveal)
    assert of(Verdict, parts) == [
        Verdict(slot="tree", right=False, answer="ELM", option="elm", chosen="ash", explanation="Elms are.")
    ]
    bars = of(Bars, parts)
    assert bool(bars) is (reveal is Reveal.AFTER_CASTING)
    if bars:
        assert {bar.id: (bar.count, bar.percent) for bar in bars[0].bars} == {
            "ash": (3, 75),
            "elm": (1, 25),
            "oak": (0, 0),
        }


def test_a_written_answer_is_told_with_its_evidence():
    [verdict] = shown({"year": wrote("1977")}, {}, Reveal.MODERATORS)
    assert verdict == Verdict(slot="year", right=False, answer="1988", chosen="1977", evidence="It was")
    [verdict] = shown({"year": GAVE_UP}, {}, Reveal.MODERATORS)
    assert verdict.chosen == ""


def test_who_has_not_answered_sees_nothing_even_after_closing():
    tally = {"tree": {"elm": 5, "right": 5}, "score": {"2": 5}}
    for reveal in (Reveal.AFTER_CASTING, Reveal.AFTER_CLOSE):
        assert shown({}, tally, reveal, closed=True) == []
        assert QUIZ.visible(SPEC, reveal, tally, {"tree": ELM}, closed=True).keys() == {"tree"}


def test_the_end_tells_score_band_and_percentile():
    sheet = {"tree": ELM, "year": wrote("1988")}
    tally = {"tree": {}, "year": {}, "score": {"0": 1, "1": 2, "2": 2}}
    [score] = of(Score, shown(sheet, tally, Reveal.AFTER_CASTING))
    assert score == Score(score=2, of=2, ending="top", title="Top", percentile=75, readers=5)
    [score] = of(Score, shown(sheet, tally, Reveal.AFTER_CLOSE))
    assert (score.percentile, score.readers) == (None, None)
    [score] = of(Score, shown({"tree": ASH, "year": wrote("1988")}, tally, Reveal.MODERATORS))
    assert score.ending == "base"


@pytest.mark.parametrize(
    ("score", "counts", "percentile"),
    [
        (3, {"3": 1}, None),
        (3, {"3": 9}, 0),
        (3, {"3": 1, "2": 1}, 100),
        (3, {"3": 2, "2": 998}, 99),
        (0, {"0": 1, "4": 10}, 0),
        (2, {"0": 1, "1": 1, "2": 1, "3": 1}, 66),
        (10, {"9": 1, "10": 1}, 100),
        (1, {"0": 3}, 100),
        (1, {}, None),
    ],
)
def test_equal_scores_are_not_beaten(score, counts, percentile):
    assert find_percentile(score, counts) == percentile


@given(st.lists(st.integers(0, 9), min_size=2, max_size=60))
def test_percentiles_are_in_order(scores):
    counts = {str(score): scores.count(score) for score in set(scores)}
    told = [find_percentile(score, counts) or 0 for score in sorted(scores)]
    assert told == sorted(told)
    assert told[0] == 0
    assert all(0 <= each <= 100 for each in told)


def test_a_corrected_key_gives_the_same_sheets_another_score():
    corrected = msgspec.structs.replace(SPEC, questions=(msgspec.structs.replace(TREE, answer="ash"), YEAR))
    sheet = {"tree": ASH, "year": wrote("1988")}
    assert QUIZ.marks(SPEC, sheet)["score"] == {"1": 1}
    assert QUIZ.marks(corrected, sheet) == {
        "tree": {"ash": 1, "right": 1},
        "year": {"right": 1},
        "score": {"2": 1},
    }


def test_an_answer_to_what_was_asked_once_is_wrong_today():
    typed = TriviaSpec(questions=(Typed(id="tree", prompt="Which?", answer="elm"),))
    fewer = TriviaSpec(questions=(msgspec.structs.replace(TREE, options=OPTIONS[:2]),))
    assert QUIZ.marks(typed, {"tree": ELM}) == {"tree": {"wrong": 1}, "score": {"0": 1}}
    assert QUIZ.marks(fewer, {"tree": ASH}) == {"tree": {"wrong": 1}, "score": {"0": 1}}
    [verdict] = of(Verdict, QUIZ.result(fewer, {}, {"tree": ASH}))
    assert verdict.chosen == ""


def orders(options: tuple[QuizOption, ...], question: str = "q") -> list[str]:
    asked = Choice(id=question, prompt="?", options=options, answer=options[0].id).choose()
    return [option.id for option in asked.options]


def test_the_order_tells_nothing_of_the_authors():
    assert orders(OPTIONS) == orders(OPTIONS[::-1])
    places = {orders(OPTIONS, f"q{n}").index("oak") for n in range(40)}
    assert places == {0, 1, 2}


def test_numbers_are_in_order_of_size():
    numbers = tuple(QuizOption(id=f"n{n}", text=text) for n, text in enumerate(("1994", "988", "2020")))
    assert orders(numbers) == ["n1", "n0", "n2"]


def test_the_author_may_keep_an_order():
    kept = msgspec.structs.replace(TREE, order="written")
    assert [option.id for option in kept.choose().options] == ["oak", "elm", "ash"]


def test_every_question_is_asked_with_its_picture():
    picture = Picture(media="m_" + "A" * 22, alt="A tree", width=800, height=600)
    spec = TriviaSpec(questions=(msgspec.structs.replace(TREE, picture=picture), YEAR), pace="all")
    QUIZ.check_spec(spec)
    [asked] = [part for part in QUIZ.ask(spec) if isinstance(part, Questions)]
    assert (asked.look, asked.pace) == ("quiz", "all")
    assert asked.questions[0].picture is not None
    assert asked.questions[0].picture.alt == "A tree"
    assert [each.slot for each in asked.questions] == ["tree", "year"]


def test_a_quiz_keeps_its_counts_from_everybody():
    with pytest.raises(Malformed, match="give away"):
        QUIZ.check_reveal(SPEC, Reveal.ALWAYS)


def test_secrets_are_named():
    assert QUIZ.secrets(SPEC) == ['"answer":"elm"', "Elms are.", "1988", "MCMLXXXVIII", "It was"]


@pytest.mark.parametrize("counts", [{}, {"0": 2, "2": 3}])
def test_the_total_is_of_those_who_came_to_the_end(counts):
    assert QUIZ.total(SPEC, {"score": counts, "tree": {"elm": 99}}) == sum(counts.values())


def replaced(question: Any, **changes: Any) -> TriviaSpec:
    return TriviaSpec(questions=(msgspec.structs.replace(question, **changes),))


def many(n: int, **changes: Any) -> TriviaSpec:
    return TriviaSpec(
        questions=tuple(msgspec.structs.replace(TREE, id=f"q{each}", **changes) for each in range(n))
    )


def banded(*bands: Band) -> TriviaSpec:
    return msgspec.structs.replace(SPEC, bands=bands)


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (TriviaSpec(questions=()), "bad_number_of_questions"),
        (many(51), "bad_number_of_questions"),
        (many(3), "guessable_key"),
        (TriviaSpec(questions=(TREE, TREE)), "duplicate_id"),
        (replaced(TREE, id="score"), "reserved_id"),
        (replaced(TREE, id=""), "bad_id"),
        (replaced(TREE, prompt=" "), "missing_text"),
        (replaced(TREE, explanation="x" * 1001), "text_too_long"),
        (replaced(TREE, answer="yew"), "unknown_answer"),
        (replaced(TREE, answer="ELM"), "unknown_answer"),
        (replaced(TREE, options=OPTIONS[1:2]), "bad_number_of_options"),
        (replaced(TREE, options=(OPTIONS[1], OPTIONS[1])), "duplicate_id"),
        (replaced(TREE, options=(OPTIONS[1], QuizOption(id="wrong", text="x"))), "reserved_id"),
        (replaced(TREE, options=(OPTIONS[1], QuizOption(id="e", text=" elm "))), "duplicate_text"),
        (replaced(TREE, options=(OPTIONS[1], QuizOption(id="e", text=""))), "missing_text"),
        (replaced(TREE, picture=Picture(media="m_1", alt="x")), "bad_media"),
        (replaced(TREE, picture=Picture(media="m_" + "A" * 22, alt="")), "missing_text"),
        (replaced(YEAR, answer=""), "missing_text"),
        (replaced(YEAR, answer="?!"), "unwritable_answer"),
        (replaced(YEAR, accepted=("…",)), "unwritable_answer"),
        (replaced(YEAR, accepted=("x" * 101,)), "text_too_long"),
        (replaced(YEAR, accepted=tuple(f"x{n}" for n in range(31))), "too_many_spellings"),
        (replaced(YEAR, evidence=Evidence(0, 5, "It was")), "bad_evidence"),
        (replaced(YEAR, evidence=Evidence(-6, 0, "It was")), "bad_evidence"),
        (replaced(YEAR, evidence=Evidence(0, 0, "")), "missing_text"),
        (banded(Band(id="a", least=1, title="A")), "bad_bands"),
        (banded(Band(id="a", least=0, title="A"), Band(id="b", least=3, title="B")), "bad_bands"),
        (banded(Band(id="a", least=0, title="A"), Band(id="b", least=0, title="B")), "bad_bands"),
        (banded(Band(id="a", least=0, title="A"), Band(id="a", least=1, title="B")), "duplicate_id"),
        (banded(Band(id="a", least=0, title="")), "missing_text"),
        (banded(*(Band(id=f"b{n}", least=n, title="x") for n in range(13))), "too_many_bands"),
        (msgspec.structs.replace(SPEC, article="not a hash"), "bad_article"),
    ],
)
def test_a_spec_that_makes_no_sense_is_refused(spec, code):
    with pytest.raises(Malformed) as refusal:
        QUIZ.check_spec(spec)
    assert refusal.value.code == code
    assert refusal.value.detail.endswith(".")


def test_a_key_in_the_same_place_of_every_written_list_is_refused():
    lists = [
        tuple(QuizOption(id=f"{'wxyz'[(at + n) % 4]}{n}", text=f"{at}") for at in range(4)) for n in range(4)
    ]
    asked = [
        Choice(id=f"q{n}", prompt="?", options=options, answer=options[0].id, order="written")
        for n, options in enumerate(lists)
    ]
    with pytest.raises(Malformed, match="same place"):
        QUIZ.check_spec(TriviaSpec(questions=tuple(asked)))
    asked[3] = msgspec.structs.replace(asked[3], answer=lists[3][2].id)
    QUIZ.check_spec(TriviaSpec(questions=tuple(asked)))


def test_bars_are_of_every_reader_once():
    tally: Tally = {}
    for ballot in (wrote("1988"), wrote("1990"), wrote("1990"), GAVE_UP):
        rules.add(tally, QUIZ.marks(SPEC, {"year": ballot}))
    [bars] = of(Bars, shown({"year": GAVE_UP}, tally, Reveal.AFTER_CASTING))
    assert {bar.id: bar.percent for bar in bars.bars} == {"right": 25, "wrong": 50, "gave_up": 25}
    assert bars.total == 4
