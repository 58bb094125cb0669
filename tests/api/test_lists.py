"""Lists and stories without a script, and as others are told of them."""

import json
import re

import pytest

from tests.api.exhibits import OWN, Page, look, publish, publishing_of, send, tally
from tests.api.serving import check_problem
from widgets.errors import Malformed, Unknown
from widgets.model import Reveal
from widgets.moderation import About

ITEMS = [{"id": each.lower(), "title": each, "text": f"About {each}."} for each in ("Knife", "Rope", "Radio")]
EVIL = "<script>alert(1)</script>"


def make(service, format, **spec):
    body = {"title": "Take one", "items": ITEMS} | spec
    return publish(service, body, reveal=Reveal.ALWAYS, format=format)


def order(answer):
    return re.findall(r'id="item-([a-z_0-9]+)"', answer.text)


def test_a_list_is_whole_and_numbered_without_a_script(service):
    id = make(service, "countdown", page_size=2)
    for path in (f"/p/{id}", f"/f/{id}", f"/embed/{id}"):
        answer = service.client.get(path)
        assert order(answer) == ["knife", "rope", "radio"]
        assert re.findall(r'href="#item-knife">(\d)<', answer.text) == ["3"]
        assert "vote:" not in answer.text


def test_votes_are_pressed_taken_back_and_counted(service):
    id = make(service, "ranked_list")
    first = look(service, id)
    seed = ("seed", first.field("seed"))
    voted = Page(send(service, id, [seed, ("vote:rope", "1")]))
    assert "Your vote is in." in voted.words
    assert order(voted.answer) == ["knife", "rope", "radio"]
    assert order(service.client.get(f"/f/{id}")) in (["rope", "knife", "radio"], ["knife", "rope", "radio"])
    who = [pair for pair in voted.fields() if pair[0] in ("reader", "seed")]
    assert tally(service, id)["tally"]["rope"] == {"up": 1, "down": 0}
    assert [each["value"] for each in voted.controls if each.get("name") == "vote:rope"] == ["", "-1"]
    down = Page(send(service, id, [*who, ("vote:rope", "-1")]))
    assert tally(service, id)["tally"]["rope"] == {"up": 0, "down": 1}
    assert "-1" in down.words
    Page(send(service, id, [*who, ("vote:rope", "")]))
    assert tally(service, id)["tally"]["rope"] == {"up": 0, "down": 0}
    assert tally(service, id)["turnout"] == 0


def test_a_vote_from_elsewhere_is_asked_about_first(service):
    id = make(service, "ranked_list")
    asked = Page(send(service, id, [("vote:rope", "1")], origin="https://evil.example"))
    assert "Is this your vote?" in asked.words
    assert "Rope" in asked.words
    assert tally(service, id)["turnout"] == 0
    assert "Your vote is in." in Page(send(service, id, asked.fields())).words
    assert tally(service, id)["turnout"] == 1


@pytest.mark.parametrize("field", [("vote:rope", "2"), ("vote:sword", "1"), ("send:title", "A")])
def test_what_the_form_does_not_offer_is_refused(service, field):
    id = make(service, "ranked_list")
    assert send(service, id, [("seed", look(service, id).field("seed")), field]).status_code == 400
    assert tally(service, id)["turnout"] == 0


def test_something_is_sent_in_without_a_script(service):
    id = make(service, "open_list")
    fields = [("send:title", f"A lantern {EVIL}"), ("send:text", "Two\r\nlines"), ("send:link", "")]
    sent = Page(send(service, id, [("seed", look(service, id).field("seed")), *fields]))
    assert "Thank you." in sent.words
    assert "lantern" not in service.client.get(f"/f/{id}").text
    reviewing = service.application.running.voxpop.reviewing
    about = About(site="demo", widget=id)
    [[waiting]] = service.run_there(lambda: reviewing.list_pending(about))
    assert json.loads(bytes(waiting.body)) == {"title": f"A lantern {EVIL}", "text": "Two\nlines"}
    service.run_there(lambda: reviewing.approve(about, [waiting.id]))
    service.await_that(lambda: "lantern" in service.client.get(f"/p/{id}").text)
    assert EVIL not in service.client.get(f"/p/{id}").text
    assert EVIL not in service.client.get(f"/embed/{id}").text


