"""A quiz as it stands for its reader, put together from its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from widgets.model import Slot
from widgets.parts import Bar, Bars, Choose, Outcome, Part, Questions, Score, Verdict

WRITTEN = ("right", "wrong", "gave_up")
"""How answers that readers write are counted."""


class Row(Struct, frozen=True, kw_only=True):
    """One answer there was: whether it is right, the reader's own, and how many gave it, if that is shown."""

    id: str
    label: str
    right: bool
    own: bool
    bar: Bar | None


class Round(Struct, frozen=True, kw_only=True):
    """The questions of a quiz, and what there is to say of the reader's answers.

    `ending` is what it all comes to, or None before the last answer.
    """

    quiz: Questions
    mine: Mapping[Slot, Any]
    verdicts: Mapping[Slot, Verdict]
    bars: Mapping[Slot, Bars]
    ending: Score | Outcome | None

    @property
    def asked(self) -> list[Choose]:
        """What the reader is asked now: all that is open, or the next of it."""
        waiting = [choose for choose in self.quiz.questions if choose.slot not in self.mine]
        return waiting[:1] if self.quiz.pace == "one" else waiting

    @property
    def answered(self) -> list[Choose]:
        """What the reader has answered."""
        return [choose for choose in self.quiz.questions if choose.slot in self.mine]

    @property
    def changeable(self) -> list[Choose]:
        """What the reader has answered and may think over."""
        return [] if self.ending else [choose for choose in self.answered if not choose.once]

    def rows(self, choose: Choose) -> list[Row]:
        """Give the answers that there were to a question which the reader has answered."""
        verdict = self.verdicts.get(choose.slot)
        bars = {bar.id: bar for bar in self.bars[choose.slot].bars} if choose.slot in self.bars else {}
        if choose.form != "text":
            chosen = self.mine[choose.slot].get(choose.field)
            return [
                Row(
                    id=option.id,
                    label=option.label,
                    right=verdict is not None and option.id == verdict.option,
                    own=option.value == chosen,
                    bar=bars.get(option.id),
                )
                for option in choose.options
            ]
        own = kind_of(verdict) if verdict else ""
        return [
            Row(id=kind, label="", right=kind == own == "right", own=kind == own, bar=bars[kind])
            for kind in WRITTEN
            if kind in bars
        ]


def kind_of(verdict: Verdict) -> str:
    """Tell how a written answer is counted."""
    if verdict.right:
        return "right"
    return "wrong" if verdict.chosen else "gave_up"


def make_round(parts: Sequence[Part], mine: Mapping[Slot, Any]) -> Round | None:
    """Put a quiz together; None if there is none among the parts."""
    quiz = next((part for part in parts if isinstance(part, Questions) and part.look == "quiz"), None)
    if quiz is None:
        return None
    return Round(
        quiz=quiz,
        mine=mine,
        verdicts={part.slot: part for part in parts if isinstance(part, Verdict)},
        bars={part.slot: part for part in parts if isinstance(part, Bars)},
        ending=next((part for part in parts if isinstance(part, Score | Outcome)), None),
    )
