"""Ballots that came too fast: pointed out, set aside and restored, with the tally and the log following."""

import re

import pytest

from tests.api.service import Service
from tests.api.test_submissions import Room
from tests.studio.desk import Desk, seat
from widgets import moderation
from widgets.roles import Role

HIDDEN = re.compile(r'<input type="hidden" name="(network|since|until)" value="([^"]+)"')


@pytest.fixture
def room(studio: Service) -> Room:
    return Room(studio)


def burst_on(desk: Desk, room: Room) -> dict[str, str]:
    """The fields of the first form on the page."""
    return dict(HIDDEN.findall(desk.see(f"/studio/demo/widgets/{room.id}/ballots"))[:3])


def shown(room: Room) -> tuple[int, int]:
    """How many readers count, and how many ballots readers are told to be set aside."""
    whole = room.shown()
    aside = [part.count for part in whole.parts if part.__struct_config__.tag == "aside"]
    return whole.turnout, sum(aside)


def test_a_burst_is_set_aside_and_restored(studio: Service, room: Room, monkeypatch):
    desk, path = seat(studio, "watch", Role.MODERATOR), f"/studio/demo/widgets/{room.id}/ballots"
    assert "Nothing stands out." in desk.see(path)
    item = room.add("A stall by the bridge")[0]
    for _ in range(4):
        assert room.vote(item).status_code == 200
    monkeypatch.setattr(moderation, "SUSPICIOUS", 3)
    assert "4 ballots from one network" in desk.see(path)
    fields = burst_on(desk, room)
    assert desk.post(path, fields | {"do": "aside"}).status_code == 303
    page = desk.see(path)
    assert "4 ballots set aside; the counts follow." in page
    assert "Nothing stands out." in page
    studio.await_that(lambda: shown(room) == (0, 4))
    assert desk.post(path, burst_on(desk, room) | {"do": "restore"}).status_code == 303
    assert "4 ballots count again." in desk.see(path)
    studio.await_that(lambda: shown(room) == (4, 0))
    log = seat(studio, "log-reader").see("/studio/demo/log")
    assert "<strong>Watch</strong> set ballots of one network aside." in log
    assert "<strong>Watch</strong> let ballots count again that were set aside." in log


def test_what_names_no_burst_is_refused_and_others_have_no_such_page(studio: Service, room: Room):
    desk, path = seat(studio, "watch", Role.MODERATOR), f"/studio/demo/widgets/{room.id}/ballots"
    good = {"do": "aside", "network": "ab", "since": "2031-01-01T00:00:00+00:00"}
    for wrong in (
        {"until": "soon"},
        {"until": "2031-01-01T00:00:00"},
        {"until": good["since"], "network": ""},
    ):
        assert desk.post(path, good | wrong).status_code == 400
    pupil = seat(studio, "learner", Role.CONTRIBUTOR)
    assert pupil.get(path).status_code == 403
    far = seat(studio, "far-away", site="other")
    assert far.get(f"/studio/other/widgets/{room.id}/ballots").status_code == 404
    answer = far.post(f"/studio/other/widgets/{room.id}/ballots", good | {"until": good["since"]})
    assert answer.status_code == 404
