"""Reads an article, whatever it is given as, and finds its facts: what the process beside the server does.

What strangers wrote goes through parsers of HTML and of language here, so it is kept out of the server.
"""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

import msgspec
from msgspec import Struct

from widgets.errors import Malformed, Refused, Unavailable
from widgets.evidence import find_lost, hash_text
from widgets.facts import (
    Article,
    PollProposal,
    Proposal,
    Proposals,
    Suggestion,
    Tone,
    count_minutes,
    judge_tone,
    propose,
)
from widgets.texts import remove_forbidden

MOST_HTML = 2_000_000
"""Characters of HTML that are read."""

LEAST_WORDS = 40
"""Fewer than these are no article."""


class Source(Struct, frozen=True, kw_only=True):
    """An article as it is handed in: `text`, or `html` of which the main text is taken.

    Missing titles and dates are taken from the HTML. `skipped` characters of the text stand before the
    article proper and hold no facts.
    """

    text: str = ""
    html: str = ""
    title: str = ""
    published_at: date | None = None
    skipped: int = 0


class Proposed(Struct, frozen=True, kw_only=True, tag_field="is", tag="proposed"):
    """What an article gives. Offsets in the questions' evidence count characters of `article`."""

    article: str
    title: str
    published_at: date | None
    questions: list[Proposal]
    polls: list[PollProposal]
    tone: Tone
    reading_minutes: int


class Refusal(Struct, frozen=True, tag_field="is", tag="refusal"):
    """Why nothing can be proposed, on its way back to the server's process."""

    code: str
    detail: str
    passing: bool


class Compared(Struct, frozen=True, kw_only=True, tag_field="is", tag="compared"):
    """What is to be known of an article that is sent again.

    `lost` are the sentences that no longer stand in it, each with the one that comes nearest, or "".
    """

    title: str
    hash: str
    reading_minutes: int
    tone: Tone
    lost: dict[str, str]


class Propose(Struct, frozen=True, tag_field="do", tag="propose"):
    """The order to propose from an article, and to look at what a language model has suggested."""

    source: Source
    sensitive: bool = False
    suggested: list[Suggestion] = []


class Compare(Struct, frozen=True, tag_field="do", tag="compare"):
    """The order to see which sentences still stand in an article."""

    source: Source
    sentences: list[str]


Order: TypeAlias = Propose | Compare
Answer: TypeAlias = Proposed | Compared | Refusal


def answer(order: bytes) -> bytes:
    """Carry an order out, both as JSON: what goes between the processes."""
    asked: Order = msgspec.json.decode(order, type=Order)
    try:
        told: Answer = (
            find_proposals(asked.source, sensitive=asked.sensitive, suggested=asked.suggested)
            if isinstance(asked, Propose)
            else compare(asked.source, asked.sentences)
        )
    except Refused as refusal:
        told = Refusal(refusal.code, refusal.detail, not isinstance(refusal, Malformed))
    return msgspec.json.encode(told)


def find_proposals(source: Source, *, sensitive: bool, suggested: Sequence[Suggestion] = ()) -> Proposed:
    """Read a source and propose. Raises Malformed where there is no article, and ModelMissing."""
    from widgets.parsing import parse

    source = get_text(source)
    body = source.text[source.skipped :]
    article = Article(text=body, title=source.title, published_at=source.published_at)
    found = propose(article, parse(body), sensitive=sensitive, suggested=suggested)
    return put_together(source, found)


def compare(source: Source, sentences: list[str]) -> Compared:
    """Tell of an article what is kept of it, and which sentences it has lost. Raises Malformed."""
    source = get_text(source)
    return Compared(
        title=source.title,
        hash=hash_text(source.text),
        reading_minutes=count_minutes(source.text),
        tone=judge_tone(source.title, source.text),
        lost=find_lost(source.text, sentences),
    )


def get_text(source: Source) -> Source:
    """Give a source with its text at hand. Raises Malformed where there is no article."""
    source = read_html(source) if source.html else source
    if len(source.text[source.skipped :].split()) < LEAST_WORDS:
        raise Malformed(
            "no_article", f"There are fewer than {LEAST_WORDS} words; give the whole text of the article."
        )
    return source


def read_html(source: Source) -> Source:
    """Take the main text, and what is not known of title and date, from HTML.

    Raises Malformed, and Unavailable where what reads HTML is not installed.
    """
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise Unavailable(
            "no_html_reader",
            "Reading articles from HTML needs trafilatura: install it with `pip install 'voxpop[facts]'`, or "
            "give the article as text.",
        ) from None

    page = bare_extraction(
        source.html[:MOST_HTML], with_metadata=True, include_comments=False, include_tables=False
    )
    if page is None or isinstance(page, dict) or not page.text:
        raise Malformed("no_article", "No article was found in this HTML; give its text instead.")
    title = source.title or page.title or ""
    text = remove_forbidden(page.text.removeprefix(f"{title}\n") if title else page.text, lines=True)
    return Source(
        text=text, title=remove_forbidden(title), published_at=source.published_at or read_date(page.date)
    )


def read_date(text: str | None) -> date | None:
    """Read a date that a page gives of itself; an odd one is none."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def put_together(source: Source, found: Proposals) -> Proposed:
    """Tell what was found, with offsets into the whole text of the source."""
    return Proposed(
        article=source.text,
        title=source.title,
        published_at=source.published_at,
        questions=[move(each, source.skipped) for each in found.questions],
        polls=found.polls,
        tone=found.tone,
        reading_minutes=found.reading_minutes,
    )


def move(question: Proposal, by: int) -> Proposal:
    """Move the evidence of a question along in the text."""
    places = {"evidence": question.evidence, "named": question.named}
    moved = {
        name: msgspec.structs.replace(each, start=each.start + by, end=each.end + by)
        for name, each in places.items()
        if each is not None
    }
    return msgspec.structs.replace(question, **moved)
