"""Proposing: questions and polls from an article's own facts, worked out in a process of its own."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import anyio
import anyio.to_process
import msgspec
from anyio import BrokenWorkerProcess, CapacityLimiter

from widgets import articles
from widgets.articles import Answer, Compare, Compared, Order, Propose, Proposed, Refusal, Source
from widgets.errors import Malformed, Refused, Unavailable
from widgets.facts import MOST_QUESTIONS
from widgets.outside import Endpoint, fetch_page
from widgets.suggesting import suggest
from widgets.texts import check_text
from widgets.waiting import Queue

MOST_CHARACTERS = 200_000
"""Characters of an article's text."""

MOST_WAITING = 8
"""Articles that wait for those before them, to be fetched and then to be read."""

MOST_ASKED = 4
"""Questions that a language model is asked at once; for further articles it is not asked."""

MOST_FETCHED = 4
"""Pages that are fetched at once."""

LONGEST_WAIT = 20.0
"""Seconds that an article waits for those before it."""

PATIENCE = 30.0
"""Seconds that reading one article may take, the model's loading included."""

Fetch: TypeAlias = Callable[[str], Awaitable[str]]
"""Gives the HTML that stands at a URL."""

logger = logging.getLogger("voxpop")


class Proposing:
    """Proposes for one article after the other.

    The process is started when it is first needed, and replaced if it dies or takes too long: what an article
    does to it is no matter to the server.
    """

    def __init__(
        self, patience: float = PATIENCE, fetch: Fetch = fetch_page, endpoint: Endpoint | None = None
    ) -> None:
        """Take how long one article may take, and the language model that is asked for more, if any."""
        self.patience = patience
        self.endpoint = endpoint
        self.asking = CapacityLimiter(MOST_ASKED)
        self.fetch_page = fetch
        self.limiter = CapacityLimiter(1)
        self.fetching = Queue(
            "Other articles are being fetched", at_once=MOST_FETCHED, most=MOST_WAITING, patience=LONGEST_WAIT
        )
        self.reading = Queue(
            "Other articles are being read", at_once=1, most=MOST_WAITING, patience=LONGEST_WAIT
        )

    async def propose(self, source: Source, *, sensitive: bool = False) -> Proposed:
        """Propose for an article; with `sensitive` about deaths and victims too.

        Raises Malformed where there is no article, and Unavailable where the language model is not installed,
        too many wait, or the process came to nothing.
        """
        source = check(source)
        told = await self.carry_out(Propose(source, sensitive))
        assert isinstance(told, Proposed)  # noqa: S101  what was ordered
        return await self.add_suggested(source, told, sensitive=sensitive)

    async def add_suggested(self, source: Source, told: Proposed, *, sensitive: bool) -> Proposed:
        """Add what a language model suggests, as far as it passes; whatever fails, nothing else is lost."""
        if self.endpoint is None or len(told.questions) >= MOST_QUESTIONS:
            return told
        if not self.asking.available_tokens:
            logger.warning("No questions were suggested. The language model is busy with other articles.")
            return told
        async with self.asking:
            suggested = await suggest(self.endpoint, told.title, told.article[source.skipped :])
        if not suggested:
            return told
        known = msgspec.structs.replace(
            source, text=told.article, html="", title=told.title, published_at=told.published_at
        )
        try:
            more = await self.carry_out(Propose(known, sensitive, suggested))
        except Refused as refusal:
            logger.warning("No questions were suggested. %s", refusal.detail)
            return told
        return more if isinstance(more, Proposed) else told

    async def compare(self, source: Source, sentences: list[str]) -> Compared:
        """See which sentences still stand in an article. Raises like `propose`; needs no model."""
        told = await self.carry_out(Compare(check(source), sentences))
        assert isinstance(told, Compared)  # noqa: S101  what was ordered
        return told

    async def fetch(self, url: str) -> str:
        """Give the HTML at a URL of the public internet, a few at a time. Raises Refused children."""
        async with self.fetching.turn():
            return await self.fetch_page(url)

    async def carry_out(self, order: Order) -> Proposed | Compared:
        """Have an order carried out when its turn comes. Raises Refused children."""
        async with self.reading.turn():
            body = await self.ask(msgspec.json.encode(order))
        told: Answer = msgspec.json.decode(body, type=Answer)
        if isinstance(told, Refusal):
            raise refuse(told)
        return told

    async def ask(self, order: bytes) -> bytes:
        """Have an order carried out. Raises Unavailable."""
        try:
            with anyio.fail_after(self.patience):
                return await anyio.to_process.run_sync(
                    articles.answer, order, cancellable=True, limiter=self.limiter
                )
        except TimeoutError:
            logger.warning("An article took longer than %g s to read.", self.patience)
            raise Unavailable(
                "too_slow", "This article takes too long to read; give a part of it.", retry_after=5
            ) from None
        except BrokenWorkerProcess:
            logger.warning("The process that reads articles has died; the next article starts another.")
            raise Unavailable(
                "reader_died", "Reading this article failed; try again.", retry_after=1
            ) from None


def check(source: Source) -> Source:
    """Give the source with plain line breaks, or refuse what is no article. Raises Malformed."""
    if bool(source.text.strip()) is bool(source.html.strip()):
        raise Malformed("no_article", "Give the article as `text` or as `html`, one of them.")
    if len(source.text) > MOST_CHARACTERS or len(source.html) > articles.MOST_HTML:
        raise Malformed(
            "article_too_long",
            f"An article may have {MOST_CHARACTERS:,} characters of text, or {articles.MOST_HTML:,} of HTML.",
        )
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    check_text(source.title)
    check_text(text, lines=True)
    return msgspec.structs.replace(source, text=text)


def refuse(refusal: Refusal) -> Malformed | Unavailable:
    """Give the refusal that the other process sent."""
    if refusal.passing:
        return Unavailable(refusal.code, refusal.detail, retry_after=60)
    return Malformed(refusal.code, refusal.detail)
