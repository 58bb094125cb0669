"""What a moderator writes for a poll."""

from functools import cached_property
from typing import TypeAlias

from widgets.formats.poll.choices import Multiple, Single
from widgets.formats.poll.rankings import Ranked
from widgets.formats.poll.ratings import Rating
from widgets.model import Slot, Spec

AnyQuestion: TypeAlias = Single | Multiple | Ranked | Rating


class PollSpec(Spec, frozen=True, kw_only=True, dict=True):
    """The questions in order.

    A poll of one question is cast for in the empty slot, and needs no id. In a poll of several each
    question's id is its slot. So a second question moves the first one's slot, and its ballots count no more.
    """

    questions: tuple[AnyQuestion, ...]

    @cached_property
    def asked(self) -> dict[Slot, AnyQuestion]:
        """The questions by slot."""
        return (
            {"": self.questions[0]}
            if len(self.questions) == 1
            else {each.id: each for each in self.questions}
        )

    @cached_property
    def slots(self) -> dict[Slot, list[str]]:
        """Each slot's tally keys."""
        return {slot: question.keys for slot, question in self.asked.items()}

    @cached_property
    def ranked(self) -> dict[Slot, Ranked]:
        """The questions that have a run-off, by slot."""
        return {slot: question for slot, question in self.asked.items() if isinstance(question, Ranked)}
