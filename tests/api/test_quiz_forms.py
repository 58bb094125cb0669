"""Quizzes for readers without JavaScript: question by question or all at once, to the result."""

import json
from typing import Any

import msgspec
import pytest

from tests.api.exhibits import OWN, Page, look, publish, publishing_of, send
from tests.api.serving import Service
from widgets.formats import find_format
from widgets.formats.personality_quiz import PersonalityQuiz
from widgets.formats.trivia_quiz import TriviaQuiz
from widgets.model import Reveal

SEA, GLOBE = (sample.spec for sample in TriviaQuiz.samples)
LINES, AT_ONCE = (sample.spec for sample in PersonalityQuiz.samples)


def make(service: Service, spec: Any, reveal: Reveal = Reveal.AFTER_CASTING) -> str:
    name = next(
        name for name in ("trivia_quiz", "personality_quiz") if type(spec) is find_format(name).spec_type
    )
    return publish(service, msgspec.to_builtins(spec), format=name, reveal=reveal)


def carried(page: Page) -> list[tuple[str, str]]:
    """Who sends the form, as it says itself."""
    return [(name, value) for name, value in page.fields() if name in ("reader", "seed")]


def go_on(service: Service, widget: str, page: Page, *answers: tuple[str, str]) -> Page:
    answer = send(service, widget, [*carried(page), *answers])
    assert answer.status_code == 200, answer.text
    return Page(answer)


def test_one_question_after_the_other_to_the_score(service: Service) -> None:
    widget = make(service, SEA)
    page = look(service, widget)
    assert "0 of 3 answered" in page.words
    assert {control["name"] for control in page.controls if control.get("type") == "radio"} == {"answer:moon"}
    page = go_on(service, widget, page, ("answer:moon", "wind"))
    assert "Not quite. The answer is: The pull of the Moon" in page.words
    assert SEA.questions[0].explanation in page.words
    assert "1 of 3 answered" in page.words
    assert "100%" in page.words
    assert {control["name"] for control in page.controls if control.get("type") == "radio"} == {
        "answer:depth"
    }
    page = go_on(service, widget, page, ("answer:depth", "mari"))
    assert "Right!" in page.words
    assert SEA.questions[1].evidence is not None
    assert SEA.questions[1].evidence.text in page.words
    page = go_on(service, widget, page, ("answer:salt", "n2"))
    assert "2 of 3 right" in page.words
    assert "Able sailor" in page.words
    assert f"{OWN}/p/{widget}?ending=sailor" in page.words
    assert not page.forms


def test_all_at_once_with_written_answers_and_giving_up(service: Service) -> None:
    widget = make(service, GLOBE)
    page = look(service, widget)
    assert {control["name"] for control in page.controls if control.get("type") == "text"} == {
        "answer:capital",
        "answer:legs",
    }
    page = go_on(
        service,
        widget,
        page,
        ("answer:capital", " reykjavik "),
        ("answer:legs", ""),
        ("skip:legs", "yes"),
        ("answer:island", "s"),
    )
    assert "You wrote: reykjavik" in page.words
    assert "1 of 3 right" in page.words
    assert "Gave up" in page.words
    assert "Not bad." in page.words


def test_some_now_and_the_rest_later(service: Service) -> None:
    widget = make(service, GLOBE)
    page = go_on(service, widget, look(service, widget), ("answer:capital", ""), ("answer:island", "k"))
    assert "1 of 3 answered" in page.words
    assert GLOBE.questions[0].answer not in page.words
    page = go_on(service, widget, page, ("answer:capital", "Oslo"), ("answer:legs", "24"))
    assert "2 of 3 right" in page.words


def test_an_answer_that_stands_is_shown_with_the_refusal(service: Service) -> None:
    widget = make(service, SEA)
    page = go_on(service, widget, look(service, widget), ("answer:moon", "wind"))
    again = send(service, widget, [*carried(page), ("answer:moon", "pull")])
    assert again.status_code == 409
    shown = Page(again)
    assert "cannot be changed" in shown.words
    assert "1 of 3 answered" in shown.words
    page = go_on(service, widget, shown, ("answer:depth", "java"))
    assert "2 of 3 answered" in page.words


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([("answer:moon", "mari")], 400),
        ([("answer:moon", "")], 400),
        ([("skip:moon", "yes")], 400),
        ([("answer:score", "3")], 400),
        ([("score", "3")], 400),
        ([], 400),
    ],
)
def test_what_is_not_asked_is_refused(service: Service, fields: list[tuple[str, str]], code: int) -> None:
    widget = make(service, SEA)
    answer = send(service, widget, [*carried(look(service, widget)), *fields])
    assert answer.status_code == code
    assert SEA.questions[0].explanation not in answer.text


