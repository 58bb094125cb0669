"""The queue: what readers send in is seen by moderators first, and decided by them."""

import re

import pytest

from api.studio import queue as queue_page
from tests.api.serving import Service
from tests.api.test_submissions import Room
from tests.studio.desk import Desk, seat
from widgets.roles import Role

CARD = re.compile(r'data-candidate aria-label="([^"]*)"')
MORE = re.compile(r'class="button" href="([^"]*)">Further ones<')
SENT = re.compile(r'name="id" value="(s_[0-9a-f]{24})"')


@pytest.fixture
def room(studio: Service) -> Room:
    return Room(studio)


@pytest.fixture
def moderator(studio: Service) -> Desk:
    return seat(studio, "warden", Role.MODERATOR)


def queue(desk: Desk, room: Room) -> str:
    return desk.see(f"/studio/demo/queue?widget={room.id}")


def test_what_waits_is_approved_or_rejected_and_the_log_says_who(room, moderator, seated):
    ids = [
        room.send({"title": title}).json()["id"] for title in ("A stall by the bridge", "Rude <b>words</b>")
    ]
    page = queue(moderator, room)
    assert "A stall by the bridge" in page
    assert "Rude &lt;b&gt;words&lt;/b&gt;" in page
    for id, what in zip(ids, ("approve", "reject"), strict=True):
        answer = moderator.post(f"/studio/demo/queue/{room.id}", {"id": id, "do": what})
        assert answer.status_code == 303, answer.text
    assert ids[0] not in queue(moderator, room)
    assert ids[1] not in queue(moderator, room)
    assert ids[0] in room.order()
    assert ids[1] not in room.order()
    log = seated("reader-of-logs").see("/studio/demo/log")
    assert "<strong>Warden</strong> approved a submission." in log
    assert "<strong>Warden</strong> rejected a submission." in log


def test_what_is_alike_stands_together_and_is_rejected_together(room, moderator):
    for _ in range(3):
        assert room.send({"title": "The bakery on Canal Street"}).status_code == 202
    page = queue(moderator, room)
    assert "3 are much alike." in page
    group = page.partition("3 are much alike")[2].partition("</form>")[0]
    ids = SENT.findall(group)
    assert len(ids) == 3
    guard = moderator.guard()
    pairs = [("csrf", guard), ("do", "reject"), *(("id", id) for id in ids)]
    assert moderator.send(f"/studio/demo/queue/{room.id}", pairs).status_code == 303
    assert room.pending() == []


def test_words_are_put_right_refused_beside_themselves_and_kept(room, moderator):
    id = room.send({"title": "Teh bakery", "text": "Good bred."}).json()["id"]
    path = f"/studio/demo/queue/{room.id}/{id}"
    refused = moderator.post(path, {"word:title": "", "word:text": "Good bread, typed at length."})
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text
    assert "Good bread, typed at length." in refused.text
    assert moderator.post(path, {"word:title": "x", "word:status": "approved"}).status_code == 400
    assert "Teh bakery" in queue(moderator, room)
    assert moderator.post(path, {"word:title": "The bakery", "word:text": "Good bread."}).status_code == 303
    page = queue(moderator, room)
    assert "Teh bakery" not in page
    assert "Good bread." in page


def test_a_contributor_has_no_queue_and_another_sites_is_not_there(room, seated):
    id = room.send({"title": "Hidden"}).json()["id"]
    for desk, status in ((seated("pupil", Role.CONTRIBUTOR), 403), (seated("far", site="other"), 404)):
        assert desk.get("/studio/demo/queue").status_code == status
        answer = desk.post(f"/studio/demo/queue/{room.id}", {"id": id, "do": "approve"})
        assert answer.status_code == status
    far = seated("far", site="other")
    assert far.post(f"/studio/other/queue/{room.id}", {"id": id, "do": "approve"}).status_code == 404
    assert far.post(f"/studio/other/queue/{room.id}/{id}", {"word:title": "Mine"}).status_code == 404
    assert "Nothing waits." in far.see("/studio/other/queue")
    assert room.pending() == [[id]]


def decide(desk: Desk, room: Room, what: str, *ids: str, status: str = "pending") -> str:
    """Decide, and give the page that comes next."""
    pairs = [("csrf", desk.guard()), ("do", what), ("list", status), *(("id", id) for id in ids)]
    answer = desk.send(f"/studio/demo/queue/{room.id}", pairs)
    assert answer.status_code == 303, answer.text
    return desk.see(answer.headers["location"])


def test_a_moderator_thinks_again_and_the_tally_follows(room, moderator):
    id = room.send({"title": "A stall by the bridge"}).json()["id"]
    decide(moderator, room, "approve", id)
    assert room.vote(id).status_code == 200
    approved = moderator.see(f"/studio/demo/queue?widget={room.id}&status=approved")
    assert "A stall by the bridge" in approved
    assert "Take back" in approved
    decide(moderator, room, "reject", id, status="approved")
    room.service.await_that(lambda: id not in room.shown().tally)
    assert "A stall by the bridge" in moderator.see(f"/studio/demo/queue?widget={room.id}&status=rejected")
    decide(moderator, room, "approve", id, status="rejected")
    room.service.await_that(lambda: room.shown().tally.get(id) == {"up": 1, "seen": 1})


@pytest.mark.parametrize("what", ["approve", "reject"])
def test_a_decision_is_undone_right_after_it(room, moderator, what):
    id = room.send({"title": "A stall by the bridge"}).json()["id"]
    page = decide(moderator, room, what, id)
    undo = page.partition('name="undo"')[2].partition("</form>")[0]
    assert SENT.findall(undo) == [id]
    assert 'value="wait"' in undo
    assert room.pending() == []
    pairs = [("csrf", moderator.guard()), ("do", "wait"), ("list", "pending"), ("undo", "1"), ("id", id)]
    answer = moderator.send(f"/studio/demo/queue/{room.id}", pairs)
    assert 'name="undo"' not in moderator.see(answer.headers["location"]), "an undo is not undone"
    assert room.pending() == [[id]]
    assert id not in room.order()


def test_a_long_queue_goes_on(room, moderator, monkeypatch):
    monkeypatch.setattr(queue_page, "LEAF", 2)
    words = ("Canal", "Meadow", "Harbour", "Station", "Orchard")
    ids = [room.send({"title": word}).json()["id"] for word in words]
    seen, path = [], f"/studio/demo/queue?widget={room.id}"
    while path:
        page = moderator.see(path)
        seen += CARD.findall(page)
        more = MORE.search(page)
        path = more[1].replace("&amp;", "&") if more else ""
        assert len(seen) <= len(ids)
    assert seen == list(words)


def test_several_are_decided_at_once_and_none_is_refused_with_a_sentence(room, moderator):
    ids = [room.send({"title": title}).json()["id"] for title in ("Canal", "Meadow")]
    nothing = moderator.post(f"/studio/demo/queue/{room.id}", {"do": "approve"})
    assert (nothing.status_code, "Decide about 1 to 200" in nothing.text) == (400, True)
    assert "2 submissions approved." in decide(moderator, room, "approve", *ids)
    assert set(ids) < set(room.order())


def test_words_of_what_is_seen_already_are_put_right(room, moderator):
    [id] = room.add("Teh bakery")
    path = f"/studio/demo/queue/{room.id}/{id}"
    answer = moderator.post(path, {"word:title": "The bakery", "list": "approved"})
    assert answer.status_code == 303, answer.text
    assert "status=approved" in answer.headers["location"]
    assert "The bakery" in moderator.see(answer.headers["location"])
