"""The registry: every format, in the order in which it is offered."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from widgets.errors import Unknown
from widgets.format import Format
from widgets.formats.audio import Audio
from widgets.formats.gif import Gif
from widgets.formats.image import Image
from widgets.formats.meme import Memes
from widgets.formats.open_list import OpenList
from widgets.formats.personality_quiz import PersonalityQuiz
from widgets.formats.plain_list import Countdown, PlainList
from widgets.formats.points import Points
from widgets.formats.poll import Poll
from widgets.formats.ranked_list import RankedList
from widgets.formats.reactions import Reactions
from widgets.formats.shares import Shares
from widgets.formats.story import Story
from widgets.formats.trivia_quiz import TriviaQuiz
from widgets.formats.video import Video

AnyFormat: TypeAlias = Format[Any, Any]

FORMATS: dict[str, AnyFormat] = {
    each.name: each
    for each in (
        Reactions(),
        Points(),
        Shares(),
        Poll(),
        TriviaQuiz(),
        PersonalityQuiz(),
        Memes(),
        Video(),
        Audio(),
        Image(),
        Gif(),
        Story(),
        PlainList(),
        Countdown(),
        OpenList(),
        RankedList(),
    )
}


def find_format(name: str) -> AnyFormat:
    """Give the format of this name. Raises Unknown."""
    try:
        return FORMATS[name]
    except KeyError:
        raise Unknown(
            "unknown_format", f"There is no format {name[:40]!r}; there are {', '.join(FORMATS)}."
        ) from None


def page_formats() -> list[AnyFormat]:
    """Give the formats every page has without anyone creating a widget."""
    return [each for each in FORMATS.values() if each.page_spec is not None]


@contextmanager
def registered(extra: AnyFormat) -> Iterator[None]:
    """Add a format for the length of a with block: for tests and for trying out a new one."""
    FORMATS[extra.name] = extra
    try:
        yield
    finally:
        del FORMATS[extra.name]