def test_answers_elsewhere_are_confirmed_first_and_told(service: Service) -> None:
    widget = make(service, GLOBE)
    fields = [*carried(look(service, widget)), ("answer:capital", "<b>Oslo"), ("skip:legs", "yes")]
    asked = send(service, widget, fields, origin="https://pub.example")
    assert asked.status_code == 200
    words = Page(asked).words
    assert "Oslo" in words
    assert "<b>Oslo" not in asked.text
    assert "I give up" in words
    assert "Reykjav" not in words


def test_how_others_answered_waits_for_the_close_and_the_verdict_does_not(service: Service) -> None:
    widget = make(service, SEA, Reveal.AFTER_CLOSE)
    page = go_on(service, widget, look(service, widget), ("answer:moon", "pull"))
    assert "Right!" in page.words
    assert "100%" not in page.words
    assert "shown when the quiz has closed" in page.words
    publishing = publishing_of(service)
    service.run_there(lambda: publishing.close("demo", widget))
    service.await_that(lambda: "This quiz has closed." in look(service, widget).words)
    assert SEA.questions[0].explanation not in look(service, widget).answer.text


@pytest.mark.parametrize("spec", [LINES, AT_ONCE], ids=["one", "all"])
def test_a_personality_may_be_thought_over_until_the_last_answer(service: Service, spec: Any) -> None:
    widget = make(service, spec)
    page = go_on(service, widget, look(service, widget), ("answer:morning", "bed"))
    assert "Change my answers" in page.words
    page = go_on(service, widget, page, ("answer:morning", "hill"))
    page = go_on(service, widget, page, ("answer:luggage", "map"))
    end = go_on(service, widget, page, ("answer:plan", "walk"))
    assert "The ferry" in end.words
    assert "100% of readers are with you" in end.words
    assert "Change my answers" not in end.words
    assert send(service, widget, [*carried(page), ("answer:plan", "ask")]).status_code == 409


def test_a_tie_is_told(service: Service) -> None:
    widget = make(service, AT_ONCE)
    page = look(service, widget)
    page = go_on(
        service,
        widget,
        page,
        ("answer:morning", "market"),
        ("answer:luggage", "map"),
        ("answer:plan", "wait"),
    )
    assert "The tram at noon" in page.words
    assert "You were level with The night bus; the author" in page.words


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar"])
def test_it_speaks_the_readers_language(service: Service, language: str) -> None:
    widget = make(service, SEA)
    page = look(service, widget, **{"accept-language": language})
    answer = send(service, widget, [*carried(page), ("answer:moon", "pull")], **{"accept-language": language})
    said = {"de": "Richtig!", "fr": "Bonne réponse", "es": "¡Correcto!", "ar": "إجابة صحيحة"}[language]
    assert said in Page(answer).words


def test_search_engines_learn_the_questions_and_not_the_answers(service: Service) -> None:
    widget = make(service, SEA)
    text = service.client.get(f"/p/{widget}").text
    data = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert data["@type"] == "Quiz"
    assert [part["@type"] for part in data["hasPart"]] == ["Question"] * 3
    assert [len(part["suggestedAnswer"]) for part in data["hasPart"]] == [4, 4, 4]
    assert "acceptedAnswer" not in text


def test_a_result_that_is_passed_on_has_a_page_and_a_picture_of_its_own(service: Service) -> None:
    widget = make(service, SEA)
    plain = service.client.get(f"/p/{widget}")
    passed = service.client.get(f"/p/{widget}", params={"ending": "captain"})
    assert 'property="og:title" content="Captain: How well do you know the sea?"' in passed.text
    assert f'property="og:url" content="{OWN}/p/{widget}?ending=captain"' in passed.text
    assert f'rel="canonical" href="{OWN}/p/{widget}"' in passed.text
    assert "ending=captain" in passed.text.partition("og:image")[2][:200]
    pictures = {
        ending: service.client.get(f"/p/{widget}/picture.png", params={"ending": ending} if ending else {})
        for ending in ("", "captain", "sailor", "admiral")
    }
    assert all(each.headers["content-type"] == "image/png" for each in pictures.values())
    assert len({pictures[each].content for each in ("", "captain", "sailor")}) == 3
    assert pictures["admiral"].content == pictures[""].content
    forged = service.client.get(f"/p/{widget}", params={"ending": "admiral", "score": "99"})
    assert forged.text == plain.text
