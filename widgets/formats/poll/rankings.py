"""Questions answered by putting options in order."""

from functools import cached_property

from widgets import rules
from widgets.formats.poll.choices import Bounded
from widgets.formats.poll.questions import TURNOUT, PollBallot
from widgets.parts import Choose

MOST_RANKED = 10
"""Every ordered pair of options is counted, so there are fewer of them than elsewhere."""


class Ranked(Bounded, frozen=True, kw_only=True, tag="ranked"):
    """Options in the order of the reader's liking, the best first; the rest may stay unranked.

    The tally counts under an option's id who put it first, and under `a>b` who prefers `a` to `b`: whoever
    ranks `a` above `b`, or ranks `a` and leaves `b` out.
    """

    field = "ranking"
    most_options = MOST_RANKED

    @cached_property
    def pairs(self) -> dict[str, dict[str, str]]:
        """The key of each pair of options."""
        return {
            one: {other: f"{one}>{other}" for other in self.offered if other != one} for one in self.offered
        }

    @cached_property
    def keys(self) -> list[str]:
        """Each option, each ordered pair, and the readers who answered."""
        return [*self.offered, *(key for others in self.pairs.values() for key in others.values()), TURNOUT]

    def check(self, ballot: PollBallot) -> None:
        """Refuse unknown and repeated options, too short and too long rankings."""
        rules.check_chosen(ballot.ranking or (), self.offered, least=self.least, most=self.limit)

    def ranking(self, ballot: PollBallot) -> tuple[str, ...]:
        """Give the ranking without options that are no longer offered."""
        offered = self.offered
        return tuple(option for option in ballot.ranking or () if option in offered)

    def marks(self, ballot: PollBallot) -> dict[str, int]:
        """Count the first choice, every pair that the ranking decides, and the reader."""
        ranking = self.ranking(ballot)
        if not ranking:
            return {}
        counts, below, pairs = {ranking[0]: 1, TURNOUT: 1}, set(self.offered), self.pairs
        for option in ranking:
            below.remove(option)
            keys = pairs[option]
            for other in below:
                counts[keys[other]] = 1
        return counts

    def choose(self, slot: str) -> Choose:
        """Show options to put in order."""
        return Choose(
            slot=slot,
            form="ranking",
            look="options",
            field=self.field,
            label=self.prompt,
            options=self.shown(),
            least=self.least,
            most=self.limit,
        )
