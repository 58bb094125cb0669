"""Likeness: which submissions are much like one another, or like what is offered already. Pure."""

import re
import unicodedata
from collections.abc import Mapping

from rapidfuzz import fuzz, process

from widgets.model import Likeness

LIKE = 88.0
"""Of 100, from which on two titles are taken for the same, their words in any order."""

_NO_WORD = re.compile(r"[\W_]+")


def plain(title: str) -> str:
    """Give a title without what people write in different ways: case, accents, signs and spaces."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return _NO_WORD.sub(" ", bare).strip()


def find_like(ones: Mapping[str, Likeness], others: Mapping[str, Likeness]) -> dict[str, list[str]]:
    """Give, for each of `ones` by id, the ids of those of `others` that it is much like."""
    titles = {id: plain(each.title) for id, each in others.items()}
    found: dict[str, list[str]] = {}
    for id, one in ones.items():
        like = {other for other, each in others.items() if one.things & each.things}
        if title := plain(one.title):
            # Very short titles differ by little and mean other things: those have to be the same.
            score = fuzz.token_sort_ratio if len(title) > 5 else fuzz.ratio
            least = LIKE if len(title) > 5 else 100.0
            like |= {
                other
                for _, _, other in process.extract(
                    title, titles, scorer=score, score_cutoff=least, limit=None
                )
            }
        found[id] = [other for other in others if other in like and other != id]
    return found


def group(ones: Mapping[str, Likeness]) -> list[list[str]]:
    """Put those together that are much like one another, each group in the order given."""
    like = find_like(ones, ones)
    groups: list[list[str]] = []
    placed: set[str] = set()
    for first in ones:
        if first in placed:
            continue
        members, waiting = {first}, [first]
        while waiting:
            for other in like[waiting.pop()]:
                if other not in members:
                    members.add(other)
                    waiting.append(other)
        placed |= members
        groups.append([id for id in ones if id in members])
    return groups
