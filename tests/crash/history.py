"""What the readers of a crash test said and were told: the history that the checker judges by."""

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from math import inf
from typing import Any, TypeAlias

from msgspec import Struct, field

Word: TypeAlias = Mapping[str, Any] | None
"""What a reader says to a slot: a ballot's JSON, or None to withdraw, or for nothing said."""

Place: TypeAlias = tuple[int, str, str]
"""Where words are said: the reader's number, the widget's id, the slot."""


class Told(StrEnum):
    """What a reader was told of an attempt."""

    COUNTED = "counted"
    REFUSED = "refused"
    NOTHING = "nothing"
    """No answer, or one that says that nothing can be told: it may have been counted, or not."""


class Attempt(Struct, kw_only=True):
    """One request that carried a word. Times are in seconds, all on one clock that does not go back.

    `over` is the time since when the attempt can change nothing any more, whether its reader knows or not.
    """

    word: Word
    sent: float
    told: Told = Told.NOTHING
    answered: float = inf
    over: float = inf
    mine: Word = None
    """What the answer said that the reader's ballot in this slot is."""
    version: int = 0
    code: str = ""


class Sight(Struct, frozen=True):
    """A widget's numbers as somebody saw them; `tally` as readers get it, with or without zeros."""

    widget: str
    version: int
    turnout: int
    tally: dict[str, Any]
    where: str


class History(Struct):
    """All attempts since the state was last looked at, and everything that was seen meanwhile.

    A reader makes one attempt after another in a place, so they stand in the order of sending.
    """

    attempts: defaultdict[Place, list[Attempt]] = field(default_factory=lambda: defaultdict(list))
    sights: list[Sight] = []
    oddities: list[str] = []
    """Answers that nobody should ever get, in words."""

    def count(self, told: Told) -> int:
        """Tell how many attempts were told this."""
        return sum(each.told is told for attempts in self.attempts.values() for each in attempts)
