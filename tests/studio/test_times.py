"""Times on the clock of a place, and schedules that are set with them."""

from datetime import UTC, datetime

import pytest

from api.studio.desk.times import read_time, show_time, zone_names
from tests.studio.desk import seat
from tests.studio.editor import create
from widgets.errors import Malformed
from widgets.roles import Role


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2031-01-04T12:00", "Europe/Berlin", datetime(2031, 1, 4, 11, tzinfo=UTC)),
        ("2031-07-04T12:00", "Europe/Berlin", datetime(2031, 7, 4, 10, tzinfo=UTC)),
        ("2031-07-04T12:00", "UTC", datetime(2031, 7, 4, 12, tzinfo=UTC)),
        ("2031-07-04T00:30", "Asia/Kolkata", datetime(2031, 7, 3, 19, tzinfo=UTC)),
    ],
)
def test_a_time_is_meant_on_the_clock_of_its_zone(text, zone, moment):
    assert read_time(text, zone) == moment
    assert show_time(moment, zone) == text


def test_nothing_is_no_time():
    assert read_time("", "UTC") is None
    assert show_time(None, "UTC") == ""
    assert zone_names()[0] == "UTC"


@pytest.mark.parametrize(
    ("text", "zone"),
    [("soon", "UTC"), ("2031-07-04T12:00Z", "UTC"), ("2031-07-04T12:00", "Mars/Base"), ("x", "../../etc")],
)
def test_what_is_no_time_is_refused(text, zone):
    with pytest.raises(Malformed):
        read_time(text, zone)


def test_a_schedule_is_kept_and_one_that_makes_no_sense_is_refused(studio):
    desk = seat(studio, "tim.times", Role.EDITOR)
    place = f"{create(desk)}/publication"
    times = {"opens_at": "2031-05-04T12:00", "closes_at": "2031-05-05T12:00", "zone": "Europe/Berlin"}
    change = {"do": "schedule", "revision": "1", "reveal": "after_close"} | times
    assert desk.post(place, change).status_code == 303
    shown = desk.see(place)
    assert 'value="2031-05-04T10:00"' in shown
    # Times and results are one change: both, or neither.
    assert 'name="revision" value="2"' in shown
    assert '<option value="after_close" selected>' in shown
    backwards = change | {"closes_at": "2031-05-03T12:00", "revision": "2"}
    answer = desk.post(place, backwards)
    assert answer.status_code == 400
    assert "close before it opens" in answer.text
    assert 'value="2031-05-03T12:00"' in answer.text
    assert desk.post(place, change | {"reveal": "whenever", "revision": "2"}).status_code == 400
    assert desk.post(place, change | {"status": "published"}).status_code == 400
