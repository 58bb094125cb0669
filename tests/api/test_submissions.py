"""What readers send in, over HTTP: attack 50 of the catalogue, and the two switches of an open list."""

import json

import msgspec
import pytest

from api.reader import shapes
from tests.api.serving import JSON, ORIGIN, check_problem
from tests.media import samples
from widgets.errors import Unknown
from widgets.model import Reveal
from widgets.moderation import About
from widgets.parts import Items
from widgets.publishing import Draft, Publishing

SPEC = {"title": "Where?", "items": [{"id": "mill", "title": "The mill by the river"}]}
SECRET = "Behind the old signal box"


class Room:
    """An open list, and the moderators of its site."""

    def __init__(self, service):
        voxpop = service.application.running.voxpop
        self.service = service
        self.publishing = Publishing(voxpop.engine, voxpop.catalog, voxpop.counts.tallies.write)
        self.reviewing = voxpop.reviewing
        self.id = self.publish(**SPEC)
        self.about = About(site="demo", widget=self.id)

    def do(self, work):
        return self.service.run_there(lambda: work)

    def publish(self, **spec):
        body = json.dumps(spec).encode()
        draft = Draft(site="demo", format="open_list", spec=body, reveal=Reveal.ALWAYS, url=f"{ORIGIN}/bread")
        id = self.do(self.publishing.create(draft)).id
        self.do(self.publishing.open("demo", id))
        return id

    def send(self, sent, token=None, id=None, **headers):
        token = token or self.service.mint()
        headers = {"authorization": f"Bearer {token}", "origin": ORIGIN} | JSON | headers
        body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        path = f"/v1/widgets/{id or self.id}/submissions"
        return self.service.client.post(path, content=body, headers=headers)

    def add(self, *titles):
        """Send items in and let them be seen; give their ids."""
        ids = [self.send({"title": title}).json()["id"] for title in titles]
        self.do(self.reviewing.approve(self.about, ids))
        return ids

    def vote(self, slot, token=None, ballot=None):
        place = f"/v1/widgets/{self.id}/ballots/{slot}"
        return self.service.put(place, ballot or {"vote": 1}, token or self.service.mint(), origin=ORIGIN)

    def rewrite(self, **changes):
        spec = json.dumps(SPEC | changes).encode()
        self.do(self.publishing.rewrite("demo", self.id, spec))

    def shown(self):
        answer = self.service.client.get(f"/v1/widgets/{self.id}")
        return msgspec.json.decode(answer.content, type=shapes.WholeWidget)

    def order(self):
        [order] = [part.ids for part in self.shown().parts if part.__struct_config__.tag == "order"]
        return order

    def pending(self):
        return [[each.id for each in group] for group in self.do(self.reviewing.list_pending(self.about))]


@pytest.fixture
def room(service):
    return Room(service)


def everything_public(service, id):
    """All that anyone can read of a widget."""
    paths = [
        f"/v1/widgets/{id}",
        f"/p/{id}",
        f"/embed/{id}",
        f"/f/{id}",
        f"/oembed?url={service.settings.public_url}/p/{id}",
    ]
    paths.append(f"/v1/pages?site=demo&url={ORIGIN}/bread")
    return "".join(service.client.get(path).text for path in paths)


def test_what_is_sent_in_waits_unseen_until_it_is_approved(service, room):
    answer = room.send({"title": SECRET, "text": "Only mornings.", "credit": "A commuter"})
    assert answer.status_code == 202
    sent = msgspec.json.decode(answer.content, type=shapes.Submitted)
    assert sent.status == "pending"
    assert SECRET not in everything_public(service, room.id)
    check_problem(room.vote(sent.id), 400, "unknown_slot")
    room.do(room.reviewing.approve(room.about, [sent.id]))
    service.await_that(lambda: SECRET in room.service.client.get(f"/v1/widgets/{room.id}").text)
    assert room.vote(sent.id).json()["tally"] == {sent.id: {"up": 1, "seen": 1}}
    service.await_that(lambda: room.order() == [sent.id, "mill"])


def test_the_same_again_is_the_same_submission(room):
    token = room.service.mint()
    first, again = room.send({"title": "Twice"}, token), room.send({"title": "Twice"}, token)
    assert first.json() == again.json()
    assert room.pending() == [[first.json()["id"]]]
    assert room.send({"title": "Twice"}).json()["id"] != first.json()["id"]


