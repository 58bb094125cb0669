"""Changing what a published widget asks: what happens to the ballots that were cast."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

import msgspec
from msgspec import Struct

from widgets.findings import name, name_all
from widgets.ledger import recount
from widgets.ledger.connection import Engine
from widgets.marking import mark_by, may_change_marks
from widgets.model import Tally, Widget
from widgets.placing import Placed, place
from widgets.publishing import read_spec

ALIKE = 0.6
"""How alike two texts must be for one to be the other with its typos mended."""


class Turned(Struct, frozen=True):
    """A thing whose words say something else than those that readers chose."""

    id: str
    before: str
    after: str


class Count(Struct, frozen=True):
    """What is counted by today's spec and by the next one, with the words for it."""

    about: str
    name: str
    before: int
    after: int


class Change(Struct, frozen=True, kw_only=True):
    """What another spec does to a widget's counts: both tallies, and what asks for a second look."""

    turnout: tuple[int, int]
    counts: list[Count]
    lost: list[tuple[str, int]]
    turned: list[Turned]

    @property
    def serious(self) -> bool:
        """Whether ballots would count otherwise than their readers meant."""
        return bool(self.lost or self.turned or self.turnout[0] != self.turnout[1])


async def weigh(engine: Engine, widget: Widget, spec: bytes) -> Change | None:
    """Tell what another spec does to a widget's counts; None where nothing was cast, or nothing changes.

    Raises Malformed for the spec, and Unavailable.
    """
    now = place(widget)
    following = now.format.extend(read_spec(now.format, spec), widget.approved)
    if not may_change_marks(now.spec, following):
        return None
    found = (await recount.recount(engine, {widget.id: mark_by(now.format, following)})).get(widget.id)
    if found is None or not found.stands.turnout:
        return None
    before = dict(name_all(msgspec.to_builtins(now.spec)))
    after = dict(name_all(msgspec.to_builtins(following)))
    lost = find_lost(before, found.stands.tally, found.follows.tally)
    turned = find_turned(before, after)
    chosen = {key for counts in found.stands.tally.values() for key, n in counts.items() if n}
    chosen |= {slot for slot, counts in found.stands.tally.items() if any(counts.values())}
    turned = [each for each in turned if each.id in chosen]
    if not turned and not lost and filled(found.stands.tally) == filled(found.follows.tally):
        return None
    return Change(
        turnout=(found.stands.turnout, found.follows.turnout),
        counts=list(compare(before | after, found.stands.tally, found.follows.tally)),
        lost=lost,
        turned=turned,
    )


def filled(tally: Tally) -> dict[tuple[str, str], int]:
    """Give the numbers of a tally by slot and key, but for zeros: there somebody thought again."""
    return {(slot, key): n for slot, counts in tally.items() for key, n in counts.items() if n}


def compare(names: Mapping[str, str], stands: Tally, follows: Tally) -> Iterator[Count]:
    """Give what is counted by either tally, but for keys that are neither words nor have any."""
    for slot in {**stands, **follows}:
        one, other = stands.get(slot, {}), follows.get(slot, {})
        for key in {**one, **other}:
            n, m = one.get(key, 0), other.get(key, 0)
            if (n or m) and (key in names or key.replace("_", "").isalnum()):
                yield Count(name(names, slot), name(names, key), n, m)


def count_both(placed: Placed, stands: Tally, follows: Tally) -> list[Count]:
    """Give what is counted in a widget by two tallies, with its words, in the order in which it is asked."""
    names = dict(name_all(msgspec.to_builtins(placed.spec)))
    before, after = (pick(placed.counted, tally) for tally in (stands, follows))
    return list(compare(names, before, after))


def pick(counted: Mapping[str, list[str]], tally: Tally) -> Tally:
    """Give what is counted of a tally in the order in which it is asked."""
    return {
        slot: {key: tally[slot][key] for key in keys if key in tally[slot]}
        for slot, keys in counted.items()
        if slot in tally
    }


def find_lost(names: Mapping[str, str], stands: Tally, follows: Tally) -> list[tuple[str, int]]:
    """Give what would count no more of what is offered today: its words, and how many chose it."""
    lost = {}
    for slot, counts in stands.items():
        left = follows.get(slot, {})
        if slot in names and not left and any(counts.values()):
            lost[slot] = (names[slot], max(counts.values()))
            continue
        for key, n in counts.items():
            if n and key in names and key not in left:
                lost[key] = (names[key], n)
    return list(lost.values())


def find_turned(before: Mapping[str, str], after: Mapping[str, str]) -> list[Turned]:
    """Give the things that keep their id, though their words are not alike."""
    return [
        Turned(id, text, after[id])
        for id, text in before.items()
        if id in after and not alike(text, after[id])
    ]


def alike(one: str, other: str) -> bool:
    """Tell whether one text is the other with its typos mended."""
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= ALIKE
