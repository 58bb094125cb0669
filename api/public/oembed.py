"""oEmbed 1.0: what a page has to know to embed a widget whose URL somebody pasted into it."""

import html
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter
from msgspec import Struct

from api.answers import JSON, Answer, Header
from api.problems import NotWritten, describe, shape
from api.public.cards import PICTURE, WIDTH, Card, draw_frame, find_widget, guess_height, make_card
from api.public.drawing import words_for
from api.public.scene import Scene, read_exhibit
from api.public.words import VARY
from api.running import running_in
from api.transport.asgi import AnyRequest
from widgets.errors import Malformed, Unknown

CACHED = 3600
"""Seconds that a consumer may keep an answer."""

LEAST = 200
"""Pixels below which a widget cannot be shown, in either direction."""

SHARED: Header = (b"cache-control", b"public, max-age=60")
OPEN: Header = (b"access-control-allow-origin", b"*")

WidgetUrl = Annotated[str, QueryParameter(name="url", description="The URL of a widget's public page.")]
Format = Annotated[str, QueryParameter(name="format", description="`json`; there is no other.")]
Most = Annotated[str | None, QueryParameter(description="Pixels that there is room for.", max_length=10)]


class Embed(Struct, frozen=True, kw_only=True):
    """The answer of oEmbed for type `rich`, at https://oembed.com, section 2.3."""

    version: str = "1.0"
    type: str = "rich"
    title: str
    provider_name: str
    provider_url: str
    cache_age: int = CACHED
    html: str
    width: int
    height: int
    thumbnail_url: str
    thumbnail_width: int = PICTURE[0]
    thumbnail_height: int = PICTURE[1]


@get("/oembed", tags=["elsewhere"], responses=describe(501) | {200: shape(Embed, "The widget as HTML.")})
async def tell_embed(
    request: AnyRequest,
    url: WidgetUrl,
    format: Format = "json",
    maxwidth: Most = None,
    maxheight: Most = None,
) -> Answer:
    """Tell how to embed the widget at a URL, by oEmbed."""
    if format != "json":
        raise NotWritten("not_written", "Only format=json is written here.")
    running = running_in(request)
    base = running.callers.own_origin
    widget = find_widget(url, base)
    if widget is None:
        raise Unknown("unknown_widget", "This is not the URL of a widget here; it begins with /p/.")
    scene = read_exhibit(await running.exhibiting.find(widget), words_for(request))
    embed = make_embed(scene, make_card(scene, base), base, read_most(maxwidth), read_most(maxheight))
    return Answer(msgspec.json.encode(embed), [JSON, SHARED, OPEN, VARY])


def make_embed(scene: Scene, card: Card, base: str, maxwidth: int | None, maxheight: int | None) -> Embed:
    """Tell how to embed a widget where there is so much room."""
    width = max(min(WIDTH, maxwidth or WIDTH), LEAST)
    height = guess_height(scene)
    height = max(min(height, maxheight or height), LEAST)
    link = f'<a href="{html.escape(card.url)}">{html.escape(card.title)}</a>'
    # WordPress shows the quote until the frame has told its height, and keeps nothing but these elements.
    frame = draw_frame(scene, card.frame, str(width), height)
    return Embed(
        title=card.title,
        provider_name=card.site,
        provider_url=base,
        html=f"<blockquote>{link}</blockquote>{frame}",
        width=width,
        height=height,
        thumbnail_url=card.picture,
    )


def read_most(text: str | None) -> int | None:
    """Read a number of pixels. Raises Malformed."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise Malformed("bad_parameter", "maxwidth and maxheight are whole numbers of pixels above 0.")
    return int(text)
