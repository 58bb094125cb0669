"""What widgets are called, and the words by which they are found in a list of many."""

import unicodedata

from widgets.canonical import make_canonical
from widgets.errors import Malformed
from widgets.formats import AnyFormat
from widgets.model import Spec, Widget
from widgets.parts import Choose, Questions
from widgets.placing import place_known

MOST_WORDS = 1000
"""Characters of a title and an address that are searched."""


def title_of(widget: Widget) -> str:
    """Give what a widget is called: its title, or the first words of what it asks."""
    placed = place_known(widget)
    return "" if placed is None else find_title(placed.format, placed.spec)


def find_title(format: AnyFormat, spec: Spec) -> str:
    """Give what a widget with this spec is called."""
    if spec.title:
        return spec.title
    for part in format.ask(spec):
        chooses = part.questions if isinstance(part, Questions) else [part]
        for each in chooses:
            if isinstance(each, Choose) and each.label:
                return each.label
    return ""


def find_words(format: AnyFormat, spec: Spec, url: str) -> str:
    """Give what a widget is found by: its title and the address of its page, as `fold` writes them."""
    return fold(f"{find_title(format, spec)} {url}".strip())[:MOST_WORDS]


def read_search(text: str) -> list[str]:
    """Give the words that somebody looks for; an address is one, written as those of pages are."""
    if text.startswith(("https://", "http://")):
        try:
            return [fold(make_canonical(text))]
        except Malformed:
            pass
    return fold(text).split()


def fold(text: str) -> str:
    """Write a text so that what differs in case or in the form of its letters alone is the same."""
    return unicodedata.normalize("NFKC", text).casefold()
