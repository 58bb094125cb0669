"""What the readers of a crash test may say, and to which widgets."""

from collections.abc import Sequence
from random import Random
from typing import Any

from msgspec import Struct

from tests.crash.history import Word
from widgets.model import page_widget_id, widget_id

SITE = "news"
ORIGIN = "https://news.example"
HOT = f"{ORIGIN}/hot"
"""The page on which readers cast in every round of a test."""

KINDS = ("cute", "fun", "hate", "confused", "fail", "geeky", "love")
CHANNELS = ("copy", "x", "email")
WITHDRAWN = 0.15
"""The share of words that take a ballot back."""


class Slot(Struct, frozen=True):
    """One slot: how it is answered, and with which options. `once` means that it cannot be taken back."""

    kind: str
    options: tuple[str, ...] = ()
    once: bool = False


class Offer(Struct, frozen=True):
    """One widget. `own` means that its page has it by itself, so ballots name the page's URL."""

    widget: str
    format: str
    url: str
    own: bool
    slots: dict[str, Slot]


SEASONS = ("spring", "summer", "autumn", "winter")
ROUTES = ("river", "hill", "market")
POLLS: tuple[tuple[str, dict[str, Slot]], ...] = (
    (widget_id(b"the single poll.", 1), {"": Slot("single", SEASONS)}),
    (widget_id(b"the ranked poll.", 33), {"": Slot("ranked", ROUTES)}),
    (
        widget_id(b"several polls...", 62),
        {
            "season": Slot("single", SEASONS),
            "route": Slot("ranked", ROUTES),
            "also": Slot("multiple", SEASONS),
            "last": Slot("rating", ("1", "2", "3", "4", "5")),
        },
    ),
)


def offer_page(url: str) -> list[Offer]:
    """Give what a page offers by itself."""
    slots = {
        "reactions": {"": Slot("reactions", KINDS)},
        "points": {"": Slot("points")},
        "shares": {channel: Slot("share", once=True) for channel in CHANNELS},
    }
    return [
        Offer(page_widget_id(SITE, url, format), format, url, own=True, slots=each)
        for format, each in slots.items()
    ]


def offer_polls(url: str) -> list[Offer]:
    """Give the polls that a moderator put on a page."""
    return [Offer(widget, "poll", url, own=False, slots=slots) for widget, slots in POLLS]


def poll_spec(slots: dict[str, Slot]) -> dict[str, Any]:
    """Give the spec with which a moderator makes a poll of these slots."""
    questions: list[dict[str, Any]] = []
    for id, slot in slots.items():
        question: dict[str, Any] = {"kind": slot.kind, "id": id, "prompt": f"What of {id or 'this'}?"}
        if slot.kind != "rating":
            question["options"] = [{"id": option, "text": option.title()} for option in slot.options]
        questions.append(question)
    return {"title": "A poll", "questions": questions}


def choose_word(random: Random, slot: Slot) -> Word:
    """Choose something to say to a slot."""
    if random.random() < WITHDRAWN:
        return None
    match slot.kind:
        case "reactions":
            return {"reactions": some(random, slot.options, 3)}
        case "points":
            return {"vote": random.choice((1, -1))}
        case "share":
            return {}
        case "single":
            return {"options": some(random, slot.options, 1)}
        case "multiple":
            return {"options": some(random, slot.options, len(slot.options))}
        case "ranked":
            return {"ranking": some(random, slot.options, len(slot.options))}
        case _:
            return {"rating": int(random.choice(slot.options))}


def some(random: Random, options: Sequence[str], most: int) -> list[str]:
    """Choose 1 to `most` of the options, in any order."""
    return random.sample(options, random.randint(1, most))
