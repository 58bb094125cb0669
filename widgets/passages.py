"""Parts that hold no other part: forms for what readers send in, prose, links, orders, run-offs."""

from typing import Literal

from msgspec import Struct


class Order(Struct, frozen=True, kw_only=True, tag_field="part", tag="order"):
    """The members of a list by their votes, the best first."""

    ids: list[str]


class Field(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to fill in: a line, a text, an address, or an upload, which is named by its media id.

    `name` is the field of the JSON, and a word that whoever draws it translates. `most` is in characters.
    """

    name: str
    kind: Literal["line", "text", "link", "picture"]
    most: int = 200
    required: bool = False


class Submit(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="submit"):
    """A form with which readers send something in. With `closed`, nothing more is taken."""

    fields: list[Field]
    closed: bool = False


class Widget(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="widget"):
    """Another widget, by its id, shown in its place among the parts."""

    id: str


class Span(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run of text, which may lead somewhere."""

    text: str
    link: str = ""


class Prose(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="prose"):
    """Paragraphs, under a heading where there is one."""

    paragraphs: list[list[Span]]
    heading: str = ""


class Link(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="link"):
    """A page elsewhere, shown as a card."""

    url: str
    title: str
    text: str = ""


class Round(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One round of a run-off: ballots for each option still in, ballots with none left, who left after it.

    `tied` names the options that did equally badly in this and every earlier round, where only the author's
    order could tell which of them leaves.
    """

    counts: dict[str, int]
    exhausted: int
    eliminated: list[str]
    tied: list[str] = []


class Runoff(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="runoff"):
    """The rounds of an instant run-off, counted from the sheets at `version`.

    `beats_all` tells whether the winner beats every other option one to one (a Condorcet winner).
    """

    slot: str
    rounds: list[Round]
    labels: dict[str, str]
    version: int
    winner: str | None = None
    beats_all: bool | None = None
