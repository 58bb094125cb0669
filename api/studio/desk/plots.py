"""Where the bars, lines and labels of a chart stand; templates draw it, in hundredths of its size."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from widgets.insights import Line

MOST_TICKS = 4
"""Lines across a chart, at most, that numbers stand on."""

DAY = timedelta(days=1)
APART = {timedelta(hours=1): timedelta(hours=6), timedelta(hours=6): DAY, DAY: 7 * DAY}
"""How far the labels of times are apart, by the span of a bar."""


class Bar(Struct, frozen=True, kw_only=True):
    """What was counted in a span of time; a bar that goes down hangs from the line of zero."""

    at: datetime
    n: int
    x: float
    y: float
    high: float


class Tick(Struct, frozen=True):
    """A number on the way up, and how far from the top its line is."""

    n: int
    y: float


class Label(Struct, frozen=True):
    """A time along the way, how far from the start it is, and whether narrow screens go without."""

    at: datetime
    x: float
    less: bool


class Plot(Struct, frozen=True, kw_only=True):
    """A chart of numbers over time. `by_day` tells that its labels are days, not times of a day."""

    bars: list[Bar]
    wide: float
    ticks: list[Tick]
    labels: list[Label]
    by_day: bool
    peak: Bar


def plot(line: Line) -> Plot:
    """Work out a chart of a line."""
    ticks = make_ticks(line.readers)
    top, bottom = max(ticks), min(ticks)
    wide = 100 / len(line.readers)

    def height(n: float) -> float:
        """Tell how far from the top a number stands."""
        return round(100 * (top - n) / (top - bottom), 2)

    bars = [
        Bar(
            at=at,
            n=n,
            x=round(wide * place, 3),
            y=height(max(n, 0)),
            high=round(abs(height(n) - height(0)), 2),
        )
        for place, (at, n) in enumerate(zip(line.times, line.readers, strict=True))
    ]
    return Plot(
        bars=bars,
        wide=round(wide, 3),
        ticks=[Tick(n, height(n)) for n in ticks],
        labels=make_labels(bars, APART[line.span]),
        by_day=APART[line.span] >= DAY,
        peak=max(bars, key=lambda bar: bar.n),
    )


def make_ticks(counts: Sequence[int]) -> list[int]:
    """Give round numbers, evenly spaced, from zero or below the least to at least the greatest."""
    top, bottom = max(1, *counts), min(0, *counts)
    step, place = 1, 0
    while (top - bottom) / step > MOST_TICKS:
        place += 1
        step = (1, 2, 5)[place % 3] * 10 ** (place // 3)
    return list(range(bottom // step * step, -(-top // step) * step + 1, step))


def make_labels(bars: Sequence[Bar], apart: timedelta) -> list[Label]:
    """Label those bars whose time is a multiple of so much from the first one that begins a day."""
    first = next((bar.at for bar in bars if bar.at.hour == 0), bars[0].at)
    shown = [bar for bar in bars if (bar.at - first) % apart == timedelta(0)]
    return [Label(bar.at, bar.x, number % 2 == 1) for number, bar in enumerate(shown)]
