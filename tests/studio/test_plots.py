"""Charts: round numbers on the way up, bars that fit, labels at regular times."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.studio.desk.plots import APART, MOST_TICKS, make_ticks, plot
from widgets.insights import Line

COUNTS = st.lists(st.integers(-50, 10**9), min_size=2, max_size=31)


@given(COUNTS)
def test_ticks_are_round_even_few_and_hold_every_number(counts):
    ticks = make_ticks(counts)
    steps = {after - before for before, after in itertools.pairwise(ticks)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in ("1", "2", "5")
    assert 0 in ticks
    assert ticks[0] <= min(counts)
    assert ticks[-1] >= max(counts)
    assert 2 <= len(ticks) <= MOST_TICKS + 3


@given(COUNTS, st.sampled_from(sorted(APART)))
def test_bars_stand_on_the_line_of_zero_and_within_the_picture(counts, span):
    line = Line(since=datetime(2031, 5, 3, 13, tzinfo=UTC), span=span, readers=counts)
    drawn = plot(line)
    zero = next(tick.y for tick in drawn.ticks if tick.n == 0)
    for bar, n in zip(drawn.bars, counts, strict=True):
        assert bar.n == n
        assert 0 <= bar.y <= bar.y + bar.high <= 100.02
        assert abs((bar.y + bar.high if n >= 0 else bar.y) - zero) < 0.02
    assert drawn.peak.n == max(counts)


def test_labels_stand_at_the_beginnings_of_days_and_at_quarters_of_them():
    noon = datetime(2031, 5, 3, 12, tzinfo=UTC)
    week = plot(Line(since=noon, span=timedelta(hours=6), readers=[1] * 28))
    assert week.by_day
    assert [label.at.hour for label in week.labels] == [0] * 7
    day = plot(Line(since=noon + timedelta(hours=1), span=timedelta(hours=1), readers=[1] * 24))
    assert not day.by_day
    assert [label.at.hour for label in day.labels] == [18, 0, 6, 12]
    month = plot(Line(since=noon.replace(hour=0), span=timedelta(days=1), readers=[1] * 30))
    assert [label.at.day for label in month.labels] == [3, 10, 17, 24, 31]
