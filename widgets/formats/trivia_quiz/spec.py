"""What a moderator writes for a trivia quiz: its questions, and what is said to a score."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from widgets import questions, rules
from widgets.errors import Malformed
from widgets.formats.trivia_quiz.asking import Choice, Typed
from widgets.model import Picture, Slot, Spec

SCORE = "score"
MOST_BANDS = 12
ARTICLE = re.compile(r"[0-9a-f]{16,128}")

AnyQuestion: TypeAlias = Choice | Typed


class Band(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is said to readers with a score of `least` or more; the lowest begins at 0 and is the default."""

    id: str
    least: int
    title: str
    text: str = ""
    picture: Picture | None = None


class TriviaSpec(Spec, frozen=True, kw_only=True, dict=True):
    """The questions in order, and what is said to a score.

    Each question's id is its slot. `pace` is one question after the other, or all on one page. `article` is
    the hash of the article's text that the evidence stands in.
    """

    questions: tuple[AnyQuestion, ...]
    bands: tuple[Band, ...] = ()
    pace: Literal["one", "all"] = "one"
    article: str = ""

    @cached_property
    def asked(self) -> dict[Slot, AnyQuestion]:
        """The questions by slot."""
        return {question.id: question for question in self.questions}

    @cached_property
    def slots(self) -> dict[Slot, list[str]]:
        """Each slot's tally keys."""
        return {slot: question.keys for slot, question in self.asked.items()}

    @cached_property
    def counted(self) -> dict[Slot, list[str]]:
        """The slots, and how many readers ended with each score."""
        return {**self.slots, SCORE: [str(score) for score in range(len(self.questions) + 1)]}

    def bare(self) -> "TriviaSpec":
        """Give the questions, options and key alone: a better explanation scores nobody anew."""
        asked = [replace(each, explanation="", evidence=None, picture=None) for each in self.questions]
        return TriviaSpec(questions=tuple(asked))

    def band_of(self, score: int) -> Band | None:
        """Give the highest band that a score reaches."""
        reached = [band for band in self.bands if band.least <= score]
        return max(reached, key=lambda band: band.least, default=None)


def check_bands(bands: Sequence[Band], most: int) -> None:
    """Refuse bands that leave a score without one, that nobody can reach, or that begin at the same score."""
    if not bands:
        return
    if len(bands) > MOST_BANDS:
        raise Malformed("too_many_bands", f"There are {len(bands)} score bands; there may be {MOST_BANDS}.")
    rules.check_ids((band.id for band in bands), "score band")
    for band in bands:
        rules.check_text(band.title, f"title of the score band {band.id!r}", most=120)
        rules.check_text(band.text, f"text of the score band {band.id!r}", least=0, most=1000)
        questions.check_picture(band.picture, f"picture of the score band {band.id!r}")
    least = sorted(band.least for band in bands)
    if least[0] != 0:
        raise Malformed(
            "bad_bands", "Nothing is said to a score of 0; let the lowest score band begin there."
        )
    if least[-1] > most:
        raise Malformed("bad_bands", f"A score band begins at {least[-1]}, but the highest score is {most}.")
    if len(set(least)) != len(least):
        raise Malformed("bad_bands", "Two score bands begin at the same score; let each have one of its own.")


def check_key(asked: Sequence[AnyQuestion]) -> None:
    """Refuse a key that readers could guess: the same id, or the same place, in every question."""
    choices = [question for question in asked if isinstance(question, Choice)]
    if len(choices) > 2 and len({question.answer for question in choices}) == 1:
        raise Malformed(
            "guessable_key",
            f"The right option has the id {choices[0].answer!r} in every question, and readers see ids; "
            "give options ids that do not tell.",
        )
    written = [question for question in choices if question.order == "written"]
    places = {list(question.offered).index(question.answer) for question in written}
    if len(written) > 3 and len(places) == 1:
        raise Malformed(
            "guessable_key",
            f"In all {len(written)} questions whose options stay as written, the right one has the same "
            "place; move some, or let them be mixed.",
        )


def check_article(article: str) -> None:
    """Refuse what is no hash."""
    if article and not ARTICLE.fullmatch(article):
        raise Malformed("bad_article", "`article` is the hash of a text, 16 to 128 hexadecimal digits.")