def test_what_was_typed_stays_where_it_is_refused(service):
    id = make(service, "open_list")
    fields = [("send:title", "A lantern"), ("send:link", "nowhere")]
    refused = send(service, id, [("seed", look(service, id).field("seed")), *fields])
    assert refused.status_code == 400
    assert 'value="A lantern"' in refused.text
    assert "address of a page" in Page(refused).words


def test_something_sent_from_elsewhere_is_asked_about_first(service):
    id = make(service, "open_list")
    asked = Page(send(service, id, [("send:title", "A lantern")], origin="https://evil.example"))
    assert "Is this from you?" in asked.words
    assert "A lantern" in asked.words
    assert "Thank you." in Page(send(service, id, asked.fields())).words


def test_search_engines_are_told_of_the_list(service):
    id = make(service, "ranked_list")
    page = service.client.get(f"/p/{id}").text
    [told] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(told)
    assert data["mainEntity"]["@type"] == "ItemList"
    assert [each["name"] for each in data["mainEntity"]["itemListElement"]] == ["Knife", "Rope", "Radio"]
    assert data["mainEntity"]["itemListElement"][1]["url"] == f"{OWN}/p/{id}#item-rope"
    assert service.client.get(f"/p/{id}/picture.png").content[:8] == b"\x89PNG\r\n\x1a\n"


def block(id):
    return {"kind": "widget", "widget": id}


def test_a_story_brings_its_widgets_along(service):
    ranked = make(service, "ranked_list")
    id = publish(service, {"title": "Story", "blocks": [block(ranked)]}, format="story")
    url = f"{OWN}/p/{id}"
    page = service.client.get("/v1/pages", params={"site": "demo", "url": url}).json()
    assert [each["id"] for each in page["widgets"]][-2:] == [id, ranked]
    token = service.mint()
    own = service.client.get(
        "/v1/ballots", params={"site": "demo", "url": url}, headers={"authorization": f"Bearer {token}"}
    )
    assert ranked in own.json()["widgets"]
    assert f'href="/p/{ranked}"' in service.client.get(f"/f/{id}").text
    publishing = publishing_of(service)
    service.run_there(
        lambda: publishing.rewrite("demo", ranked, json.dumps({"title": "New", "items": ITEMS}).encode())
    )
    service.await_that(
        lambda: "New" in service.client.get("/v1/pages", params={"site": "demo", "url": url}).text
    )


def test_a_story_shows_only_widgets_of_its_site_one_level_deep(service):
    ranked = make(service, "ranked_list")
    story = publish(service, {"title": "Story", "blocks": [block(ranked)]}, format="story")
    foreign = publish(service, {"title": "A", "items": ITEMS}, format="list", site="other")
    for id, refusal in ((story, Malformed), (foreign, Unknown), ("w_" + "A" * 22, Unknown)):
        with pytest.raises(refusal):
            publish(service, {"title": "Story", "blocks": [block(id)]}, format="story")
    with pytest.raises(Malformed):
        publish(service, {"title": "Story", "blocks": [block(ranked), block(ranked)]}, format="story")


def test_the_frame_of_a_story_may_cast_in_its_widgets_and_no_others(service):
    ranked, other = make(service, "ranked_list"), make(service, "ranked_list")
    story = publish(service, {"title": "Story", "blocks": [block(ranked)]}, format="story")
    [ticket] = re.findall(r'data-ticket="([^"]+)"', service.client.get(f"/embed/{story}").text)
    headers = {"origin": "null", "voxpop-ticket": ticket}
    token = service.mint(**headers)
    assert service.put(f"/v1/widgets/{ranked}/ballots/rope", {"vote": 1}, token, **headers).status_code == 200
    refused = service.put(f"/v1/widgets/{other}/ballots/rope", {"vote": 1}, token, **headers)
    check_problem(refused, 403, "foreign_ticket")
