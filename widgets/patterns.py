"""Patterns among a widget's ballots that moderators may want to look at: when a few came like no others.

Nothing here tells who means well. A link on a busy page, a newsletter, or an office behind one address looks
much like somebody's script. So what is found is pointed out, with the numbers that made it stand out, and
only a person sets anything aside. What is usual is the widget's own: there is no speed that is too fast for
every widget.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from statistics import median

from msgspec import Struct

MANY = 500
"""Ballots within a minute that are looked at more closely.

A burst this size moves the result of most widgets; an office or a school class behind one address does not
reach it, and somebody who has to act on a list of smaller ones would stop reading it.
"""

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

TWICE = 2
"""How many times its usual share something must bring: what is always half of all cannot stand out."""

KNOWN = 200
"""Ballots from other times that it takes to say what share is usual."""

HALF = 0.5
"""The usual share of a sheet with several ballots in it where little is known: it is hardly ever more."""

TOUCH = timedelta(seconds=2)
TENTH = 0.1
"""Neighbours belong together that come within `TOUCH`, or of which neither is less than a tenth of the other.

So what lies across the edge of two minutes is found whole, and a lone ballot a minute earlier stays out.
"""

RUSH = 5
"""How many times as many as usual must come in a minute."""

NEAR = timedelta(minutes=30)
"""How long before and after a minute tells what is usual then.

