"""Watching: the ballots of a widget over time, and what stands out among them."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from widgets import patterns
from widgets.errors import Malformed
from widgets.ledger.cells import Minute, Span, select_cells, select_minutes, select_usual
from widgets.ledger.connection import Engine
from widgets.patterns import HOUR, MINUTE, By, Cell, Pattern

WINDOWS = {
    "1h": timedelta(hours=1),
    "24h": timedelta(days=1),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}
"""How far back is looked; a day unless somebody asks for more."""

LONGEST = timedelta(days=31)
USUALLY = timedelta(hours=12)
"""How long before and after what is looked at tells what is usual, where that is a short time."""

STEPS = (MINUTE, 5 * MINUTE, 30 * MINUTE, 3 * HOUR, 12 * HOUR)
MOST_BARS = 64
BUSIEST = 120
"""Minutes in which networks and choices are looked at: the busiest ones, each with the next one.

So a widget that gets hundreds of ballots a minute all month is looked at in bounded time; a shorter time
shows its others.
"""


class Bar(Struct, frozen=True):
    """The sheets of a step of time, how many of those are set aside, and whether a pattern is among them."""

    since: datetime
    until: datetime
    sheets: int
    aside: int
    marked: bool


class Watched(Struct, frozen=True, kw_only=True):
    """A time of a widget: its ballots, step by step, and what stands out, most telling first."""

    since: datetime
    until: datetime
    step: timedelta
    bars: list[Bar]
    patterns: list[Pattern]


def choose_time(
    now: datetime, window: str, since: datetime | None = None, until: datetime | None = None
) -> tuple[datetime, datetime]:
    """Give the first and the last moment of a window that ends now, or of a time. Raises Malformed."""
    if since is None and until is None:
        if window not in WINDOWS:
            raise Malformed("bad_window", f"The window is one of {', '.join(WINDOWS)}.")
        return now - WINDOWS[window], now
    if since is None or until is None or not since < until:
        raise Malformed("bad_time", "A time needs a beginning and a later end; choose one on the page.")
    if until - since > LONGEST:
        raise Malformed("too_long", f"At most {LONGEST.days} days are shown at once; choose a shorter time.")
    return since, until


async def watch(engine: Engine, widget: str, since: datetime, until: datetime) -> Watched:
    """Look at a time of a widget. What is usual is taken from the time around it too."""
    wider = max(timedelta(), (2 * USUALLY - (until - since)) / 2)
    around = Span(widget=widget, since=since - wider, until=until + wider)
    minutes = await select_minutes(engine, around)
    found = [
        each for each in await find(engine, around, minutes) if each.until >= since and each.since < until
    ]
    step = next((each for each in STEPS if (until - since) / each <= MOST_BARS - 1), STEPS[-1])
    bars = draw(minutes, found, since, until, step)
    return Watched(since=since, until=until, step=step, bars=bars, patterns=found)


async def find(engine: Engine, span: Span, minutes: Sequence[Minute]) -> list[Pattern]:
    """Find what stands out: by network first, then by choices and referrer, then by speed alone."""
    counting = [
        Cell("", each.at, each.sheets - each.aside, each.first, each.last)
        for each in minutes
        if each.sheets > each.aside
    ]
    found: list[Pattern] = []
    if busy := choose_busiest(counting):
        least = patterns.MANY // 2
        cells = await select_cells(engine, span, By.NETWORK, MINUTE, least, busy)
        found += patterns.find_networks(cells)
        found += await find_choices(engine, span, counting, busy)
    found += await find_referrers(engine, span, counting)
    return found + patterns.find_rushes(counting)


async def find_choices(
    engine: Engine, span: Span, counting: Sequence[Cell], busy: Sequence[datetime]
) -> list[Pattern]:
    """Find choices that many made at once."""
    cells = await select_cells(engine, span, By.CHOICES, MINUTE, patterns.MANY // 2, busy)
    if not cells:
        return []
    usual = await select_usual(engine, span, list({each.key for each in cells}))
    wholes = {each.at: each.sheets for each in counting}
    return patterns.find_shares(By.CHOICES, cells, MINUTE, wholes, usual)


async def find_referrers(engine: Engine, span: Span, counting: Sequence[Cell]) -> list[Pattern]:
    """Find hours in which one referrer brought unusually many."""
    wholes: dict[datetime, int] = {}
    for each in counting:
        hour = floor(each.at, HOUR)
        wholes[hour] = wholes.get(hour, 0) + each.sheets
    least = patterns.MANY // 2
    if max(wholes.values(), default=0) < least:
        return []
    cells = await select_cells(engine, span, By.REFERRER, HOUR, least)
    sheets: dict[str, int] = {}
    for cell in cells:
        sheets[cell.key] = sheets.get(cell.key, 0) + cell.sheets
    usual = patterns.Usual(sheets, frozenset(), patterns.count(counting))
    return patterns.find_shares(By.REFERRER, cells, HOUR, wholes, usual)


def choose_busiest(counting: Sequence[Cell]) -> list[datetime]:
    """Choose the minutes that may hold a burst: with the next one, they have `MANY` sheets."""
    sheets = {each.at: each.sheets for each in counting}
    pairs = {at: n + sheets.get(at + MINUTE, 0) for at, n in sheets.items()}
    busiest = sorted((at for at, n in pairs.items() if n >= patterns.MANY), key=lambda at: -pairs[at])
    return sorted({at + next for at in busiest[:BUSIEST] for next in (timedelta(), MINUTE)})


def draw(
    minutes: Sequence[Minute],
    found: Sequence[Pattern],
    since: datetime,
    until: datetime,
    step: timedelta,
) -> list[Bar]:
    """Give a bar for every step, those in which none came included."""
    first = floor(since, step)
    starts = [first + step * place for place in range(-((first - until) // step))]
    sheets, aside = [0] * len(starts), [0] * len(starts)
    for each in minutes:
        place = bisect_right(starts, each.at) - 1
        if place >= 0 and each.at < until:
            sheets[place] += each.sheets
            aside[place] += each.aside
    return [
        Bar(at, at + step, sheets[place], aside[place], is_marked(found, at, at + step))
        for place, at in enumerate(starts)
    ]


def is_marked(found: Sequence[Pattern], since: datetime, until: datetime) -> bool:
    """Tell whether a pattern lies in a time, at least in part."""
    return any(each.since < until and each.until >= since for each in found)


def floor(moment: datetime, step: timedelta) -> datetime:
    """Give the beginning of the step in which a moment lies."""
    return moment - (moment - datetime(1970, 1, 1, tzinfo=UTC)) % step
