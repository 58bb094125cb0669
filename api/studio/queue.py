"""The queue: what readers have sent in, what is alike together, to be approved, rejected or put right."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from api.answers import Answer
from api.studio.addresses import HOME
from api.studio.desk.icons import icon_of
from api.studio.refusing import status_of
from api.studio.visits import Visit, enter
from api.studio.words import Words, find_pictures, read_words, rewrite
from api.transport.asgi import AnyRequest
from widgets.errors import Malformed, Refused, Unknown
from widgets.moderation import About
from widgets.reviewing import Candidate
from widgets.roles import Right

WidgetName = Annotated[str, QueryParameter(name="widget", max_length=24)]
DECIDED = {"approve": "approved", "reject": "rejected"}


class Card(Struct, frozen=True, kw_only=True):
    """A submission as it is shown. `twins` are the others it is much like, itself included."""

    candidate: Candidate
    words: list[Words]
    pictures: list[tuple[str, int]]
    twins: list[str]
    first: bool


@get("/{site:str}/queue", include_in_schema=False)
async def show_queue(request: AnyRequest, site: FromPath[str], widget: WidgetName = "") -> Answer:
    """Show what waits for one widget: the one that is named, or the one that has waited longest."""
    return await draw_queue(await enter(request, site, Right.MODERATE), widget)


@post("/{site:str}/queue/{widget:str}", include_in_schema=False)
async def decide(request: AnyRequest, site: FromPath[str], widget: FromPath[str]) -> Answer:
    """Approve or reject submissions."""
    visit = await enter(request, site, Right.MODERATE)
    fields = visit.fields
    fields.allow("id", "do")
    what, ids = fields.one("do"), fields.all("id")
    reviewing, about = visit.running.voxpop.reviewing, About(site=site, widget=widget)
    if what not in DECIDED:
        raise Malformed("unknown_action", "The form asks for nothing that there is; load the page anew.")
    many = "a submission" if len(ids) == 1 else f"{len(ids)} submissions"
    with visit.doing(f"{DECIDED[what]} {many}."):
        await (reviewing.approve if what == "approve" else reviewing.reject)(about, ids)
    said = f"{many[0].upper()}{many[1:]} {DECIDED[what]}."
    return visit.go(f"{HOME}/{site}/queue?widget={widget}", said)


@post("/{site:str}/queue/{widget:str}/{id:str}", include_in_schema=False)
async def put_right(
    request: AnyRequest, site: FromPath[str], widget: FromPath[str], id: FromPath[str]
) -> Answer:
    """Change the words of a submission, which goes on waiting."""
    visit = await enter(request, site, Right.MODERATE)
    about = About(site=site, widget=widget)
    words = [(path.removeprefix("word:"), text) for path, text in visit.fields.typed if path != "csrf"]
    try:
        found = find(await visit.running.voxpop.reviewing.list_pending(about), id)
        body = rewrite(bytes(found.body), words)
        with visit.doing("put a submission right."):
            await visit.running.voxpop.reviewing.edit(about, id, body)
    except Malformed as refusal:
        return await draw_queue(visit, widget, id, refusal)
    return visit.go(f"{HOME}/{site}/queue?widget={widget}", "Put right; it goes on waiting for a decision.")


async def draw_queue(visit: Visit, widget: str, edited: str = "", refusal: Refused | None = None) -> Answer:
    """Show the page; after a refusal with what was typed."""
    reviewing, site = visit.running.voxpop.reviewing, visit.at().id
    waiting = await reviewing.waiting(site)
    chosen = next((each for each in waiting if each.widget.id == widget), waiting[0] if waiting else None)
    groups = []
    if chosen is not None:
        found = await reviewing.list_pending(About(site=site, widget=chosen.widget.id))
        groups = [lay_out(group) for group in found]
    return visit.draw(
        "queue.html",
        status=status_of(refusal) if refusal else 200,
        waiting=waiting,
        chosen=chosen,
        groups=groups,
        icon=icon_of,
        edited=edited,
        typed={path.removeprefix("word:"): text for path, text in visit.fields.pairs},
        trouble=refusal.detail if refusal else "",
    )


def lay_out(group: list[Candidate]) -> list[Card]:
    """Make the cards of submissions that are alike."""
    ids = [each.id for each in group]
    return [
        Card(
            candidate=each,
            words=read_words(bytes(each.body)),
            pictures=find_pictures(bytes(each.body)),
            twins=ids,
            first=at == 0,
        )
        for at, each in enumerate(group)
    ]


def find(groups: list[list[Candidate]], id: str) -> Candidate:
    """Give the submission of this id. Raises Unknown where it does not wait any more."""
    for group in groups:
        for each in group:
            if each.id == id:
                return each
    raise Unknown("unknown_submission", "This submission does not wait any more; somebody has decided.")


HANDLERS = [show_queue, decide, put_right]
