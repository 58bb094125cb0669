"""Draws pages: widgets by one macro a part, which knows no format, in frames of HTML."""

import hashlib
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.answers import NO_STORE, Answer, Header
from api.problems import refuse
from api.public.listing import list_rows, takes_votes, voted
from api.public.scene import Scene, several
from api.public.words import VARY, Words, choose_words
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.canonical import host_of
from widgets.errors import Refused, Unavailable, Unknown
from widgets.parts import Part

HTML: Header = (b"content-type", b"text/html; charset=utf-8")
REFERRER: Header = (b"referrer-policy", b"strict-origin-when-cross-origin")
PLAYERS = (
    "https://www.youtube-nocookie.com https://player.vimeo.com https://w.soundcloud.com "
    "https://player-widget.mixcloud.com"
)
"""Whose players may be shown, once a reader wants them."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; media-src 'self'; "
    f"connect-src 'self'; frame-src {PLAYERS}; "
    "base-uri 'none'; form-action 'self' {origin}; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What a page of ours may do."""

PAGES = Environment(
    loader=PackageLoader("api.public", "elsewhere"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


def draw_part(part: Part, scene: Scene) -> Markup:
    """Draw a part by the macro that is called like it."""
    macros: Any = PAGES.get_template("parts.html").module
    return Markup(getattr(macros, str(part.__struct_config__.tag))(part, scene))  # noqa: S704  drawn escaped


PAGES.globals |= {
    "draw": draw_part,
    "several": several,
    "host": host_of,
    "list_rows": list_rows,
    "takes_votes": takes_votes,
    "voted": voted,
}


def words_for(request: AnyRequest) -> Words:
    """Give the words for who asks."""
    return choose_words(exchange_of(request).headers.get(b"accept-language", b""))


def draw_page(template: str, words: Words, **shown: Any) -> bytes:
    """Draw a page."""
    return PAGES.get_template(template).render(words=words, **shown).encode()


def answer_page(
    body: bytes, origin: str, *headers: Header, status: int = 200, policy: str = POLICY
) -> Answer:
    """Answer with a page of ours, which is at this origin."""
    allowed: Header = (b"content-security-policy", policy.format(origin=origin).encode())
    return Answer(body, [HTML, VARY, REFERRER, allowed, *headers], status=status)


def answer_refusal(request: AnyRequest, refusal: Refused, origin: str, policy: str = POLICY) -> Answer:
    """Answer with a page that says why there is no other."""
    words = words_for(request)
    kind = next((name for each, name in REFUSALS.items() if isinstance(refusal, each)), "")
    title = words.say(f"{kind}_title" if kind else "refused_title")
    detail = words.say(kind) if kind else refusal.detail
    body = draw_page("refusal.html", words, title=title, detail=detail)
    plain = refuse(refusal)
    waiting = [header for header in plain.headers if header[0] == b"retry-after"]
    return answer_page(body, origin, NO_STORE, *waiting, status=plain.status, policy=policy)


REFUSALS: dict[type[Refused], str] = {Unknown: "not_found", Unavailable: "unavailable"}
"""What is said in the reader's own language."""


def etag_of(body: bytes) -> bytes:
    """Give the validator of a page."""
    return b'"%s"' % hashlib.blake2b(body, digest_size=12).hexdigest().encode()
