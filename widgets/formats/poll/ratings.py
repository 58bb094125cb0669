"""Questions answered with a number."""

from functools import cached_property

from widgets import rules
from widgets.errors import Malformed
from widgets.formats.poll.questions import TURNOUT, PollBallot, Question
from widgets.parts import Bar, Bars, Choose, Option

GREATEST_RATING = 10


class Rating(Question, frozen=True, kw_only=True, tag="rating"):
    """A number from 1 to `greatest`."""

    field = "rating"

    greatest: int = 5

    @cached_property
    def keys(self) -> list[str]:
        """Each number, and the readers who answered."""
        return [*map(str, range(1, self.greatest + 1)), TURNOUT]

    def check_question(self) -> None:
        """Refuse a scale that is no scale, or too long to be told apart."""
        super().check_question()
        if not 2 <= self.greatest <= GREATEST_RATING:
            raise Malformed(
                "bad_greatest",
                f"A rating goes from 1 to 2 at least, and {GREATEST_RATING} at most; set `greatest` so.",
            )

    def check(self, ballot: PollBallot) -> None:
        """Refuse a number outside the scale."""
        if not self._fits(ballot):
            raise Malformed("bad_rating", f"A rating here is a whole number from 1 to {self.greatest}.")

    def marks(self, ballot: PollBallot) -> dict[str, int]:
        """Count the number, and the reader."""
        return {str(ballot.rating): 1, TURNOUT: 1} if self._fits(ballot) else {}

    def choose(self, slot: str) -> Choose:
        """Show the scale."""
        options = [
            Option(id=str(number), value=number, label=str(number), key=str(number))
            for number in range(1, self.greatest + 1)
        ]
        return Choose(
            slot=slot, form="one", look="rating", field=self.field, label=self.prompt, options=options
        )

    def bars(self, slot: str, counts: dict[str, int]) -> Bars:
        """Show how often each number was given, and their mean to two places."""
        numbers = [str(number) for number in range(1, self.greatest + 1)]
        each = [counts.get(number, 0) for number in numbers]
        total = sum(each)
        weighted = sum(int(number) * count for number, count in zip(numbers, each, strict=True))
        bars = [
            Bar(id=number, label=number, count=count, percent=percent)
            for number, count, percent in zip(numbers, each, rules.percentages(each), strict=True)
        ]
        mean = round(weighted / total, 2) if total else None
        return Bars(slot=slot, label=self.prompt, bars=bars, total=total, mean=mean)

    def _fits(self, ballot: PollBallot) -> bool:
        return isinstance(ballot.rating, int) and 1 <= ballot.rating <= self.greatest
