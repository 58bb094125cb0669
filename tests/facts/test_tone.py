"""The tone for reactions, the reading time and the polls."""

import pytest

from tests.facts.reading import propose_for

SOLEMN = {"disaster", "obituary"}


@pytest.mark.parametrize(
    "name", ["business", "culture", "disaster", "interview", "local", "obituary", "sport"]
)
def test_tone(name) -> None:
    assert (propose_for(name).tone == "solemn") is (name in SOLEMN)


def test_reading_time_is_at_least_a_minute() -> None:
    assert propose_for("weather").reading_minutes == 1


@pytest.mark.parametrize("name", ["business", "disaster", "politics"])
def test_polls_have_options_that_differ_and_take_no_side(name) -> None:
    polls = propose_for(name).polls
    assert polls
    for poll in polls:
        assert 2 <= len(poll.options) == len(set(poll.options))
        assert poll.prompt.endswith("?")
