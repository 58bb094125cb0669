"""Numbers as they stand in print, and others of the same format that could stand there."""

import re
from collections.abc import Iterator

from widgets.facts.choosing import number as seed

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_PRINTED = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALE = re.compile(r"\b(?:thousand|million|billion|trillion|bn|tn|mn|m|k|crore|lakh)\b|\d(?:bn|tn|mn|m|k)\b")
_PERCENT = re.compile(r"%|per\s?cent")
_FACTORS = (0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6, 1.75, 2.0, 2.5, 3.0, 4.0)


def spell(value: int) -> str:
    """Write a number under a hundred in words."""
    if value < 20:
        return UNITS[value]
    tens, units = divmod(value, 10)
    return TENS[tens] + (f"-{UNITS[units]}" if units else "")


SPELLED = {spell(value): value for value in range(100)}


def value_of(text: str) -> float | None:
    """Read the first number of a text, in digits or in words under a hundred; scales are not applied."""
    found = _PRINTED.search(text)
    if found:
        return float(found.group().replace(",", ""))
    for word in re.findall(r"[a-z-]+", text.lower()):
        if word in SPELLED:
            return float(SPELLED[word])
    return None


def vary(text: str, forbidden: frozenset[float], prompt: str, *, least: float = 0.0) -> list[str]:
    """Give three texts with another number in the place of the first, of the same format and about its size.

    `forbidden` numbers are not used, nor any at or below `least`.
    """
    value = value_of(text)
    if value is None:
        return []
    found = _PRINTED.search(text)
    old = found.group() if found else next(w for w in re.findall(r"[A-Za-z-]+", text) if w.lower() in SPELLED)
    chosen: list[float] = []
    for candidate in _near(old, value, prompt, few=_SCALE.search(text) is None, bound=_is_bound(text)):
        small = value <= 30 and not _SCALE.search(text)
        gap = _gap(value) if small else 0.3 * value if _is_bound(text) else 0.12 * value
        apart = all(abs(candidate - other) >= gap for other in (*chosen, value))
        apart = apart and not _implied(text, value, candidate)
        apart = apart and not (_PERCENT.search(text) and candidate >= 100 > value)
        if candidate > least and candidate not in forbidden and apart and _printable(old, candidate):
            chosen.append(candidate)
        if len(chosen) == 3:
            return [text.replace(old, _print(old, each), 1) for each in chosen]
    return []


def _is_bound(text: str) -> bool:
    return text.lower().startswith(("more than", "over", "at least", "up to", "nearly", "almost"))


def _implied(text: str, value: float, other: float) -> bool:
    """Tell whether another number would be true too: who has more than 20 has more than 15."""
    lower = text.lower()
    if lower.startswith(("more than", "over", "at least")):
        return other < value
    return lower.startswith(("up to", "nearly", "almost")) and other > value


def _gap(value: float) -> float:
    return 1.0 if value >= 10 else 0.0001


def _near(old: str, value: float, prompt: str, *, few: bool, bound: bool) -> Iterator[float]:
    """Give candidates in an order that looks like chance."""
    places = len(old.partition(".")[2])
    if value <= 12 and not places and few:
        steps = [value + step for step in (-4, -3, -2, -1, 1, 2, 3, 4, 5)]
    elif value <= 30 and not places and few:
        steps = [value + step for step in (-8, -6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 8)]
    else:
        most = 4.0 if bound else 2.0
        steps = [_round_like(old, value, value * factor) for factor in _FACTORS if factor <= most]
    yield from sorted(dict.fromkeys(steps), key=lambda each: seed(prompt, str(each)))


def _round_like(old: str, value: float, new: float) -> float:
    """Round a number to as many digits as another is printed with."""
    places = len(old.partition(".")[2])
    if places:
        return round(new, places)
    digits = old.replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    significant = len(digits) - zeros
    unit = 10**zeros
    if significant == 1 and zeros >= 1:
        unit = unit // 2 or 1
        return float(round(new / unit) * unit)
    if value % 5 == 0 and zeros == 0 and value > 30:
        unit = 5
    return float(round(new / unit) * unit)


def _printable(old: str, value: float) -> bool:
    return value == int(value) and value < 100 if old.lower() in SPELLED else True


def _print(old: str, value: float) -> str:
    if old.lower() in SPELLED:
        word = spell(int(value))
        return word.capitalize() if old[0].isupper() else word
    places = len(old.partition(".")[2])
    return (
        f"{value:,.{places}f}"
        if "," in old or (value >= 10000 and len(old) >= 5 and "," in old)
        else f"{value:.{places}f}"
    )
