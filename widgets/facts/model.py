"""What goes into the fact finder and what comes out of it, as plain values that serialise."""

from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct

from widgets.model import Tone as Tone

Flag: TypeAlias = Literal["sensitive", "needs_date"]


class Article(Struct, frozen=True, kw_only=True):
    """An article. Every offset in proposals counts characters of `text`; the title is not part of it."""

    text: str
    title: str = ""
    published_at: date | None = None


class Token(Struct, frozen=True, array_like=True):
    """A word as a parser saw it: `text[start:end]`; `head` is the index of the word it depends on.

    `entity` is the parser's own guess at a type (PERSON, ORG, GPE, ...) or empty; `inside` tells a word that
    continues the entity of the word before.
    """

    start: int
    end: int
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str = ""
    inside: bool = False


class Parsed(Struct, frozen=True):
    """All words of a text, and its sentences as half-open ranges of word indices."""

    tokens: list[Token]
    sentences: list[tuple[int, int]]


class Evidence(Struct, frozen=True):
    """The passage that proves an answer: exactly `article.text[start:end]`."""

    start: int
    end: int
    text: str


class Proposal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question offered to a moderator. `named` is where a name is given in full, if not in the evidence."""

    prompt: str
    options: list[str]
    answer_index: int
    explanation: str
    evidence: Evidence
    kind: str
    confidence: float
    flags: list[Flag]
    named: Evidence | None = None


class PollProposal(Struct, frozen=True, kw_only=True):
    """A poll offered to a moderator, which presupposes no side."""

    prompt: str
    options: list[str]


class Proposals(Struct, frozen=True, kw_only=True):
    """What an article gives: questions and polls, best first, a tone for reactions, and the reading time."""

    questions: list[Proposal]
    polls: list[PollProposal]
    tone: Tone
    reading_minutes: int
