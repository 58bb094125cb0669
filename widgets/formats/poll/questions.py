"""What a poll asks: the ballot, and what the kinds of questions share."""

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from msgspec import UNSET, Struct, UnsetType

from widgets import rules
from widgets.errors import Malformed
from widgets.figures import show_picture
from widgets.model import Ballot, Picture
from widgets.parts import Bar, Bars, Choose, Option

TURNOUT = "turnout"
MOST_OPTIONS = 30


class PollBallot(Ballot, frozen=True, kw_only=True):
    """The answer to one question: of these fields exactly the one that the question's kind asks for."""

    options: tuple[str, ...] | UnsetType = UNSET
    ranking: tuple[str, ...] | UnsetType = UNSET
    rating: int | UnsetType = UNSET


class PollOption(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing to choose, with an uploaded `picture`, or an `image` by address, which `alt` describes."""

    id: str
    text: str
    picture: Picture | None = None
    image: str = ""
    alt: str = ""


class Question(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    dict=True,
):
    """What all kinds of questions share. In a poll of one question the id may be left out and is not used."""

    field: ClassVar[str]
    """The field of the ballot that answers this kind."""

    prompt: str
    id: str = ""

    @cached_property
    def keys(self) -> list[str]:
        """The tally keys that the question counts."""
        raise NotImplementedError

    def check_question(self) -> None:
        """Refuse a question that makes no sense, with a sentence for the moderator. Raises Malformed."""
        what = f"prompt of the question {self.id!r}" if self.id else "prompt"
        rules.check_text(self.prompt, what, most=300)

    def check(self, ballot: PollBallot) -> None:
        """Refuse an answer that the question does not allow. Raises Malformed."""
        raise NotImplementedError

    def marks(self, ballot: PollBallot) -> dict[str, int]:
        """Count an answer, which may be older than the question as it stands; {} if nothing is left of it."""
        raise NotImplementedError

    def choose(self, slot: str) -> Choose:
        """Show what is offered."""
        raise NotImplementedError

    def bars(self, slot: str, counts: dict[str, int]) -> Bars:
        """Show how the answers are spread."""
        raise NotImplementedError


class Listed(Question, frozen=True, kw_only=True):
    """A question with a list of options."""

    most_options: ClassVar[int] = MOST_OPTIONS

    options: tuple[PollOption, ...]

    @cached_property
    def offered(self) -> dict[str, PollOption]:
        """The options by id."""
        return {option.id: option for option in self.options}

    @cached_property
    def keys(self) -> list[str]:
        """Each option, and the readers who answered."""
        return [*self.offered, TURNOUT]

    def check_question(self) -> None:
        """Refuse too few or too many options, bad ids, and options without words."""
        super().check_question()
        if not 2 <= len(self.options) <= self.most_options:
            raise Malformed(
                "bad_number_of_options",
                f"The question {self.prompt[:60]!r} has {len(self.options)} options; "
                f"give it 2 to {self.most_options}.",
            )
        rules.check_ids((option.id for option in self.options), "option")
        for option in self.options:
            _check_option(option)

    def shown(self) -> list[Option]:
        """Show the options."""
        return [show_option(each) for each in self.options]

    def bars(self, slot: str, counts: dict[str, int]) -> Bars:
        """Show the options' shares of all answers, which sum to 100."""
        each = [counts.get(option, 0) for option in self.offered]
        return Bars(
            slot=slot, label=self.prompt, bars=self.drawn(each, rules.percentages(each)), total=sum(each)
        )

    def drawn(self, counts: Sequence[int], percentages: Sequence[int]) -> list[Bar]:
        """Draw a bar for each option."""
        return [
            Bar(id=option.id, label=option.text, count=count, percent=percent)
            for option, count, percent in zip(self.options, counts, percentages, strict=True)
        ]


def show_option(option: PollOption) -> Option:
    """Show an option, with the smallest copy of its picture."""
    image, alt = option.image, option.alt
    if option.picture is not None:
        shown = show_picture(option.picture)
        image, alt = (shown.sources[0].src if shown.sources else ""), shown.alt
    return Option(id=option.id, value=option.id, label=option.text, key=option.id, image=image, alt=alt)


def _check_option(option: PollOption) -> None:
    if option.picture is not None:
        rules.check_picture(option.picture, f"picture of the option {option.id!r}")
        if option.image:
            raise Malformed("two_images", f"Give the option {option.id!r} a picture or an image, not both.")
    rules.check_text(option.text, f"text of the option {option.id!r}", most=200)
    rules.check_text(option.alt, f"alternative text of the option {option.id!r}", least=0, most=300)
    rules.check_text(option.image, f"image address of the option {option.id!r}", least=0, most=2000)
    if option.image and not option.image.startswith(("https://", "/media/")):
        raise Malformed(
            "bad_image", f"The image of the option {option.id!r} must begin with https:// or /media/."
        )
