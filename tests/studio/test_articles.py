"""From the article: what was taken of it becomes a quiz, and nothing is lost where it does not."""

import pytest

from tests.studio.desk import seat
from tests.studio.editor import refuse_with, spec_of
from widgets.roles import Role

PROPOSED = {
    "q.0._": "", "q.0.on": "on", "q.0.prompt": "Where?", "q.0.option0": "Here", "q.0.option1": "There",
    "q.0.answer": "1", "q.0.explanation": "Because.", "q.0.start": "0", "q.0.end": "5", "q.0.kind": "place",
    "q.1._": "", "q.1.prompt": "Dropped?", "q.1.option0": "Yes", "q.1.option1": "No", "q.1.answer": "0",
    "q.1.start": "0", "q.1.end": "0", "text": "It is there. " * 10, "title": "A quiz",
    "url": "", "do": "draft",
}  # fmt: skip


def test_what_was_taken_of_an_article_becomes_a_quiz(ada):
    made = ada.post("/studio/demo/articles/widgets", PROPOSED)
    assert made.status_code == 303, made.text
    [asked] = spec_of(ada, made.headers["location"])["questions"]
    assert [asked["prompt"], asked["explanation"], asked["evidence"]["text"]] == [
        "Where?",
        "Because.",
        "It is",
    ]
    assert {each["id"]: each["text"] for each in asked["options"]}[asked["answer"]] == "There"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"q.0.option1": ""}, "answer"),
        ({"q.0.prompt": ""}, "missing"),
        ({"q.0.site": "x"}, "not asked for"),
        ({"q.0.end": "-1"}, "not asked for"),
        ({"status": "published"}, "not asked for"),
        ({"do": "poll:7"}, "no such poll"),
    ],
)
def test_a_quiz_that_makes_no_sense_is_refused_and_nothing_is_lost(ada, change, said):
    answer = ada.post("/studio/demo/articles/widgets", PROPOSED | change)
    assert answer.status_code == 400
    assert said in answer.text


def test_a_quiz_that_cannot_be_published_is_a_draft_to_go_on_with(ada, monkeypatch):
    publishing = ada.service.application.running.voxpop.publishing
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "open", refuse_with("recounting", "It is being counted."))
        made = ada.post("/studio/demo/articles/widgets", PROPOSED | {"do": "publish"})
    assert made.status_code == 303, made.text
    text = ada.see(made.headers["location"])
    assert "It is saved as a draft, but not published: It is being counted." in text
    assert 'value="Where?"' in text
    assert "Draft" in ada.see(f"{made.headers['location']}/publication")


def test_a_quiz_is_published_though_its_article_cannot_be_kept(ada, monkeypatch):
    checking = ada.service.application.running.voxpop.checking
    own = {"do": "publish", "url": "https://pub.example/kept-later"}
    with monkeypatch.context() as patch:
        patch.setattr(checking, "check", refuse_with("busy", "Other articles are being read."))
        made = ada.post("/studio/demo/articles/widgets", PROPOSED | own)
    assert made.status_code == 303, made.text
    text = ada.see(made.headers["location"])
    assert "Readers can take part" in text
    assert "not known yet: Other articles are being read." in text


def test_who_may_not_publish_loses_nothing_by_trying(ada):
    cora = seat(ada.service, "cora.desk", Role.CONTRIBUTOR)
    refused = cora.post("/studio/demo/articles/widgets", PROPOSED | {"do": "publish"})
    assert refused.status_code == 403
    assert 'value="Where?"' in refused.text


def test_an_article_that_has_to_wait_too_long_is_kept_to_be_tried_again(ada, monkeypatch):
    proposing = ada.service.application.running.voxpop.proposing
    with monkeypatch.context() as patch:
        patch.setattr(proposing, "fetch", refuse_with("busy", "Others are fetched; try again."))
        answer = ada.post("/studio/demo/articles", {"url": "https://pub.example/a", "title": "Kept"})
    assert answer.status_code == 503
    assert "Others are fetched; try again." in answer.text
    assert 'value="https://pub.example/a"' in answer.text
    assert 'value="Kept"' in answer.text


def test_an_article_needs_a_text_or_an_address_of_the_internet(ada):
    assert "Paste the text" in ada.post("/studio/demo/articles", {"text": ""}).text
    local = ada.post("/studio/demo/articles", {"url": "http://127.0.0.1:1/secret", "title": "Kept"})
    assert local.status_code == 400
    assert 'value="Kept"' in local.text
    assert seat(ada.service, "mod.desk", Role.MODERATOR).get("/studio/demo/articles").status_code == 403
