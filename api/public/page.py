"""The public page of a widget, at /p/: for links, search engines and social networks. Needs no script."""

from pathlib import Path
from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer, Header
from api.public.cards import make_card
from api.public.drawing import answer_page, answer_refusal, draw_page, etag_of, words_for
from api.public.form import Form
from api.public.scene import read_exhibit
from api.public.words import VARY
from api.reader.pages import check_widget_id
from api.reader.presenting import matches
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.errors import Refused

SHARED: Header = (b"cache-control", b"public, s-maxage=1, stale-while-revalidate=5")
STYLE = (Path(__file__).with_name("elsewhere") / "style.css").read_bytes()


PassedOn = Annotated[str, QueryParameter(name="ending", description="What it came to.", max_length=32)]


@get("/p/{widget:str}", media_type="text/html", include_in_schema=False)
async def show_page(request: AnyRequest, widget: FromPath[str], ending: PassedOn = "") -> Answer:
    """Show a widget on a page of its own, to those who follow a result that was passed on as well."""
    running = running_in(request)
    base, words = running.callers.own_origin, words_for(request)
    try:
        check_widget_id(widget)
        scene = read_exhibit(await running.exhibiting.find(widget, ending), words)
    except Refused as refusal:
        return answer_refusal(request, refusal, base)
    card, form = make_card(scene, base), Form(f"{base}/f/{widget}")
    body = draw_page("page.html", words, scene=scene, card=card, form=form, scripted=True)
    etag = etag_of(body)
    if matches(exchange_of(request).headers.get(b"if-none-match", b""), etag):
        return Answer(b"", [(b"etag", etag), SHARED, VARY], status=304)
    return answer_page(body, base, SHARED, (b"etag", etag))


@get("/p/style.css", media_type="text/css", include_in_schema=False)
async def send_style() -> Answer:
    """Send the style sheet of the pages shown elsewhere."""
    return Answer(
        STYLE,
        [
            (b"content-type", b"text/css; charset=utf-8"),
            (b"cache-control", b"public, max-age=300"),
            (b"access-control-allow-origin", b"*"),
            (b"cross-origin-resource-policy", b"cross-origin"),
        ],
    )
