"""Personality quizzes: answers weigh outcomes, and the heaviest one is what the reader gets."""

from collections.abc import Mapping

import msgspec

from widgets import questions, rules
from widgets.findings import Passage, Step
from widgets.format import Format
from widgets.formats.personality_quiz.hints import HINTS
from widgets.formats.personality_quiz.samples import SAMPLES
from widgets.formats.personality_quiz.spec import (
    OUTCOME,
    Outcome,
    PersonalityBallot,
    PersonalityQuestion,
    PersonalitySpec,
    WeightedOption,
    check_outcomes,
    check_weights,
)
from widgets.model import Reveal, Sheet, Slot, Tally
from widgets.parts import Ending, Part, Questions
from widgets.parts import Outcome as OutcomePart

__all__ = [
    "Outcome",
    "PersonalityBallot",
    "PersonalityQuestion",
    "PersonalityQuiz",
    "PersonalitySpec",
    "WeightedOption",
]


class PersonalityQuiz(Format[PersonalitySpec, PersonalityBallot]):
    """Questions without a right answer: what a reader chooses adds up to one of several outcomes.

    Answers may be changed until the last question is answered; then they stand, and the tally counts the
    outcome under the slot `outcome`.
    """

    name = "personality_quiz"
    spec_type = PersonalitySpec
    ballot_type = PersonalityBallot
    samples = SAMPLES
    hints = HINTS
    schema = "Quiz"

    def check_spec(self, spec: PersonalitySpec) -> None:
        """Refuse bad questions and outcomes, and weights that lead nowhere."""
        super().check_spec(spec)
        check_outcomes(spec.outcomes)
        questions.check_prompts([(each.id, each.prompt) for each in spec.questions], "personality quiz")
        for question in spec.questions:
            questions.check_options(question.options, question.id)
            questions.check_picture(question.picture, f"picture of the question {question.id!r}")
        check_weights(spec)

    def check_reveal(self, spec: PersonalitySpec, reveal: Reveal) -> None:
        """Refuse to show everybody how others answered."""
        questions.check_reveal(reveal)

    def slots(self, spec: PersonalitySpec) -> Mapping[Slot, list[str]]:
        """Give each question's id."""
        return spec.slots

    def counted(self, spec: PersonalitySpec) -> Mapping[Slot, list[str]]:
        """Give the questions, and the outcomes of those who came to the end."""
        return spec.counted

    def is_final(self, spec: PersonalitySpec, sheet: Sheet[PersonalityBallot]) -> bool:
        """Tell whether the last question is answered."""
        return spec.asked.keys() <= sheet.keys()

    def check(self, spec: PersonalitySpec, slot: Slot, ballot: PersonalityBallot) -> None:
        """Refuse what is not offered."""
        rules.check_chosen((ballot.choice,), spec.asked[slot].offered, least=1, most=1)

    def marks(self, spec: PersonalitySpec, sheet: Sheet[PersonalityBallot]) -> Tally:
        """Count each option that is still offered under its question, and at the end the outcome."""
        marks: Tally = {
            slot: {sheet[slot].choice: 1}
            for slot, question in spec.asked.items()
            if slot in sheet and sheet[slot].choice in question.offered
        }
        if self.is_final(spec, sheet):
            marks[OUTCOME] = {rank_outcomes(spec, sheet)[0].id: 1}
        return marks

    def ask(self, spec: PersonalitySpec) -> list[Part]:
        """Show the questions, and nothing of what they weigh."""
        asked = [question.choose() for question in spec.questions]
        return [*self.describe(spec), Questions(questions=asked, pace=spec.pace, look="quiz")]

    def reveals(
        self,
        spec: PersonalitySpec,
        reveal: Reveal,
        slot: Slot,
        sheet: Sheet[PersonalityBallot],
        *,
        closed: bool,
    ) -> bool:
        """Show how others answered to those who have answered, and to nobody else even after closing."""
        answered = self.is_final(spec, sheet) if slot == OUTCOME else slot in sheet
        return answered and rules.revealed(reveal, cast=True, closed=closed)

    def result(
        self, spec: PersonalitySpec, tally: Tally, sheet: Sheet[PersonalityBallot], study: object = None
    ) -> list[Part]:
        """Show the outcome once the last question is answered, and how many share it where that is shown."""
        if not self.is_final(spec, sheet):
            return []
        own, *level = rank_outcomes(spec, sheet)
        ending = show_outcome(own)
        if OUTCOME in tally:
            counts = [tally[OUTCOME].get(outcome.id, 0) for outcome in spec.outcomes]
            percent = rules.percentages(counts)[spec.outcomes.index(own)]
            ending = msgspec.structs.replace(ending, percent=percent, readers=sum(counts))
        return [msgspec.structs.replace(ending, tied=[outcome.title for outcome in level])]

    def endings(self, spec: PersonalitySpec) -> Mapping[str, Ending]:
        """Give the outcomes."""
        return {
            each.id: Ending(title=each.title, text=each.text, picture=questions.show(each.picture))
            for each in spec.outcomes
        }

    def passage(self, spec: PersonalitySpec, tally: Tally) -> Passage:
        """Tell how many answered each question, and how many came to the end."""
        steps = [
            Step(label=question.prompt, answered=sum(tally.get(slot, {}).values()))
            for slot, question in spec.asked.items()
        ]
        return Passage(steps=steps, completed=self.total(spec, tally))

    def total(self, spec: PersonalitySpec, tally: Tally) -> int:
        """Give the readers who came to the end."""
        return sum(tally.get(OUTCOME, {}).values())

    def secrets(self, spec: PersonalitySpec) -> list[str]:
        """Name the weights of each option, as JSON."""
        weights = [option.weights for question in spec.questions for option in question.options]
        return [f'"weights":{msgspec.json.encode(each).decode()}' for each in weights]


def show_outcome(outcome: Outcome) -> OutcomePart:
    """Show an outcome."""
    return OutcomePart(
        ending=outcome.id,
        title=outcome.title,
        text=outcome.text,
        picture=questions.show(outcome.picture),
    )


def rank_outcomes(spec: PersonalitySpec, sheet: Sheet[PersonalityBallot]) -> list[Outcome]:
    """Give the outcome that a sheet comes to, and then those that are level with it, which it precedes.

    The heaviest wins; between equals, the one that the author put first.
    """
    sums = {outcome.id: 0 for outcome in spec.outcomes}
    for slot, question in spec.asked.items():
        option = question.offered.get(sheet[slot].choice)
        for outcome, weight in option.weights.items() if option else ():
            sums[outcome] += weight
    most = max(sums.values())
    return [outcome for outcome in spec.outcomes if sums[outcome.id] == most]