def test_one_reader_cannot_fill_the_queue(room):
    token = room.service.mint()
    statuses = [room.send({"title": f"Spam number {n}"}, token).status_code for n in range(100)]
    assert statuses == [202] * 20 + [429] * 80
    check_problem(refused := room.send({"title": "One more"}, token), 429, "over_budget")
    assert int(refused.headers["retry-after"]) > 0
    assert sum(map(len, room.pending())) == 20
    assert room.send({"title": "From somebody else"}).status_code == 202


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "wrong_shape"),
        ({"title": " "}, "missing_text"),
        ({"title": "x" * 201}, "text_too_long"),
        ({"title": "A", "status": "approved"}, "unknown_field"),
        ({"title": "A", "number": 1}, "unknown_field"),
        ({"title": "A", "id": "mill"}, "unknown_field"),
        ({"title": "A", "link": "javascript:alert(1)"}, "bad_link"),
        ({"title": "A", "link": "https://user@host.example/"}, "bad_link"),
        ({"title": "A\u202e"}, "forbidden_character"),
        ({"title": "A", "picture": {"media": "nothing", "alt": "A"}}, "bad_media"),
        (b'{"title": "A"', "malformed_json"),
    ],
)
def test_what_could_not_stand_in_the_list_is_refused(service, room, sent, code):
    token = service.mint()
    rows = service.keeps()[0]
    answer = room.send(sent, token)
    check_problem(answer, 400, code)
    assert "item" not in answer.json()["detail"]
    assert service.keeps()[0] == rows


def test_who_may_send(service, room):
    rows = service.keeps()[0]
    path = f"/v1/widgets/{room.id}/submissions"
    check_problem(service.client.post(path, json={"title": "A"}), 401, "no_token")
    check_problem(room.send({"title": "A"}, service.mint("other"), origin="https://other.example"), 401)
    check_problem(room.send({"title": "A"}, origin="https://evil.example"), 403)
    check_problem(room.send({"title": "A"}, **{"content-type": "text/plain"}), 415)
    check_problem(room.send({"title": "A"}, id="w_" + "A" * 22), 404, "unknown_widget")
    assert service.keeps()[0] == rows


def test_pictures_have_to_be_the_readers_own(service, room):
    picture = {"media": "m_" + "A" * 22, "alt": "A loaf"}
    check_problem(room.send({"title": "A", "picture": picture}), 404, "unknown_media")
    room.rewrite(pictures=False)
    service.await_that(lambda: room.send({"title": "A", "picture": picture}).json()["code"] == "no_pictures")


def test_a_picture_is_seen_once_its_item_is_approved(service, room):
    token = service.mint()
    given = samples.saved(samples.painted((640, 400)))
    headers = {"authorization": f"Bearer {token}", "content-type": "image/png", "origin": ORIGIN}
    media = service.client.post("/v1/uploads", content=given, headers=headers).json()["media"]
    sent = room.send({"title": "A loaf", "picture": {"media": media, "alt": "A loaf of rye"}}, token)
    assert sent.status_code == 202
    # Nobody else may send in what this reader has uploaded.
    stolen = room.send({"title": "Mine", "picture": {"media": media, "alt": "A"}})
    check_problem(stolen, 404, "unknown_media")
    assert service.client.get(f"/media/{media}/480.webp").status_code == 404
    room.do(room.reviewing.approve(room.about, [sent.json()["id"]]))
    assert service.client.get(f"/media/{media}/480.webp").status_code == 200
    service.await_that(lambda: "A loaf of rye" in service.client.get(f"/p/{room.id}").text)
    [shown] = [part for part in room.shown().parts if isinstance(part, Items)]
    assert shown.items[-1].media is not None
    assert (shown.items[-1].media.alt, shown.items[-1].media.width) == ("A loaf of rye", 640)


