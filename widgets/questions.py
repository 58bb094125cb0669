"""What quizzes share: questions that are answered one by one, and how they are shown before an answer."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

from widgets import rules
from widgets.errors import Malformed
from widgets.figures import copies_of, show_picture
from widgets.model import Picture, Reveal
from widgets.parts import Media, Option

MOST_QUESTIONS = 50
MOST_OPTIONS = 12


class QuizOption(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One answer to choose. Its id is shown to readers, so that it must not tell which answer is right."""

    id: str
    text: str
    picture: Picture | None = None


AnyOption = TypeVar("AnyOption", bound=QuizOption)


def check_reveal(reveal: Reveal) -> None:
    """Refuse to show everybody how others answered: the answers of many tell the right one."""
    if reveal is Reveal.ALWAYS:
        raise Malformed(
            "bad_reveal",
            "A quiz does not show its counts before an answer, which they would give away; choose "
            "after_casting, after_close or moderators.",
        )


def check_prompts(questions: Sequence[tuple[str, str]], what: str) -> None:
    """Refuse too few or too many questions, bad ids, and questions without words; they are (id, prompt)."""
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise Malformed(
            "bad_number_of_questions",
            f"There are {len(questions)} questions; a {what} has 1 to {MOST_QUESTIONS}.",
        )
    rules.check_ids((id for id, _ in questions), "question")
    for id, prompt in questions:
        rules.check_text(prompt, f"prompt of the question {id!r}", most=300)


def check_options(options: Sequence[QuizOption], question: str) -> None:
    """Refuse too few or too many options, bad ids, missing and repeated texts; `question` is its id."""
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise Malformed(
            "bad_number_of_options",
            f"The question {question!r} has {len(options)} options; give it 2 to {MOST_OPTIONS}.",
        )
    rules.check_ids((option.id for option in options), "option")
    seen: set[str] = set()
    for option in options:
        rules.check_text(
            option.text, f"text of the option {option.id!r} of the question {question!r}", most=200
        )
        check_picture(option.picture, f"picture of the option {option.id!r} of the question {question!r}")
        text = " ".join(option.text.casefold().split())
        if text in seen:
            raise Malformed(
                "duplicate_text",
                f"The question {question!r} offers {option.text[:60]!r} twice; readers could not choose.",
            )
        seen.add(text)


def check_picture(picture: Picture | None, what: str) -> None:
    """Refuse a picture that makes no sense; none is fine."""
    if picture is not None:
        rules.check_picture(picture, what)


def mixed(options: Iterable[AnyOption], question: str) -> list[AnyOption]:
    """Put options in an order that tells nothing of the author's, and is the same for every reader.

    Numbers stand in the order of their size. All else stands in an order that follows from the ids alone: an
    author who writes the right answer first gives nothing away.
    """
    options = list(options)
    numbers = [option.text.strip() for option in options]
    if all(number.isascii() and number.isdecimal() for number in numbers):
        return sorted(options, key=lambda option: int(option.text))
    return sorted(options, key=lambda option: hashlib.blake2b(f"{question}\n{option.id}".encode()).digest())


def show_options(options: Iterable[QuizOption]) -> list[Option]:
    """Show options in the order in which they come."""
    return [show_option(option) for option in options]


def show_option(option: QuizOption) -> Option:
    """Show an option, with the smallest copy of its picture."""
    picture = option.picture
    copies = copies_of(picture.media, picture.width) if picture else []
    return Option(
        id=option.id,
        value=option.id,
        label=option.text,
        key=option.id,
        image=copies[0].src if copies else "",
        alt=picture.alt if picture and copies else "",
    )


def show(picture: Picture | None) -> Media | None:
    """Show a picture, if there is one."""
    return show_picture(picture) if picture else None
