"""A second count, by hand from plain JSON: what is wrong in the product's own count is not hidden here.

The formats of the product are not asked, on purpose.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from tests.crash.offers import Offer, Slot

Counts: TypeAlias = dict[str, dict[str, int]]
"""Slot -> key -> n, without zeros and without empty slots."""


def count_sheet(offer: Offer, sheet: Mapping[str, Any]) -> Counts:
    """Give what one sheet adds to its widget's tally."""
    counted = {name: dict(count_ballot(offer.slots[name], ballot)) for name, ballot in sheet.items()}
    return {name: counts for name, counts in counted.items() if counts}


def count_ballot(slot: Slot, ballot: Any) -> Iterable[tuple[str, int]]:
    """Give what one ballot adds to its slot, key by key."""
    match slot.kind:
        case "reactions":
            keys = list(ballot["reactions"])
        case "points":
            keys = ["up" if ballot["vote"] == 1 else "down"]
        case "share":
            keys = ["shared"]
        case "single" | "multiple":
            keys = [*ballot["options"], "turnout"]
        case "rating":
            keys = [str(ballot["rating"]), "turnout"]
        case "ranked":
            keys = [ballot["ranking"][0], "turnout", *count_pairs(slot, ballot["ranking"])]
        case other:
            raise ValueError(f"Nobody knows how to count {other!r}.")
    return [(key, 1) for key in keys]


def count_pairs(slot: Slot, ranking: list[str]) -> list[str]:
    """Give the key of each pair that a ranking decides: what is ranked goes before what is left out."""
    places = {option: place for place, option in enumerate(ranking)}
    last = len(ranking)
    return [
        f"{one}>{other}"
        for one in slot.options
        for other in slot.options
        if places.get(one, last) < places.get(other, last)
    ]


def add_up(parts: Iterable[Counts]) -> Counts:
    """Add counts up."""
    total: Counts = {}
    for part in parts:
        for slot, counts in part.items():
            for key, n in counts.items():
                total.setdefault(slot, {})[key] = total.get(slot, {}).get(key, 0) + n
    return without_zeros(total)


def without_zeros(counts: Mapping[str, Mapping[str, int]]) -> Counts:
    """Leave out zeros, and slots with nothing else."""
    left = {slot: {key: n for key, n in each.items() if n} for slot, each in counts.items()}
    return {slot: each for slot, each in left.items() if each}


def unflatten(tally: Mapping[str, Any]) -> Counts:
    """Give the counts in a tally as readers get it, with the empty slot's keys at the top."""
    slots: dict[str, dict[str, int]] = {"": {}}
    for key, value in tally.items():
        if isinstance(value, int):
            slots[""][key] = value
        else:
            slots[key] = dict(value)
    return without_zeros(slots)
