"""Quizzes as they are published, answered and corrected, on real engines."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.newsroom import PAGE, SITE, Newsroom
from widgets.errors import Conflicting, Malformed
from widgets.formats.personality_quiz import PersonalityQuiz
from widgets.formats.trivia_quiz import Band, Choice, QuizOption, TriviaQuiz, TriviaSpec, Typed
from widgets.ledger import tallies
from widgets.marking import may_change_marks
from widgets.model import Reveal, Widget
from widgets.publishing import Draft, read_spec
from widgets.scenery import set_scenery

OPTIONS = tuple(QuizOption(id=each, text=each.title()) for each in ("oak", "elm", "ash"))
TREE = Choice(id="tree", prompt="Which?", options=OPTIONS, answer="elm")
YEAR = Typed(id="year", prompt="When?", answer="1988")
SPEC = TriviaSpec(questions=(TREE, YEAR))


def body(spec: TriviaSpec = SPEC) -> bytes:
    return msgspec.json.encode(spec)


async def publish(newsroom: Newsroom, reveal: Reveal = Reveal.AFTER_CASTING) -> Widget:
    draft = Draft(site=SITE, format="trivia_quiz", spec=body(), url=PAGE, reveal=reveal)
    return await newsroom.publishing.open(SITE, (await newsroom.publishing.create(draft)).id)


async def answer(newsroom: Newsroom, by: int, quiz: Widget, tree: str, year: str) -> dict[str, Any]:
    await newsroom.cast(by, quiz, {"choice": tree}, "tree")
    return await newsroom.cast(by, quiz, {"text": year}, "year")


def part(told: dict[str, Any], kind: str) -> Any:
    [found] = [each for each in told["parts"] if each["part"] == kind]
    return found


async def scores(newsroom: Newsroom, quiz: Widget) -> dict[str, int]:
    standing = (await tallies.read(newsroom.engine, [quiz.id]))[quiz.id]
    return {key: n for key, n in standing.tally.get("score", {}).items() if n}


async def test_a_quiz_that_shows_its_counts_to_everybody_is_refused(newsroom):
    draft = Draft(site=SITE, format="trivia_quiz", spec=body(), url=PAGE, reveal=Reveal.ALWAYS)
    with pytest.raises(Malformed, match="give away"):
        await newsroom.publishing.create(draft)
    quiz = await publish(newsroom)
    with pytest.raises(Malformed, match="give away"):
        await newsroom.publishing.reveal(SITE, quiz.id, Reveal.ALWAYS)
    assert (await newsroom.publishing.find(SITE, quiz.id)).revision == quiz.revision
    assert (await newsroom.publishing.reveal(SITE, quiz.id, Reveal.AFTER_CLOSE)).reveal is Reveal.AFTER_CLOSE


async def test_a_corrected_key_scores_everybody_anew(newsroom):
    quiz = await publish(newsroom)
    await answer(newsroom, 1, quiz, "ash", "1988")
    told = await answer(newsroom, 2, quiz, "elm", "1988")
    assert (part(told, "score")["score"], part(told, "score")["percentile"]) == (2, 100)
    corrected = TriviaSpec(questions=(msgspec.structs.replace(TREE, answer="ash"), YEAR))
    await newsroom.publishing.rewrite(SITE, quiz.id, body(corrected))
    assert await scores(newsroom, quiz) == {"1": 1, "2": 1}
    told = await newsroom.cast(1, quiz, {"text": "1988"}, "year")
    assert (part(told, "score")["score"], part(told, "score")["percentile"]) == (2, 100)
    assert (await newsroom.recount())[1] == []


async def test_a_better_explanation_scores_nobody_anew(newsroom):
    quiz = await publish(newsroom)
    await answer(newsroom, 1, quiz, "elm", "1988")
    told = TriviaSpec(
        title="Trees",
        questions=(msgspec.structs.replace(TREE, explanation="Elms are."), YEAR),
        bands=(Band(id="all", least=0, title="Forester"),),
    )
    assert not may_change_marks(SPEC, told)
    assert may_change_marks(SPEC, msgspec.structs.replace(told, questions=told.questions[:1]))
    await newsroom.publishing.rewrite(SITE, quiz.id, body(told))
    shown = await newsroom.cast(1, quiz, {"text": "1988"}, "year")
    assert part(shown, "score")["title"] == "Forester"
    assert "Elms are." in [each.get("explanation") for each in shown["parts"]]
    assert (await newsroom.recount())[1] == []


async def test_a_question_that_was_added_lets_readers_go_on(newsroom):
    quiz = await publish(newsroom)
    await answer(newsroom, 1, quiz, "elm", "1988")
    longer = TriviaSpec(questions=(*SPEC.questions, Typed(id="more", prompt="And?", answer="yes")))
    await newsroom.publishing.rewrite(SITE, quiz.id, body(longer))
    assert await scores(newsroom, quiz) == {}
    told = await newsroom.cast(1, quiz, {"text": "Yes!"}, "more")
    assert part(told, "score")["score"] == 3
    assert (await newsroom.recount())[1] == []


async def test_an_answer_stands_and_its_retry_is_answered_again(newsroom):
    quiz = await publish(newsroom)
    first = await newsroom.cast(1, quiz, {"choice": "ash"}, "tree")
    assert await newsroom.cast(1, quiz, {"choice": "ash"}, "tree") == first
    for other in ({"choice": "elm"}, None):
        refusal = await newsroom.refusal(1, quiz, other, "tree")
        assert (type(refusal), refusal.code) == (Conflicting, "already_cast")


@pytest.mark.parametrize(
    ("slot", "ballot"),
    [
        ("tree", {"choice": "elm", "score": 2}),
        ("tree", {"choice": "elm", "right": True}),
        ("tree", {"give_up": False}),
        ("score", {"choice": "2"}),
        ("year", {"text": "19\u202e88"}),
    ],
)
async def test_a_forged_answer_is_refused(newsroom, slot, ballot):
    quiz = await publish(newsroom)
    assert isinstance(await newsroom.refusal(1, quiz, ballot, slot), Malformed)
    standing = (await tallies.read(newsroom.engine, [quiz.id]))[quiz.id]
    assert (standing.turnout, standing.tally) == (0, {"": {}})


async def test_after_closing_others_are_shown_to_those_who_answered(newsroom):
    quiz = await publish(newsroom, Reveal.AFTER_CLOSE)
    told = await newsroom.cast(1, quiz, {"choice": "ash"}, "tree")
    assert told["tally"] is None
    assert part(told, "verdict")["option"] == "elm"
    await newsroom.publishing.close(SITE, quiz.id)
    told = await newsroom.cast(1, quiz, {"choice": "ash"}, "tree")
    assert told["tally"] == {"tree": {"ash": 1, "elm": 0, "oak": 0, "right": 0, "wrong": 1}}
    view = msgspec.json.decode((await newsroom.voxpop.results.widget(quiz.id)).body)
    assert view["tally"] is None
    assert {each["part"] for each in view["parts"]} == {"questions", "clock"}


async def test_a_personality_answer_changes_until_the_last_and_then_stands(newsroom):
    [sample, _] = PersonalityQuiz.samples
    await set_scenery(newsroom.engine, newsroom.shelf, SITE)
    draft = Draft(site=SITE, format="personality_quiz", spec=msgspec.json.encode(sample.spec), url=PAGE)
    quiz = await newsroom.publishing.open(SITE, (await newsroom.publishing.create(draft)).id)
    for slot, choice in (("morning", "bed"), ("luggage", "map"), ("morning", "hill")):
        told = await newsroom.cast(1, quiz, {"choice": choice}, slot)
        assert [each["part"] for each in told["parts"]] == ["text", "questions"]
    told = await newsroom.cast(1, quiz, {"choice": "walk"}, "plan")
    outcome = part(told, "outcome")
    assert (outcome["title"], outcome["percent"]) == ("The ferry", 100)
    assert outcome["picture"]["sources"][0]["src"].endswith("/480.webp")
    for ballot in ({"choice": "bed"}, None):
        assert (await newsroom.refusal(1, quiz, ballot, "morning")).code == "already_cast"
    assert await newsroom.cast(1, quiz, {"choice": "walk"}, "plan") == told
    assert (await newsroom.recount())[1] == []


def test_the_specs_in_the_documentation_are_taken():
    told = (Path(__file__).parents[1] / "docs" / "quizzes.md").read_text(encoding="utf-8")
    trivia, personality = re.findall(r"```json\n(.*?)```", told, re.DOTALL)
    for format, spec in ((TriviaQuiz(), trivia), (PersonalityQuiz(), personality)):
        assert type(read_spec(format, spec.encode())) is format.spec_type
