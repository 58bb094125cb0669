"""The queue: what readers have sent in, what is alike together, to be approved, rejected or put right.

What was decided stands beside it, so that moderators can think again.
"""

from typing import Annotated, Any, Literal, NamedTuple

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
from widgets.errors import Malformed, Refused
from widgets.moderation import About
from widgets.reviewing import Candidate, Leaf
from widgets.roles import Right

WidgetName = Annotated[str, QueryParameter(name="widget", max_length=24)]
Status = Annotated[Literal["pending", "approved", "rejected"], QueryParameter(name="status")]
After = Annotated[str, QueryParameter(name="after", max_length=32)]
Last = Annotated[str, QueryParameter(name="last", max_length=1000)]
DECIDED = {"approve": "approved", "reject": "rejected", "wait": "put back"}
BACK = {"pending": "wait", "approved": "approve", "rejected": "reject"}
"""What brings a submission back to a status."""

LEAF = 100
"""Submissions shown at once."""

MOST_UNDONE = 20
"""Submissions about which one decision can be undone at once; more make the address too long."""


class View(NamedTuple):
    """What part of the queue is looked at."""

    widget: str = ""
    status: Literal["pending", "approved", "rejected"] = "pending"
    after: str = ""


class Undo(NamedTuple):
    """What was decided just now, and what takes that back."""

    widget: str
    ids: list[str]
    do: str


class Card(Struct, frozen=True, kw_only=True):
    """A submission as it is shown. `twins` are the others it is much like, itself included."""

    candidate: Candidate
    words: list[Words]
    pictures: list[tuple[str, int]]
    twins: list[str]
    first: bool


@get("/{site:str}/queue", include_in_schema=False)
async def show_queue(
    request: AnyRequest,
    site: FromPath[str],
    widget: WidgetName = "",
    status: Status = "pending",
    after: After = "",
    last: Last = "",
    was: Status = "pending",
) -> Answer:
    """Show what waits for one widget: the one that is named, or the one that has waited longest.

    `last` names what was decided just now, and `was` what it was before, for whoever wants to undo that.
    """
    visit = await enter(request, site, Right.MODERATE)
    undo = Undo(widget, last.split(","), BACK[was]) if last else None
    return await draw_queue(visit, View(widget, status, after), undo=undo)


@post("/{site:str}/queue/{widget:str}", include_in_schema=False)
async def decide(request: AnyRequest, site: FromPath[str], widget: FromPath[str]) -> Answer:
    """Approve or reject submissions."""
    visit = await enter(request, site, Right.MODERATE)
    fields = visit.fields
    fields.allow("id", "do", "list", "undo")
    what, ids, status = fields.one("do"), fields.all("id"), fields.one("list") or "pending"
    reviewing, about = visit.running.voxpop.reviewing, About(site=site, widget=widget)
    if what not in DECIDED or status not in BACK:
        raise Malformed("unknown_action", "The form asks for nothing that there is; load the page anew.")
    many = "a submission" if len(ids) == 1 else f"{len(ids)} submissions"
    with visit.doing(f"{DECIDED[what]} {many}."):
        works = {"approve": reviewing.approve, "reject": reviewing.reject, "wait": reviewing.put_back}
        await works[what](about, ids)
    said = f"{many[0].upper()}{many[1:]} {DECIDED[what]}."
    undoable = not fields.one("undo") and len(ids) <= MOST_UNDONE
    last = f"&last={','.join(ids)}&was={status}" if undoable else ""
    return visit.go(f"{HOME}/{site}/queue?widget={widget}&status={status}{last}", said)


@post("/{site:str}/queue/{widget:str}/{id:str}", include_in_schema=False)
async def put_right(
    request: AnyRequest, site: FromPath[str], widget: FromPath[str], id: FromPath[str]
) -> Answer:
    """Change the words of a submission; whether it is seen stays as it is."""
    visit = await enter(request, site, Right.MODERATE)
    about = About(site=site, widget=widget)
    fields = visit.fields
    status: Any = fields.one("list") if fields.one("list") in BACK else "pending"
    words = [(path.removeprefix("word:"), text) for path, text in fields.typed if path != "list"]
    try:
        found = await visit.running.voxpop.reviewing.look_at(about, id)
        body = rewrite(bytes(found.body), words)
        with visit.doing("put a submission right."):
            await visit.running.voxpop.reviewing.edit(about, id, body)
    except Malformed as refusal:
        return await draw_queue(visit, View(widget, status), id, refusal)
    said = "Put right; it goes on waiting for a decision." if status == "pending" else "Put right."
    return visit.go(f"{HOME}/{site}/queue?widget={widget}&status={status}", said)


async def draw_queue(
    visit: Visit, view: View, edited: str = "", refusal: Refused | None = None, undo: Undo | None = None
) -> Answer:
    """Show the page; after a refusal with what was typed."""
    reviewing, site = visit.running.voxpop.reviewing, visit.at().id
    waiting = await reviewing.waiting(site, view.status)
    chosen = next(
        (each for each in waiting if each.widget.id == view.widget), waiting[0] if waiting else None
    )
    leaf = Leaf([])
    if chosen is not None:
        about = About(site=site, widget=chosen.widget.id)
        leaf = await reviewing.leaf(about, view.status, most=LEAF, after=view.after)
    return visit.draw(
        "queue.html",
        status=status_of(refusal) if refusal else 200,
        waiting=waiting,
        chosen=chosen,
        view=view,
        undo=undo,
        following=leaf.following,
        groups=[lay_out(group) for group in leaf.groups],
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


HANDLERS = [show_queue, decide, put_right]
