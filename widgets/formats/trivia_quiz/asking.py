"""What a trivia quiz asks, of either kind, and what readers answer."""

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar, Literal

from msgspec import UNSET, Struct, UnsetType

from widgets import questions, rules
from widgets.errors import Malformed
from widgets.formats.trivia_quiz.spelling import MOST_CHARACTERS, forms
from widgets.model import Ballot, Picture
from widgets.parts import Bar, Choose
from widgets.questions import QuizOption

RIGHT, WRONG, GAVE_UP = "right", "wrong", "gave_up"
MOST_SPELLINGS = 30


class TriviaBallot(Ballot, frozen=True, kw_only=True):
    """The answer to one question: exactly one of an option's id, a text, and giving up."""

    choice: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    give_up: Literal[True] | UnsetType = UNSET


class Evidence(Struct, frozen=True, forbid_unknown_fields=True):
    """The sentence that proves an answer, and where it stands: `article[start:end]`, in characters."""

    start: int
    end: int
    text: str


class Question(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    dict=True,
):
    """What both kinds of questions share."""

    fields: ClassVar[tuple[str, ...]]
    """The fields of a ballot of which exactly one answers this kind."""

    id: str
    prompt: str
    explanation: str = ""
    evidence: Evidence | None = None
    picture: Picture | None = None

    @cached_property
    def keys(self) -> list[str]:
        """The tally keys that the question counts."""
        raise NotImplementedError

    @property
    def solution(self) -> str:
        """The right answer, for people."""
        raise NotImplementedError

    @property
    def right_option(self) -> str:
        """The id of the right option, or empty where answers are written."""
        return ""

    def check_question(self) -> None:
        """Refuse a question that makes no sense, with a sentence for the moderator. Raises Malformed."""
        rules.check_text(self.explanation, f"explanation of the question {self.id!r}", least=0, most=1000)
        questions.check_picture(self.picture, f"picture of the question {self.id!r}")
        if self.evidence is not None:
            check_evidence(self.evidence, self.id)

    def check_ballot(self, ballot: TriviaBallot) -> None:
        """Refuse an answer that the question does not allow. Raises Malformed."""
        raise NotImplementedError

    def marks(self, ballot: TriviaBallot) -> dict[str, int]:
        """Count an answer, which may be to the question as it once was."""
        raise NotImplementedError

    def words_of(self, ballot: TriviaBallot) -> str:
        """Give what a reader answered, for people; empty for one who gave up."""
        raise NotImplementedError

    def choose(self) -> Choose:
        """Show what is asked, and nothing of the answer."""
        raise NotImplementedError

    def bars(self, counts: Sequence[int], percentages: Sequence[int]) -> list[Bar]:
        """Draw a bar for each answer in the order of `shown_keys`."""
        raise NotImplementedError

    @property
    def shown_keys(self) -> list[str]:
        """The keys that bars are drawn for: of every reader exactly one."""
        raise NotImplementedError

    @property
    def secrets(self) -> list[str]:
        """The texts that no reader may see before the answer."""
        return [self.explanation, self.evidence.text if self.evidence else ""]


class Choice(Question, frozen=True, kw_only=True, tag="choice"):
    """A question of which one option is right.

    Readers see the options mixed, unless the author wants them as they are `written`, such as by age.
    """

    fields = ("choice",)

    options: tuple[QuizOption, ...]
    answer: str
    order: Literal["mixed", "written"] = "mixed"

    @cached_property
    def offered(self) -> dict[str, QuizOption]:
        """The options by id, in the order in which they are shown."""
        shown = questions.mixed(self.options, self.id) if self.order == "mixed" else self.options
        return {option.id: option for option in shown}

    @cached_property
    def keys(self) -> list[str]:
        """Each option, and whether it was right."""
        return [*self.offered, RIGHT, WRONG]

    @property
    def shown_keys(self) -> list[str]:
        """Each option."""
        return list(self.offered)

    @property
    def solution(self) -> str:
        """The text of the right option."""
        return self.offered[self.answer].text

    @property
    def right_option(self) -> str:
        """The right option's id."""
        return self.answer

    def check_question(self) -> None:
        """Refuse bad options, and an answer that is none of them."""
        super().check_question()
        questions.check_options(self.options, self.id)
        if self.answer not in self.offered:
            raise Malformed(
                "unknown_answer",
                f"The answer of the question {self.id!r} is {self.answer[:40]!r}, which is no option's id.",
            )

    def check_ballot(self, ballot: TriviaBallot) -> None:
        """Refuse what is not offered."""
        rules.check_chosen((str(ballot.choice),), self.offered, least=1, most=1)

    def marks(self, ballot: TriviaBallot) -> dict[str, int]:
        """Count the option if it is still offered, and whether it is right by today's key."""
        choice = ballot.choice
        counts = {RIGHT if choice == self.answer else WRONG: 1}
        return {choice: 1} | counts if isinstance(choice, str) and choice in self.offered else counts

    def words_of(self, ballot: TriviaBallot) -> str:
        """Give the id of the option that was chosen, if it is still offered."""
        return ballot.choice if isinstance(ballot.choice, str) and ballot.choice in self.offered else ""

    def choose(self) -> Choose:
        """Show the options; a click is for good."""
        return Choose(
            slot=self.id,
            form="one",
            look="options",
            field="choice",
            label=self.prompt,
            options=questions.show_options(self.offered.values()),
            instant=True,
            once=True,
            picture=questions.show(self.picture),
        )

    def bars(self, counts: Sequence[int], percentages: Sequence[int]) -> list[Bar]:
        """Draw the options."""
        return [
            Bar(id=option.id, label=option.text, count=count, percent=percent)
            for option, count, percent in zip(self.offered.values(), counts, percentages, strict=True)
        ]

    @property
    def secrets(self) -> list[str]:
        """The key as JSON, and why."""
        return [f'"answer":"{self.answer}"', *super().secrets]


