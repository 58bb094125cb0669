"""Tones and kinds of reactions, as moderators choose them."""

import re
from typing import Any

import pytest

from tests.api.serving import ORIGIN, Service
from tests.studio.desk import Desk, seat
from tests.studio.test_articles import PROPOSED
from widgets.roles import Role

SAD = "Ada Quill, who drove the first night tram of Quillham, has died. Mourners stood at the depot. " * 6
ARTICLE = {"text": SAD, "title": "Ada Quill has died at 91"}
BUTTON = "Use solemn reactions on its page"


@pytest.fixture(scope="module")
def ada(studio) -> Desk:
    return seat(studio, "ada.tones")


def offered(service: Service, url: str) -> list[str]:
    assert service.application.running is not None
    service.application.running.voxpop.results.pages.clear()
    [choose] = [part for part in service.page(url)["reactions"]["parts"] if part["part"] == "choose"]
    return [option["id"] for option in choose["options"]]


def test_a_page_is_made_solemn_beside_the_proposals_and_nothing_typed_is_lost(ada):
    url = f"{ORIGIN}/obituary"
    asked = ada.post("/studio/demo/articles", ARTICLE | {"url": url})
    assert "This article reads as solemn." in asked.text
    assert BUTTON in asked.text
    typed = PROPOSED | {"url": url, "tone": "solemn", "title": "What she drove", "do": "tone"}
    answer = ada.post("/studio/demo/articles/widgets", typed)
    assert answer.status_code == 200
    assert "The reactions on its page are solemn" in answer.text
    assert BUTTON not in answer.text
    for kept in ("What she drove", "Where?", "Because.", "It is there. It is there."):
        assert kept in answer.text
    assert "fun" not in offered(ada.service, url)
    log = ada.see("/studio/demo/log")
    assert f"chose the tone of {url}: solemn." in log
    assert 'href="/studio/demo/widgets/">' not in log


def test_without_an_address_of_the_site_there_is_nothing_to_make_solemn(ada):
    for url in ("", "https://elsewhere.example/obituary", "not an address"):
        asked = ada.post("/studio/demo/articles", ARTICLE | {"url": url})
        assert "With the address of its page" in asked.text
        assert BUTTON not in asked.text
    refused = ada.post(
        "/studio/demo/articles/widgets", PROPOSED | {"url": "https://elsewhere.example/", "do": "tone"}
    )
    assert (refused.status_code, "not the site" in refused.text) == (403, True)
    assert "Where?" in refused.text


def test_who_may_not_publish_is_told_who_can_make_a_page_solemn(ada):
    cora = seat(ada.service, "cora.tones", Role.CONTRIBUTOR)
    url = f"{ORIGIN}/contributed"
    asked = cora.post("/studio/demo/articles", ARTICLE | {"url": url})
    assert "an editor can make them solemn" in asked.text
    assert BUTTON not in asked.text
    refused = cora.post("/studio/demo/articles/widgets", PROPOSED | {"url": url, "do": "tone"})
    assert refused.status_code == 403
    assert cora.post("/studio/demo/pages/tone", {"url": url, "tone": "solemn"}).status_code == 403
    assert "fun" in offered(ada.service, url)


def test_a_tone_is_chosen_for_a_page_and_taken_back(ada):
    url = f"{ORIGIN}/chosen"
    for tone, fun in (("solemn", False), ("classic", True), ("solemn", False), ("automatic", True)):
        answer = ada.post("/studio/demo/pages/tone", {"url": f"{url}?utm_source=x", "tone": tone})
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == "/studio/demo/pages/page?url=https%3A%2F%2Fpub.example%2Fchosen"
        assert ("fun" in offered(ada.service, url)) is fun
        page = ada.see(answer.headers["location"])
        assert f'<option value="{tone}" selected>' in page
        assert ("unfit for sad news" in page) is not fun
    for wrong in (
        {"tone": "merry", "url": url},
        {"tone": "solemn", "url": ""},
        {"tone": "solemn", "url": url, "site": "x"},
    ):
        assert ada.post("/studio/demo/pages/tone", wrong).status_code == 400
    elsewhere = {"tone": "solemn", "url": "https://elsewhere.example/"}
    assert ada.post("/studio/demo/pages/tone", elsewhere).status_code == 403


ROW = ("place", "icon", "label", "id", "retired")


def rows_of(text: str) -> list[tuple[str, str]]:
    """What a browser would send of the form for reactions."""
    form = text[text.index("/settings/reactions") :].partition("</form>")[0]
    pairs = []
    for tag in re.findall(r"<input[^>]*>", form):
        has: dict[str, Any] = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if has.get("type") != "checkbox" or " checked" in tag:
            pairs.append((has["name"], has.get("value", "on")))
    return [*pairs, ("tone", "classic")]


def test_kinds_are_added_and_retired_after_readers_have_reacted_and_offered_again(studio):
    zoe, url, token = seat(studio, "zoe.tones"), f"{ORIGIN}/kinds", studio.mint()
    fun, place = {"reactions": ["fun"]}, studio.place(url)
    assert studio.put(place, fun, token, origin=ORIGIN).status_code == 200
    pairs = rows_of(zoe.see("/studio/demo/settings"))
    assert ("follows", "yes") in pairs
    *rows, (label, _), (id, blank) = [
        pair for pair in pairs if pair[0] in ("place", "icon", "label", "id", "retired")
    ]
    assert (label, id, blank) == ("label", "id", "")
    rest = [pair for pair in pairs if pair[0] not in ("place", "icon", "label", "id", "retired", "follows")]
    added = [*rows, ("label", "Wow"), ("id", ""), ("retired", "fun")]
    saved = zoe.send("/studio/demo/settings/reactions", [*added, *rest])
    assert saved.status_code == 303, saved.text
    shown = offered(studio, url)
    assert shown[-1] == "wow"
    assert "fun" not in shown
    counted = studio.put(place, {"reactions": ["wow", "fun"]}, token, origin=ORIGIN)
    assert counted.json()["tally"]["fun"] == counted.json()["tally"]["wow"] == 1
    assert studio.put(place, fun, studio.mint(), origin=ORIGIN).status_code == 409
    text = zoe.see("/studio/demo/settings")
    assert 'name="retired" value="fun" checked' in text
    assert 'name="follows" value="yes" checked' not in text
    again = [pair for pair in rows_of(text) if pair != ("retired", "fun")]
    assert zoe.send("/studio/demo/settings/reactions", again).status_code == 303
    assert {"fun", "wow"} <= set(offered(studio, url))
