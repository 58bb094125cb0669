"""What a widget looks like while it is written, drawn by the pages that readers without script get.

They draw the same parts as the elements do, so that every format has a preview without saying anything of it.
The page stands in a frame that runs no script and sends no form.
"""

import re

from litestar import get, post
from litestar.params import FromPath

from api.answers import NO_STORE, Answer
from api.public.drawing import answer_page, draw_page, words_for
from api.public.form import Form
from api.public.scene import read_exhibit
from api.studio.desk.sent import sort_out
from api.studio.desk.shelf import WidgetId
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets import offering, writing
from widgets.errors import Malformed
from widgets.exhibiting import Exhibit
from widgets.model import Reveal, Spec, Widget
from widgets.roles import Right

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https:; media-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
SAYS = re.compile(rb'"(text|title|label|alt|src|caption|link)":"[^"]|"options":\[\{')
"""What there is to see in a widget's JSON."""

UNREADY = "The preview appears as soon as there is something to show."


@get("/{site:str}/previews/{format:str}", include_in_schema=False)
async def show_preview(
    request: AnyRequest, site: FromPath[str], format: FromPath[str], widget: WidgetId = ""
) -> Answer:
    """Show a widget as it is saved, or how a new one begins."""
    visit = await enter(request, site, Right.SEE)
    form = offering.begin(format)
    if widget:
        saved = await visit.running.studio.writing.find(site, widget)
        form = offering.open_form(saved.format, saved.spec)
    return answer_preview(visit, form.format, offering.read_roughly(form))


@post("/{site:str}/previews/{format:str}", status_code=200, include_in_schema=False)
async def draw_preview(request: AnyRequest, site: FromPath[str], format: FromPath[str]) -> Answer:
    """Show what is being written; what is wrong with it yet does not matter here."""
    visit = await enter(request, site, Right.WRITE)
    try:
        form = offering.take(format, sort_out(visit.fields).pairs)
    except Malformed:
        return answer_preview(visit, format, None)
    return answer_preview(visit, format, offering.read_roughly(form))


def answer_preview(visit: Visit, format: str, spec: Spec | None) -> Answer:
    """Draw a spec, or say that there is nothing to draw yet."""
    words = words_for(visit.request)
    body = writing.preview(blank_widget(visit, format), spec) if spec is not None else None
    scene = None
    if body is not None and SAYS.search(body):
        exhibit = Exhibit(site=visit.at(), url="", page=None, own=False, body=body, schema="")
        scene = read_exhibit(exhibit, words)
    page = draw_page("preview.html", words, scene=scene, form=Form("#"), detail=UNREADY)
    return answer_page(page, "'self'", NO_STORE, policy=POLICY)


def blank_widget(visit: Visit, format: str) -> Widget:
    """Give a widget that is nowhere."""
    return Widget(
        id="w_" + "A" * 22,
        site=visit.at().id,
        url="",
        format=offering.find_offer(format).name,
        spec=b"",
        revision=1,
        reveal=Reveal.AFTER_CASTING,
        published_at=visit.now,
    )
