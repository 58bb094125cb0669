"""What a moderator writes for a personality quiz, and what readers answer."""

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from widgets import questions, rules
from widgets.errors import Malformed
from widgets.model import Ballot, Picture, Slot, Spec
from widgets.parts import Choose
from widgets.questions import QuizOption

OUTCOME = "outcome"
MOST_OUTCOMES = 20
MOST_WEIGHT = 100


class Outcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a reader may turn out to be."""

    id: str
    title: str
    text: str = ""
    picture: Picture | None = None


class WeightedOption(QuizOption, frozen=True, kw_only=True):
    """An answer, and how much it speaks for outcomes, by their ids; below 0, how much against them."""

    weights: dict[str, int]


class PersonalityQuestion(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, dict=True
):
    """A question without a right answer. Its options are shown in the author's order."""

    id: str
    prompt: str
    options: tuple[WeightedOption, ...]
    picture: Picture | None = None

    @cached_property
    def offered(self) -> dict[str, WeightedOption]:
        """The options by id."""
        return {option.id: option for option in self.options}

    def choose(self) -> Choose:
        """Show the options, and nothing of their weights."""
        return Choose(
            slot=self.id,
            form="one",
            look="options",
            field="choice",
            label=self.prompt,
            options=questions.show_options(self.options),
            instant=True,
            picture=questions.show(self.picture),
        )


class PersonalitySpec(Spec, frozen=True, kw_only=True, dict=True):
    """The outcomes in the order that decides between equals, and the questions. Each one's id is its slot."""

    outcomes: tuple[Outcome, ...]
    questions: tuple[PersonalityQuestion, ...]
    pace: Literal["one", "all"] = "one"

    def bare(self) -> "PersonalitySpec":
        """Give what outcomes are called, the questions, options and weights alone."""
        outcomes = [replace(each, text="", picture=None) for each in self.outcomes]
        asked = [replace(each, picture=None) for each in self.questions]
        return PersonalitySpec(outcomes=tuple(outcomes), questions=tuple(asked))

    @cached_property
    def asked(self) -> dict[Slot, PersonalityQuestion]:
        """The questions by slot."""
        return {question.id: question for question in self.questions}

    @cached_property
    def slots(self) -> dict[Slot, list[str]]:
        """Each slot's tally keys."""
        return {slot: list(question.offered) for slot, question in self.asked.items()}

    @cached_property
    def counted(self) -> dict[Slot, list[str]]:
        """The slots, and how many readers came to each outcome."""
        return {**self.slots, OUTCOME: [outcome.id for outcome in self.outcomes]}


class PersonalityBallot(Ballot, frozen=True, kw_only=True):
    """The answer to one question."""

    choice: str


def check_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Refuse too few or too many outcomes, and those without words."""
    if not 2 <= len(outcomes) <= MOST_OUTCOMES:
        raise Malformed(
            "bad_number_of_outcomes",
            f"There are {len(outcomes)} outcomes; a personality quiz has 2 to {MOST_OUTCOMES}.",
        )
    rules.check_ids((outcome.id for outcome in outcomes), "outcome")
    for outcome in outcomes:
        rules.check_text(outcome.title, f"title of the outcome {outcome.id!r}", most=120)
        rules.check_text(outcome.text, f"text of the outcome {outcome.id!r}", least=0, most=2000)
        questions.check_picture(outcome.picture, f"picture of the outcome {outcome.id!r}")


def check_weights(spec: PersonalitySpec) -> None:
    """Refuse weights for what is no outcome, weights that are none, and outcomes that nobody can get."""
    known = {outcome.id for outcome in spec.outcomes}
    reached = set()
    for question in spec.questions:
        for option in question.options:
            for outcome, weight in option.weights.items():
                check_weight(outcome, weight, known, f"{option.id!r} of the question {question.id!r}")
                reached.update([outcome] if weight > 0 else [])
    missed = [outcome.id for outcome in spec.outcomes if outcome.id not in reached]
    if missed:
        raise Malformed(
            "unreachable_outcome",
            f"No option speaks for the outcome {missed[0]!r}; give one a weight for it.",
        )


def check_weight(outcome: str, weight: int, known: set[str], option: str) -> None:
    """Refuse one weight of an option."""
    if outcome not in known:
        raise Malformed(
            "unknown_outcome", f"The option {option} speaks for {outcome[:40]!r}, which is no outcome."
        )
    if weight == 0 or abs(weight) > MOST_WEIGHT:
        raise Malformed(
            "bad_weight",
            f"The option {option} weighs {weight} for {outcome!r}; a weight is from 1 to {MOST_WEIGHT}, or "
            "as much below 0.",
        )
