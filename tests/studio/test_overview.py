"""A site's results, and a quiz's question by question, as moderators see them."""

import html
import json
from urllib.parse import quote

import msgspec
import pytest

from tests.api.serving import ORIGIN, Service
from tests.studio.desk import Desk, seat
from widgets.formats.trivia_quiz import TriviaQuiz
from widgets.publishing import Draft
from widgets.roles import Role
from widgets.scenery import set_scenery

QUIZ = TriviaQuiz.samples[0].spec


@pytest.fixture(scope="module")
def ada(studio: Service) -> Desk:
    return seat(studio, "ada.results", Role.OWNER)


@pytest.fixture(scope="module")
def quiz(studio: Service, ada: Desk) -> str:
    """A quiz that one reader has begun and another has finished."""
    assert studio.application.running is not None
    voxpop = studio.application.running.voxpop
    studio.run_there(lambda: set_scenery(voxpop.engine, voxpop.uploading.shelf, "demo"))
    publishing = voxpop.publishing
    body = msgspec.json.encode(msgspec.structs.replace(QUIZ, title="<i>Sea & sums</i>"))
    draft = Draft(site="demo", format="trivia_quiz", spec=body, url=f"{ORIGIN}/sums")
    made = studio.run_there(lambda: publishing.create(draft))
    studio.run_there(lambda: publishing.open("demo", made.id))
    for questions in (QUIZ.questions[:1], QUIZ.questions):
        token = studio.mint()
        for question in questions:
            place = f"/v1/widgets/{made.id}/ballots/{question.id}"
            answer = studio.put(place, {"choice": question.answer}, token, origin=ORIGIN)
            assert answer.status_code == 200, answer.text
    return str(made.id)


def test_a_site_is_told_when_readers_came_and_to_what(ada: Desk, quiz: str) -> None:
    page = ada.see("/studio/demo/results?window=24h&by=ballots")
    assert "&lt;i&gt;Sea &amp; sums&lt;/i&gt;" in page
    assert f'href="/studio/demo/widgets/{quiz}/results?window=24h"' in page
    assert "Show as table" in page
    for wrong in ("?window=1y", "?by=secrets"):
        assert ada.get(f"/studio/demo/results{wrong}").status_code == 400


def test_a_quiz_is_told_question_by_question(ada: Desk, quiz: str) -> None:
    page = ada.see(f"/studio/demo/widgets/{quiz}/results")
    assert "Question by question" in page
    for heading in ("How readers went through the questions", "What they said"):
        part = page.partition(heading)[2]
        places = [part.index(html.escape(question.prompt)) for question in QUIZ.questions]
        assert places == sorted(places)
    assert "The hardest question" not in page  # nobody was wrong
    assert f'href="/studio/demo/pages/page?url={quote(f"{ORIGIN}/sums")}"' in page
    assert "1 of 2 came to the end (50 %)" in page


def test_everything_of_a_site_can_be_taken_along(ada: Desk, quiz: str) -> None:
    rows = ada.get("/studio/demo/exports/ballots?form=json").json()
    assert sum(row["widget"] == quiz for row in rows) == 1 + len(QUIZ.questions)
    assert "token" not in json.dumps(rows)
    assert ada.see("/studio/demo/exports/counts").startswith("widget,format,url,")
    assert ada.get("/studio/demo/exports/secrets").status_code == 404
    assert ada.see(f"/studio/demo/widgets/{quiz}/exports/history").startswith("widget,format,url,")
    log = ada.see("/studio/demo/log")
    for told in ("exported the ballots of all widgets.", "exported the history."):
        assert told in log
    assert "secrets" not in log


def test_only_those_who_may_see_results_do(studio: Service) -> None:
    contributor = seat(studio, "carl.results", Role.CONTRIBUTOR)
    stranger = seat(studio, "eve.results", Role.OWNER, "other")
    for place in ("results", "exports/counts"):
        assert contributor.get(f"/studio/demo/{place}").status_code == 403
        assert stranger.get(f"/studio/demo/{place}").status_code == 404
    assert "/studio/demo/results" not in contributor.see("/studio/demo/widgets")
