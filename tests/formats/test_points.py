from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.formats.points import Points, PointsBallot, PointsSpec
from widgets.parts import Number

POINTS: Any = Points()
SPEC = PointsSpec()
UP, DOWN = PointsBallot(vote=1), PointsBallot(vote=-1)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_ups_less_downs_are_shown(up, down):
    assert POINTS.result(SPEC, {"": {"up": up, "down": down}}, {}) == [Number(value=up - down, unit="points")]


def test_zero_is_shown_and_the_hidden_is_not():
    assert POINTS.result(SPEC, {"": {}}, {}) == [Number(value=0, unit="points")]
    assert POINTS.result(SPEC, {}, {}) == []


def test_down_votes_mark_nothing_once_they_are_not_offered():
    up_only = PointsSpec(down=False)
    assert POINTS.marks(up_only, {"": DOWN}) == {}
    assert POINTS.marks(up_only, {"": UP}) == {"": {"up": 1}}
    assert [option.id for option in POINTS.ask(up_only)[0].options] == ["up"]


@pytest.mark.parametrize("vote", ["true", '"1"', "1.5", "null"])
def test_bodies_that_are_no_ballot(vote):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(f'{{"vote":{vote}}}', type=PointsBallot)
