"""Answers to quizzes over HTTP: forged, repeated and changed ones (attacks 20 and 34)."""

from typing import Any

import msgspec
import pytest

from tests.api.exhibits import publish
from tests.api.serving import Service, check_problem
from widgets.formats.trivia_quiz import TriviaQuiz

SEA = msgspec.to_builtins(TriviaQuiz.samples[0].spec)


@pytest.fixture(scope="module")
def quiz(service: Service) -> str:
    return publish(service, SEA, format="trivia_quiz")


@pytest.fixture(scope="module")
def token(service: Service, quiz: str) -> str:
    """A reader who has answered the first question."""
    token = service.mint()
    assert service.put(f"/v1/widgets/{quiz}/ballots/moon", {"choice": "wind"}, token).status_code == 200
    return token


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("slot", "ballot", "status", "code"),
    [
        ("depth", {"choice": "mari", "score": 3}, 400, "unknown_field"),
        ("depth", {"choice": "mari", "right": True}, 400, "unknown_field"),
        ("depth", {"choice": "mari", "outcome": "captain"}, 400, "unknown_field"),
        ("depth", {"choice": "pull"}, 400, "unknown_option"),
        ("depth", {"choice": 1}, 400, "wrong_shape"),
        ("depth", {}, 400, "wrong_field"),
        ("depth", {"text": "Mariana Trench"}, 400, "wrong_field"),
        ("score", {"choice": "3"}, 400, "unknown_slot"),
        ("-", {"choice": "mari"}, 400, "unknown_slot"),
        ("moon", {"choice": "pull"}, 409, "already_cast"),
    ],
)
def test_what_is_forged_or_changed_is_refused(
    service: Service, quiz: str, token: str, slot: str, ballot: Any, status: int, code: str
) -> None:
    answer = service.put(f"/v1/widgets/{quiz}/ballots/{slot}", ballot, token)
    check_problem(answer, status, code)
    assert "explanation" not in answer.text


@pytest.mark.usefixtures("unchanged")
def test_the_same_answer_again_is_answered_again(service: Service, quiz: str, token: str) -> None:
    place = f"/v1/widgets/{quiz}/ballots/moon"
    first, again = (service.put(place, {"choice": "wind"}, token) for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    [verdict] = [part for part in first.json()["parts"] if part["part"] == "verdict"]
    assert (verdict["option"], verdict["right"]) == ("pull", False)


@pytest.mark.usefixtures("unchanged")
def test_an_answer_is_not_taken_back(service: Service, quiz: str, token: str) -> None:
    answer = service.client.delete(
        f"/v1/widgets/{quiz}/ballots/moon", headers={"authorization": f"Bearer {token}"}
    )
    check_problem(answer, 409, "already_cast")
