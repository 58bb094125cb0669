"""Questions answered by choosing: one option, or several in no order."""

from functools import cached_property

from widgets import rules
from widgets.errors import Malformed
from widgets.formats.poll.questions import TURNOUT, Listed, PollBallot
from widgets.parts import Bars, Choose


class Single(Listed, frozen=True, kw_only=True, tag="single"):
    """One option each."""

    field = "options"

    def check(self, ballot: PollBallot) -> None:
        """Refuse anything but one of the options."""
        rules.check_chosen(ballot.options or (), self.offered, least=1, most=1)

    def marks(self, ballot: PollBallot) -> dict[str, int]:
        """Count the option; an answer that named several, when that was allowed, is no answer to this."""
        chosen = ballot.options or ()
        return {chosen[0]: 1, TURNOUT: 1} if len(chosen) == 1 and chosen[0] in self.offered else {}

    def choose(self, slot: str) -> Choose:
        """Show options of which one can be on."""
        return Choose(
            slot=slot, form="many", look="options", field=self.field, label=self.prompt, options=self.shown()
        )


class Bounded(Listed, frozen=True, kw_only=True):
    """A question that takes several options: `least` to `most` of them; left out, `most` is all of them."""

    least: int = 1
    most: int | None = None

    @cached_property
    def limit(self) -> int:
        """How many options an answer may name."""
        return len(self.options) if self.most is None else self.most

    def check_question(self) -> None:
        """Refuse bounds that no answer can keep, besides what every list refuses."""
        super().check_question()
        if not 1 <= self.least <= self.limit <= len(self.options):
            raise Malformed(
                "bad_bounds",
                f"The question {self.prompt[:60]!r} has {len(self.options)} options: `least` and `most` "
                f"must be from 1 to {len(self.options)}, and `least` not above `most`.",
            )


class Multiple(Bounded, frozen=True, kw_only=True, tag="multiple"):
    """Several options each, in no order."""

    field = "options"

    def check(self, ballot: PollBallot) -> None:
        """Refuse unknown and repeated options, too few and too many."""
        rules.check_chosen(ballot.options or (), self.offered, least=self.least, most=self.limit)

    def marks(self, ballot: PollBallot) -> dict[str, int]:
        """Count each option that is still offered, and the reader once."""
        offered = self.offered
        counts = {option: 1 for option in ballot.options or () if option in offered}
        if counts:
            counts[TURNOUT] = 1
        return counts

    def choose(self, slot: str) -> Choose:
        """Show options of which several can be on."""
        return Choose(
            slot=slot,
            form="many",
            look="options",
            field=self.field,
            label=self.prompt,
            options=self.shown(),
            least=self.least,
            most=self.limit,
        )

    def bars(self, slot: str, counts: dict[str, int]) -> Bars:
        """Show which part of the readers chose each option.

        An opening balance may lack the turnout; at least as many answered as chose the same option.
        """
        each = [counts.get(option, 0) for option in self.offered]
        readers = max(counts.get(TURNOUT, 0), *each)
        percentages = [rules.percent(count, readers) for count in each]
        bars = self.drawn(each, percentages)
        return Bars(slot=slot, label=self.prompt, bars=bars, total=readers, overlapping=True)
