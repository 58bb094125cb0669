"""Comparing a tally with what follows from its sheets, and with what Redis shows. Pure."""

from collections.abc import Iterator

from msgspec import Struct

from widgets.ledger.recount import Recounted
from widgets.model import Standing, Tally


class Difference(Struct, frozen=True):
    """One number that is not what it should be: `stands` is what there is, `follows` what should be."""

    widget: str
    name: str
    what: str
    stands: str
    follows: str


def compare(name: str, found: Recounted, shown: Standing | None) -> list[Difference]:
    """Give every difference of one widget; `shown` is what Redis had shortly before, if anything.

    Redis may be behind or have nothing, for that heals by itself. It may not be ahead of the ledger, nor show
    anything else at the same version.
    """
    stands = found.stands
    pairs = list(unequal(stands, found.follows))
    if shown is not None and shown.version > stands.version:
        pairs.append(("version in Redis", str(shown.version), f"at most {stands.version}"))
    elif shown is not None and shown.version == stands.version:
        pairs += [(f"{what} in Redis", shows, says) for what, shows, says in unequal(shown, stands)]
    return [Difference(stands.widget, name, what, one, other) for what, one, other in pairs]


def unequal(one: Standing, other: Standing) -> Iterator[tuple[str, str, str]]:
    """Give what differs between two standings: its name, and both numbers."""
    left, right = flat(one.tally), flat(other.tally)
    for key in sorted(left.keys() | right.keys()):
        if left.get(key, 0) != right.get(key, 0):
            yield key, str(left.get(key, 0)), str(right.get(key, 0))
    if one.turnout != other.turnout:
        yield "turnout of readers", str(one.turnout), str(other.turnout)
    if one.aside != other.aside:
        yield "sheets set aside", str(one.aside), str(other.aside)


def flat(tally: Tally) -> dict[str, int]:
    """Give the counts of a tally under one name each, without zeros."""
    return {
        f"{slot}/{key}" if slot else key: n
        for slot, counts in tally.items()
        for key, n in counts.items()
        if n
    }
