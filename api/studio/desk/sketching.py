"""What is typed and not saved: kept by the page's script as it is typed, until it is saved or discarded."""

from litestar import post
from litestar.params import FromPath

from api.answers import NO_STORE, Answer
from api.studio.desk.editing import about_new
from api.studio.desk.sent import sort_out
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets import offering
from widgets.model import WIDGET_ID
from widgets.roles import Right


@post("/{site:str}/sketches/{about:str}", include_in_schema=False)
async def keep_sketch(request: AnyRequest, site: FromPath[str], about: FromPath[str]) -> Answer:
    """Keep what was typed into the form of a widget, or of a new one of a format."""
    visit = await enter(request, site, Right.WRITE)
    name, format = await find_about(visit, site, about)
    sent = sort_out(visit.fields)
    offering.check_fields(format, sent.pairs)
    fields = [*sent.pairs, *(pair for pair in sent.own if pair[0] == "-url")]
    await visit.running.studio.writing.keep_sketch(visit.moderator.id, name, sent.revision, fields)
    return Answer(b"", [NO_STORE], status=204)


@post("/{site:str}/sketches/{about:str}/discarded", include_in_schema=False)
async def discard_sketch(request: AnyRequest, site: FromPath[str], about: FromPath[str]) -> Answer:
    """Forget it."""
    visit = await enter(request, site, Right.WRITE)
    visit.fields.allow()
    name, _ = await find_about(visit, site, about)
    await visit.running.studio.writing.drop_sketch(visit.moderator.id, name)
    place = about if WIDGET_ID.fullmatch(about) else f"new/{about}"
    return visit.go(f"/studio/{site}/widgets/{place}", "Discarded.")


async def find_about(visit: Visit, site: str, about: str) -> tuple[str, str]:
    """Give the name of a sketch and its format. Raises Unknown for another site's widget, and no format."""
    if WIDGET_ID.fullmatch(about):
        widget = await visit.running.studio.writing.find(site, about)
        return widget.id, widget.format
    return about_new(site, offering.find_offer(about).name), about