def test_the_picture_of_what_is_rejected_is_kept_for_a_while(service, room):
    token = service.mint()
    given = samples.saved(samples.painted((320, 200)))
    headers = {"authorization": f"Bearer {token}", "content-type": "image/png", "origin": ORIGIN}
    media = service.client.post("/v1/uploads", content=given, headers=headers).json()["media"]
    id = room.send({"title": "A", "picture": {"media": media, "alt": "A"}}, token).json()["id"]
    uploading = service.application.running.voxpop.uploading
    assert room.do(uploading.find("demo", media)).expires_at is None
    room.do(room.reviewing.reject(room.about, [id]))
    assert room.do(uploading.find("demo", media)).expires_at is not None
    room.do(room.reviewing.approve(room.about, [id]))
    kept = room.do(uploading.find("demo", media))
    assert (kept.expires_at, kept.held) == (None, False)


def test_submissions_and_voting_are_closed_apart(service, room):
    [added] = room.add("The market hall")
    token = service.mint()
    assert room.vote(added, token).status_code == 200
    room.rewrite(submissions=False)
    check_problem(room.send({"title": "Too late"}), 409, "submissions_closed")
    assert room.vote("mill").status_code == 200
    room.rewrite(voting=False)
    assert room.send({"title": "Still in time"}).status_code == 202
    check_problem(room.vote("mill"), 409, "closed")
    # What stands is no new vote.
    assert room.vote(added, token).status_code == 200
    room.do(room.publishing.close("demo", room.id))
    check_problem(room.send({"title": "Too late"}), 409, "closed")


def test_a_later_item_is_measured_by_those_who_could_see_it(service, room):
    for _ in range(4):
        assert room.vote("mill").status_code == 200
    [added] = room.add("The market hall")
    for _ in range(3):
        assert room.vote(added).status_code == 200
    tally = room.shown().tally
    assert tally == {"mill": {"up": 4, "seen": 0}, "seen": 4, added: {"up": 3, "seen": 3}}
    # Three of three are more than four of seven.
    assert room.order() == [added, "mill"]


def test_rejecting_what_was_seen_takes_its_votes_with_it(service, room):
    one, two = room.add("The market hall", "The station kiosk")
    assert room.vote(one).status_code == 200
    assert room.vote(two).status_code == 200
    room.do(room.reviewing.reject(room.about, [two]))
    service.await_that(lambda: set(room.shown().tally) == {"mill", one, "seen"})
    assert room.shown().tally[one] == {"up": 1, "seen": 2}
    check_problem(room.vote(two), 400, "unknown_slot")
    # Its number is not given out again, or its readers would seem to have seen what comes after.
    [three] = room.add("The farm gate")
    service.await_that(lambda: three in room.shown().tally)
    assert room.shown().tally[three] == {"up": 0, "seen": 0}
    room.do(room.reviewing.approve(room.about, [two]))
    service.await_that(lambda: two in room.shown().tally)
    assert room.shown().tally[two] == {"up": 1, "seen": 2}
    assert room.shown().tally[one] == {"up": 1, "seen": 0}


def test_editing_puts_an_item_right_and_keeps_its_votes(service, room):
    [id] = room.add("The markte hall")
    room.vote(id)
    room.do(room.reviewing.edit(room.about, id, b'{"title": "The market hall"}'))
    service.await_that(lambda: "The market hall" in service.client.get(f"/v1/widgets/{room.id}").text)
    assert room.shown().tally[id]["up"] == 1


def test_what_is_much_alike_is_reviewed_together(room):
    titles = ["Café Bäcker", "A place of its own", "cafe backer!", "The Mill, by the river"]
    ids = {title: room.send({"title": title}).json()["id"] for title in titles}
    groups = room.do(room.reviewing.list_pending(room.about))
    together = [[each.id for each in group] for group in groups]
    assert together == [
        [ids["Café Bäcker"], ids["cafe backer!"]],
        [ids["A place of its own"]],
        [ids["The Mill, by the river"]],
    ]
    assert groups[2][0].like == ["mill"]
    assert (
        room.do(room.reviewing.list_pending(room.about, most=1, after=ids[titles[0]]))[0][0].id
        == ids[titles[1]]
    )


def test_moderators_of_another_site_find_nothing(room):
    id = room.send({"title": "Mine"}).json()["id"]
    for about in (About(site="other", widget=room.id), About(site="demo", widget="w_" + "A" * 22)):
        for work in (room.reviewing.list_pending(about), room.reviewing.approve(about, [id])):
            with pytest.raises(Unknown):
                room.do(work)
    with pytest.raises(Unknown):
        room.do(room.reviewing.approve(room.about, ["s_nothing"]))
    assert room.pending() == [[id]]