Where many come for longer than that, that is what is usual: an article that is linked from a big page has its
first minutes pointed out while they are few, and no more later.
"""


class By(StrEnum):
    """What the ballots of a pattern have in common."""

    NETWORK = "network"
    CHOICES = "choices"
    REFERRER = "referrer"
    TIME = "time"


class Cell(Struct, frozen=True):
    """How many sheets with one thing in common had their last ballot in a minute or hour from `at` on."""

    key: str
    at: datetime
    sheets: int
    first: datetime
    last: datetime


class Pattern(Struct, frozen=True, kw_only=True):
    """Sheets that stand out: what they have in common, how many, and when the first and the last came.

    `share` of all that came then they are, where `usual` is usual; for a rush `usual` is ballots a minute.
    Either is None where it does not matter.
    """

    by: By
    key: str
    sheets: int
    since: datetime
    until: datetime
    share: float | None = None
    usual: float | None = None


class Usual(Struct, frozen=True):
    """What is known of all the time looked at: sheets by key, of which some have several ballots, and all."""

    sheets: Mapping[str, int]
    several: frozenset[str]
    whole: int

    def share(self, key: str, part: int, whole: int) -> float | None:
        """Give the share that a key has beside `part` of `whole` sheets; None where nobody can say."""
        if self.whole - whole >= KNOWN:
            return (self.sheets.get(key, part) - part + 1) / (self.whole - whole + 2)
        return HALF if key in self.several else None


def find_networks(cells: Iterable[Cell]) -> list[Pattern]:
    """Find networks from which `MANY` sheets came within a minute, and no network with fewer within two.

    All others on a network share its budget, so a network that reaches this has many readers, or one script.
    """
    return [tell(By.NETWORK, run) for run in find_runs(cells, MINUTE, lambda pair: count(pair) >= MANY)]


def find_shares(
    by: By, cells: Iterable[Cell], step: timedelta, wholes: Mapping[datetime, int], usual: Usual
) -> list[Pattern]:
    """Find where `MANY` sheets with one thing in common were `TWICE` the share that they usually are.

    `wholes` has all sheets of each step. The same choices by many are what a poll with two options is made
    of, and most ballots come from one referrer; so neither is anything but beside what the widget gets at
    other times.
    """

    def is_much(pair: Sequence[Cell]) -> bool:
        part, whole = count(pair), sum(wholes[each.at] for each in pair)
        share = usual.share(pair[0].key, part, whole)
        return part >= MANY and share is not None and part >= TWICE * share * whole

    found = []
    for run in find_runs(cells, step, is_much):
        part, whole = count(run), sum(wholes[each.at] for each in run)
        share = usual.share(run[0].key, part, whole)
        found.append(tell(by, run, share=part / whole, usual=share))
    return found


def find_rushes(cells: Sequence[Cell]) -> list[Pattern]:
    """Find minutes in which `MANY` came, `RUSH` times as many as in the minutes `NEAR` them."""
    minutes = {each.at: each.sheets for each in cells}

    def is_much(pair: Sequence[Cell]) -> bool:
        return count(pair) >= MANY and all(each.sheets >= RUSH * calm(minutes, each.at) for each in pair)

    return [
        tell(By.TIME, run, usual=max(calm(minutes, each.at) for each in run))
        for run in find_runs(cells, MINUTE, is_much)
    ]


def calm(minutes: Mapping[datetime, int], at: datetime) -> float:
    """Give the median of ballots a minute around one; minutes in which none came count too."""
    steps = range(-(NEAR // MINUTE), NEAR // MINUTE + 1)
    return median(minutes.get(at + step * MINUTE, 0) for step in steps)


def find_runs(
    cells: Iterable[Cell], step: timedelta, is_much: Callable[[Sequence[Cell]], bool]
) -> list[list[Cell]]:
    """Join neighbours of one key that are much by themselves, or with one that belongs to them.

    With one, because what comes within one step may lie across the edge of two.
    """
    runs: list[list[Cell]] = []
    for _, each in groupby(sorted(cells, key=lambda cell: (cell.key, cell.at)), key=lambda cell: cell.key):
        line = list(each)
        much = [is_much([cell]) for cell in line]
        for place, pair in enumerate(pairwise(line)):
            if pair[1].at - pair[0].at == step and belong(*pair) and is_much(pair):
                much[place] = much[place + 1] = True
        last: Cell | None = None
        for cell, found in zip(line, much, strict=True):
            if found and last is not None and cell.at - last.at == step:
                runs[-1].append(cell)
            elif found:
                runs.append([cell])
            last = cell if found else None
    return runs


def belong(one: Cell, next: Cell) -> bool:
    """Tell whether what came in one step went on in the next."""
    less, more = sorted((one.sheets, next.sheets))
    return next.first - one.last <= TOUCH or less >= TENTH * more


def tell(by: By, run: Sequence[Cell], share: float | None = None, usual: float | None = None) -> Pattern:
    """Make a pattern of neighbours."""
    first, last = min(each.first for each in run), max(each.last for each in run)
    return Pattern(
        by=by, key=run[0].key, sheets=count(run), since=first, until=last, share=share, usual=usual
    )


def count(cells: Iterable[Cell]) -> int:
    """Add sheets up."""
    return sum(each.sheets for each in cells)


def say(pattern: Pattern) -> str:
    """Say in a sentence why a pattern is pointed out."""
    said = f"{say_what(pattern.by, pattern.key, pattern.sheets)} {say_span(pattern.until - pattern.since)}"
    if pattern.by is By.TIME and pattern.usual is not None:
        if pattern.usual < 1:
            return f"{said}, where less than one a minute is usual"
        return f"{said}, where about {pattern.usual:,.0f} a minute are usual"
    if pattern.share is not None and pattern.usual is not None:
        return f"{said}: {pattern.share:.0%} of all that came then, where {pattern.usual:.0%} is usual"
    return said


def say_what(by: By, key: str, sheets: int) -> str:
    """Name so many sheets by what they have in common."""
    return f"{sheets:,} ballot{'s' * (sheets != 1)}{say_bond(by, key)}"


def say_bond(by: By, key: str) -> str:
    """Say what ballots have in common, to go on after the word; nothing for a mere time."""
    if by is By.NETWORK:
        return " from one network"
    if by is By.CHOICES:
        return " with the very same choices"
    if by is By.REFERRER:
        return f" from pages of {key}" if key else " that do not say from which page"
    return ""


def say_span(span: timedelta) -> str:
    """Say how long something took."""
    seconds = max(round(span.total_seconds()), 1)
    for size, word in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"within {round(seconds / size)} {word}s"
    return f"within {seconds} seconds" if seconds > 1 else "within a second"
