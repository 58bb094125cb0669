"""Patterns: whatever came within a minute stands out, wherever minutes begin, and what is usual does not."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets import patterns
from widgets.patterns import (
    HALF,
    HOUR,
    KNOWN,
    MANY,
    MINUTE,
    RUSH,
    By,
    Cell,
    Pattern,
    Usual,
    find_networks,
    find_rushes,
    find_shares,
    say,
)

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def cells(seconds: list[float], key: str = "one") -> list[Cell]:
    """Sheets at so many seconds after noon, as the ledger counts them by minute."""
    by: dict[datetime, list[datetime]] = defaultdict(list)
    for each in seconds:
        moment = NOON + timedelta(seconds=each)
        by[NOON + (moment - NOON) // MINUTE * MINUTE].append(moment)
    return [Cell(key, at, len(some), min(some), max(some)) for at, some in by.items()]


def minutes(*numbers: int) -> list[Cell]:
    """So many sheets in each minute from noon on."""
    return [
        Cell("", NOON + place * MINUTE, n, NOON + place * MINUTE, NOON + place * MINUTE + MINUTE / 2)
        for place, n in enumerate(numbers)
        if n
    ]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_many_within_a_minute_are_found_whole_wherever_it_begins(data):
    start = data.draw(st.floats(0, 600))
    burst = [start + 60 * place / MANY for place in range(MANY)]
    others = data.draw(st.lists(st.floats(0, 700), max_size=50))
    [found, *_] = find_networks(cells(burst + others))
    assert found.since <= NOON + timedelta(seconds=min(burst))
    assert found.until >= NOON + timedelta(seconds=max(burst))
    assert found.sheets >= MANY


@given(st.lists(st.floats(0, 3600), max_size=MANY - 1))
def test_fewer_are_never_pointed_out(seconds):
    assert find_networks(cells(seconds)) == []


def test_many_in_an_hour_are_no_burst():
    assert find_networks(cells([place * 3600 / MANY for place in range(MANY)])) == []


def test_a_lone_ballot_a_minute_earlier_is_no_part_of_it():
    burst = [70 + place / 100 for place in range(MANY)]
    [found] = find_networks(cells([20, *burst]))
    assert (found.sheets, found.since) == (MANY, NOON + timedelta(seconds=70))
    # But what goes on across the edge is, however little that is.
    [found] = find_networks(cells([59.5, 59.9, *(each - 10 for each in burst)]))
    assert found.sheets == MANY + 2


def test_networks_are_told_apart_and_bursts_that_lie_apart():
    burst = [place / 10 for place in range(MANY)]
    later = [1000 + each for each in burst]
    found = find_networks(cells(burst + later) + cells(burst, "other"))
    assert [(each.key, each.sheets) for each in found] == [("one", MANY), ("one", MANY), ("other", MANY)]


@given(st.integers(0, 5000), st.integers(2, 60))
def test_what_is_steady_is_no_rush(rate, length):
    # Half an hour of it before and after: what begins and ends at once would be a rush.
    found = find_rushes(minutes(*[rate] * (61 + length)))
    assert [each for each in found if NOON + patterns.NEAR <= each.since < NOON + MINUTE * length] == []


def test_a_minute_far_above_the_others_is_a_rush_and_one_that_lasts_is_not():
    calm = [4] * 40
    [found] = find_rushes(minutes(*calm, MANY, MANY, *calm))
    assert (found.sheets, found.usual) == (2 * MANY, 4)
    assert find_rushes(minutes(*calm, RUSH * 4 + MANY - 1, *calm))
    assert find_rushes(minutes(*calm, MANY // 2 - 1, *calm)) == []
    assert find_rushes(minutes(*[MANY] * 40, RUSH * MANY - 1, *[MANY] * 40)) == []
    lasting = find_rushes(minutes(*[4] * 60, *[MANY] * 120, *[4] * 60))
    assert sum(each.sheets for each in lasting) <= MANY


def shares(part: int, whole: int, before: int, of: int, several: bool = False) -> list[Pattern]:
    """What is found where one key has a part of a minute's sheets, and had some of those of other times."""
    usual = Usual({"one": before + part}, frozenset({"one"} if several else ()), of + whole)
    found = [Cell("one", NOON, part, NOON, NOON + MINUTE / 2)]
    return find_shares(By.CHOICES, found, MINUTE, {NOON: whole}, usual)


def test_a_share_stands_out_beside_what_is_usual():
    [found] = shares(MANY, MANY + 20, before=200, of=1000)
    assert found.sheets == MANY
    assert found.share == pytest.approx(0.96, abs=0.005)
    assert found.usual == pytest.approx(0.2, abs=0.005)
    assert shares(MANY, MANY + 20, before=600, of=1000) == []
    assert shares(MANY - 1, MANY, before=0, of=1000) == []


def test_where_nothing_else_is_known_only_sheets_of_several_ballots_stand_out():
    assert shares(MANY, MANY, before=0, of=KNOWN - 1) == []
    [found] = shares(MANY, MANY, before=0, of=0, several=True)
    assert found.usual == HALF
    assert shares(MANY, 2 * MANY + 1, before=0, of=0, several=True) == []


@given(st.integers(MANY, 10_000), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(KNOWN, 10_000))
def test_what_is_most_at_other_times_too_never_stands_out(part, others, before, rest):
    assert shares(part, part + others, before + rest, before + rest) == []


def test_what_is_found_is_said():
    def pattern(by: By, key: str = "", seconds: float = 48, **more: float) -> str:
        until = NOON + timedelta(seconds=seconds)
        return say(Pattern(by=by, key=key, sheets=1612, since=NOON, until=until, **more))

    assert pattern(By.NETWORK, "ab") == "1,612 ballots from one network within 48 seconds"
    assert pattern(By.NETWORK, "ab", 0) == "1,612 ballots from one network within a second"
    assert pattern(By.CHOICES, "ab", share=0.88, usual=0.214) == (
        "1,612 ballots with the very same choices within 48 seconds: 88% of all that came then, "
        "where 21% is usual"
    )
    assert pattern(By.REFERRER, "big.example", 3500, share=0.9, usual=0.02) == (
        "1,612 ballots from pages of big.example within 58 minutes: 90% of all that came then, "
        "where 2% is usual"
    )
    assert pattern(By.REFERRER, "", 9000).startswith("1,612 ballots that do not say from which page within 2")
    assert pattern(By.TIME, usual=0.5).endswith(", where less than one a minute is usual")
    assert pattern(By.TIME, "", 170, usual=4) == (
        "1,612 ballots within 3 minutes, where about 4 a minute are usual"
    )


@pytest.mark.parametrize("step", [MINUTE, HOUR])
def test_what_lies_across_the_edge_of_two_steps_is_one(step):
    pair = [
        Cell("one", NOON + place * step, MANY // 2, NOON + place * step, NOON + place * step + step / 2)
        for place in (0, 1)
    ]
    usual = Usual({"one": MANY}, frozenset(), MANY + KNOWN)
    [found] = find_shares(By.REFERRER, pair, step, {each.at: each.sheets for each in pair}, usual)
    assert (found.since, found.until, found.sheets) == (NOON, NOON + step * 1.5, MANY)
