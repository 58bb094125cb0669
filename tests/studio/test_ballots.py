"""Ballots that stand out: looked at, set aside and restored, with the tally and the log following."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import quote

import pytest

from tests.api.serving import ORIGIN, Service
from tests.api.test_submissions import Room
from tests.studio.desk import Desk, seat
from widgets import patterns
from widgets.demo import SITE
from widgets.model import page_widget_id
from widgets.roles import Role

HIDDEN = re.compile(r'<input type="hidden" name="(by|key|since|until|act)" value="([^"]*)"')
LOOK = re.compile(r'href="([^"]+/ballots/preview[^"]+)"')
PAGE = f"{ORIGIN}/of-its-own"


@pytest.fixture
def room(studio: Service) -> Room:
    return Room(studio)


def look(desk: Desk, path: str, by: str = "network") -> str:
    """The page on which the first pattern of a kind is looked at."""
    [first, *_] = [each for each in LOOK.findall(desk.see(path)) if f"by={by}" in each]
    return desk.see(unescape(first))


def sent_by(page: str) -> dict[str, str]:
    """The fields of the first form on a page that moves ballots."""
    return dict(HIDDEN.findall(page))


def shown(room: Room) -> tuple[int, int]:
    """How many readers count, and how many ballots readers are told to be set aside."""
    whole = room.shown()
    aside = [part.count for part in whole.parts if part.__struct_config__.tag == "aside"]
    return whole.turnout, sum(aside)


def row(name: str, *numbers: int) -> str:
    """A row of the table in which counts are compared."""
    cells = [f'<td class="number">{n}</td>' for n in numbers]
    return f"{name}</th>{''.join(cells)}"


def test_a_burst_is_looked_at_set_aside_and_restored(studio: Service, room: Room, monkeypatch):
    desk, path = seat(studio, "watch", Role.MODERATOR), f"/studio/demo/widgets/{room.id}/ballots"
    assert "Nothing stands out." in desk.see(path)
    item = room.add("A stall by the bridge")[0]
    for _ in range(4):
        assert room.vote(item).status_code == 200
    monkeypatch.setattr(patterns, "MANY", 3)
    assert "4 ballots from one network within" in desk.see(path)
    page = look(desk, path)
    assert row("Readers", 4, 0, 4) in page
    assert row("Up", 4, 0, 4) in page
    assert shown(room) == (4, 0)
    assert desk.post(path, sent_by(page) | {"do": "aside"}).status_code == 303
    page = desk.see(path)
    assert "4 ballots set aside; the counts follow." in page
    assert "Nothing stands out." in page
    assert 'set aside by <span dir="auto">Watch</span>, just now' in page
    studio.await_that(lambda: shown(room) == (0, 4))
    assert desk.post(path, sent_by(page) | {"do": "restore"}).status_code == 303
    assert "4 ballots count again." in desk.see(path)
    studio.await_that(lambda: shown(room) == (4, 0))
    log = seat(studio, "log-reader").see("/studio/demo/log")
    assert "<strong>Watch</strong> set 4 ballots aside from one network, cast" in log
    assert "<strong>Watch</strong> let 4 ballots count again that were set aside together." in log


def test_what_a_page_has_by_itself_is_looked_after_too(studio: Service, monkeypatch):
    desk, id = seat(studio, "watch", Role.MODERATOR), page_widget_id(SITE, PAGE, "reactions")
    for kind in ("love", "love", "fun"):
        place = f"/v1/widgets/{id}/ballots/-?url={PAGE}"
        answer = studio.put(place, {"reactions": [kind]}, studio.mint(), origin=ORIGIN)
        assert answer.status_code == 200, answer.text
    monkeypatch.setattr(patterns, "MANY", 3)
    path = f"/studio/demo/widgets/{id}/ballots?url={PAGE}"
    page = look(desk, path)
    assert f">{PAGE}</a>" in page
    assert desk.get(re.findall(r'href="(/studio/demo/pages/page[^"]+)"', page)[0]).status_code == 200
    assert row("Love", 2, 0, 2) in page
    assert row("Fun", 1, 0, 1) in page
    assert desk.post(path, sent_by(page) | {"do": "aside"}).headers["location"].endswith("of-its-own")
    page = desk.see(path)
    assert "3 ballots set aside; the counts follow." in page
    assert desk.post(path, sent_by(page) | {"do": "restore"}).status_code == 303
    assert "3 ballots count again." in desk.see(path)
    assert desk.get(path.replace("of-its-own", "another")).status_code == 400


def test_a_time_can_be_chosen(studio: Service, room: Room):
    desk, path = seat(studio, "watch", Role.MODERATOR), f"/studio/demo/widgets/{room.id}/ballots"
    item = room.add("A stall by the bridge")[0]
    assert room.vote(item).status_code == 200
    table = re.search(r'<tr><td><a href="([^"]+)">', desk.see(f"{path}?window=30d"))
    assert table
    page = desk.see(unescape(table[1]))
    assert "As a table" in page
    assert "aria-current" not in page[page.index('aria-label="Window"') : page.index("<svg")]
    past = "since=2031-01-01T00:00:00%2B00:00&until=2031-01-02T00:00:00%2B00:00"
    assert "No ballots came in this time." in desk.see(f"{path}?{past}")
    for wrong in (
        "window=2d",
        "since=soon&until=later",
        "since=2031-01-01T00:00:00&until=2031-01-02T00:00:00",
        "since=0001-01-01T00:00:00%2B00:00&until=0001-01-02T00:00:00%2B00:00",
        "since=2031-01-02T00:00:00%2B00:00&until=2031-01-01T00:00:00%2B00:00",
        "since=2031-01-02T00:00:00%2B00:00",
        "since=2031-01-01T00:00:00%2B00:00&until=2032-01-02T00:00:00%2B00:00",
    ):
        assert desk.get(f"{path}?{wrong}").status_code == 400, wrong


def test_what_is_still_to_come_cannot_be_looked_at(studio: Service, room: Room):
    desk, path = seat(studio, "watch", Role.MODERATOR), f"/studio/demo/widgets/{room.id}/ballots"
    item = room.add("A stall by the bridge")[0]
    assert room.vote(item).status_code == 200
    now = datetime.now(UTC)
    since, until = (quote((now + by).isoformat()) for by in (timedelta(hours=-1), timedelta(days=1)))
    page = desk.see(f"{path}/preview?by=time&key=&since={since}&until={until}")
    assert row("Readers", 1, 0, 1) in page
    assert room.vote(item).status_code == 200
    assert desk.post(path, sent_by(page) | {"do": "aside"}).status_code == 303
    studio.await_that(lambda: shown(room) == (1, 1))


def test_what_names_no_ballots_is_refused_and_others_have_no_such_page(studio: Service, room: Room):
    desk, path = seat(studio, "watch", Role.MODERATOR), f"/studio/demo/widgets/{room.id}/ballots"
    moment = "2031-01-01T00:00:00+00:00"
    good = {"do": "aside", "by": "network", "key": "ab", "since": moment, "until": moment}
    assert desk.post(path, good).status_code == 303
    for wrong in (
        {"until": "soon"},
        {"until": "2031-01-01T00:00:00"},
        {"until": "2030-01-01T00:00:00+00:00"},
        {"until": "2032-01-01T00:00:00+00:00"},
        {"key": ""},
        {"key": "no network"},
        {"by": "choices"},
        {"by": "time"},
        {"by": "name"},
        {"do": "delete"},
        {"do": "restore", "act": ""},
    ):
        assert desk.post(path, good | wrong).status_code == 400, wrong
    pupil = seat(studio, "learner", Role.CONTRIBUTOR)
    assert pupil.get(path).status_code == 403
    assert pupil.get(f"{path}/preview").status_code == 403
    far = seat(studio, "far-away", site="other")
    assert far.get(f"/studio/other/widgets/{room.id}/ballots").status_code == 404
    assert far.post(f"/studio/other/widgets/{room.id}/ballots", good).status_code == 404
