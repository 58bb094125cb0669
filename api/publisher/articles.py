"""Articles: proposals from one, and what is kept of one that is sent again."""

from datetime import date, datetime
from typing import Any, TypeVar

import msgspec
from litestar import post, put
from msgspec import to_builtins

from api.answers import JSON, NO_STORE, Answer
from api.problems import describe, shape
from api.publisher.describing import ARTICLE, KEY, SENT, body_of
from api.publisher.shapes import KeptArticle, NewArticle, Proposals, SentArticle
from api.publisher.speakers import hear
from api.reader.describing import SitePath, UrlParameter
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.accepting import accept_poll, accept_question
from widgets.articles import Proposed, Source
from widgets.errors import Malformed
from widgets.evidence import hash_text
from widgets.strict_json import decode

T = TypeVar("T")


@post(
    "/sites/{site:str}/proposals",
    status_code=200,
    operation_class=body_of(NewArticle, ARTICLE),
    security=KEY,
    responses=describe(401, 403, 413, 415) | {200: shape(Proposals, "What the article gives.")},
)
async def propose(request: AnyRequest, site: SitePath) -> Answer:
    """Propose questions and polls from an article's own facts. Nothing of it is kept."""
    speaker = await hear(request, site)
    asked = read(request, NewArticle)
    if sum(map(bool, (asked.text.strip(), asked.html.strip(), asked.url))) != 1:
        raise Malformed("no_article", "Give the article as `text`, as `html` or as `url`, one of them.")
    published_at = None if asked.published_at is None else read_day(asked.published_at)
    source = Source(
        text=asked.text,
        html=await speaker.voxpop.proposing.fetch(asked.url) if asked.url else asked.html,
        title=asked.title,
        published_at=published_at,
    )
    return tell(await speaker.voxpop.proposing.propose(source, sensitive=asked.sensitive))


@put(
    "/sites/{site:str}/article",
    operation_class=body_of(SentArticle, SENT),
    security=KEY,
    responses=describe(401, 403, 413, 415) | {200: shape(KeptArticle, "What was kept of it.")},
)
async def send_article(request: AnyRequest, site: SitePath, url: UrlParameter) -> Answer:
    """Send an article as it is now: its hash and reading time are kept, its text is not.

    Questions of its widgets whose evidence no longer stands in it are flagged; one whose evidence is back no
    longer is. Its page takes the tone that is chosen for it; where nobody chose one, and the site's settings
    say so, reactions beneath an article that reads as solemn offer nothing unfit.
    """
    speaker = await hear(request, site)
    sent = read(request, SentArticle)
    source = Source(text=sent.text, html=sent.html, title=sent.title)
    with speaker.doing(f"changed the tone of {url[:200]}"):
        kept = await speaker.voxpop.checking.check(site, url, source, sent.tone)
    return Answer(msgspec.json.encode(kept), (JSON, NO_STORE))


def read(request: AnyRequest, type: type[T]) -> T:
    """Read the body. Raises Malformed."""
    return decode(exchange_of(request).body, type, lines=True)


def read_day(text: str) -> date:
    """Read a day, or the day of a time. Raises Malformed."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise Malformed(
            "bad_date", "Give `published_at` as a day or a time, such as 2031-05-04 or 2031-05-04T09:30:00Z."
        ) from None


def tell(proposed: Proposed) -> Answer:
    """Answer with proposals, each beside the spec that it makes."""
    told: dict[str, Any] = {
        "article": proposed.article,
        "hash": hash_text(proposed.article),
        "title": proposed.title,
        "questions": [to_builtins(each) | {"spec": accept_question(each)} for each in proposed.questions],
        "polls": [to_builtins(each) | {"spec": accept_poll(each)} for each in proposed.polls],
        "tone": proposed.tone,
        "reading_minutes": proposed.reading_minutes,
    }
    return Answer(msgspec.json.encode(told), (JSON, NO_STORE))