class Typed(Question, frozen=True, kw_only=True, tag="typed"):
    """A question whose answer readers write: `answer`, or in one of the other spellings `accepted`."""

    fields = ("text", "give_up")

    answer: str
    accepted: tuple[str, ...] = ()

    @cached_property
    def spellings(self) -> frozenset[str]:
        """All forms of what is right."""
        return frozenset().union(*map(forms, (self.answer, *self.accepted)))

    @cached_property
    def keys(self) -> list[str]:
        """Whether it was right, and who did not try."""
        return [RIGHT, WRONG, GAVE_UP]

    @property
    def shown_keys(self) -> list[str]:
        """The same."""
        return self.keys

    @property
    def solution(self) -> str:
        """The answer as the author writes it."""
        return self.answer

    def check_question(self) -> None:
        """Refuse answers that nobody can write, and too many of them."""
        super().check_question()
        if len(self.accepted) > MOST_SPELLINGS:
            raise Malformed(
                "too_many_spellings",
                f"The question {self.id!r} accepts {len(self.accepted)} spellings; it may have "
                f"{MOST_SPELLINGS}. Case, accents, spaces and punctuation need none.",
            )
        for spelling in (self.answer, *self.accepted):
            rules.check_text(spelling, f"answer of the question {self.id!r}", most=MOST_CHARACTERS)
            if not forms(spelling):
                raise Malformed(
                    "unwritable_answer",
                    f"The answer {spelling!r} of the question {self.id!r} has neither letters nor digits.",
                )

    def check_ballot(self, ballot: TriviaBallot) -> None:
        """Refuse an empty answer, and one too long."""
        if ballot.text is not UNSET:
            rules.check_text(ballot.text, "answer", most=MOST_CHARACTERS)

    def marks(self, ballot: TriviaBallot) -> dict[str, int]:
        """Count whether it is right by today's spellings."""
        if ballot.give_up is not UNSET:
            return {GAVE_UP: 1}
        right = ballot.text is not UNSET and not forms(ballot.text).isdisjoint(self.spellings)
        return {RIGHT if right else WRONG: 1}

    def words_of(self, ballot: TriviaBallot) -> str:
        """Give what was written."""
        return ballot.text if isinstance(ballot.text, str) else ""

    def choose(self) -> Choose:
        """Show a line to write on; an answer is for good."""
        return Choose(
            slot=self.id,
            form="text",
            look="text",
            field="text",
            label=self.prompt,
            options=[],
            most=MOST_CHARACTERS,
            instant=True,
            once=True,
            skip="give_up",
            picture=questions.show(self.picture),
        )

    def bars(self, counts: Sequence[int], percentages: Sequence[int]) -> list[Bar]:
        """Draw how many were right; what others wrote is shown to nobody."""
        return [
            Bar(id=key, count=count, percent=percent)
            for key, count, percent in zip(self.keys, counts, percentages, strict=True)
        ]

    @property
    def secrets(self) -> list[str]:
        """Every spelling, and why."""
        return [self.answer, *self.accepted, *super().secrets]


def check_evidence(evidence: Evidence, question: str) -> None:
    """Refuse a passage that cannot be where it says it is."""
    rules.check_text(evidence.text, f"evidence of the question {question!r}", most=2000)
    if evidence.start < 0 or evidence.end - evidence.start != len(evidence.text):
        raise Malformed(
            "bad_evidence",
            f"The evidence of the question {question!r} has {len(evidence.text)} characters; `start` and "
            "`end` must be that far apart, and not below 0.",
        )
