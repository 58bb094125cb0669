"""Publishing a widget: its status, when it opens and closes, what readers see, and the ways onto a page."""

import html
from typing import Any
from urllib.parse import quote

from litestar import get, post
from litestar.params import FromPath

from api.answers import Answer
from api.studio.desk.icons import icon_of
from api.studio.desk.times import UTC_NAME, read_time, show_time, zone_names
from api.studio.forms import read_revision
from api.studio.refusing import status_of
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets import offering
from widgets.errors import Malformed, Refused
from widgets.model import Reveal, Status, Widget
from widgets.publishing import Changes, check_schedule
from widgets.roles import Right
from widgets.writing import Decline, Wish, title_of

REVEALS = {
    Reveal.ALWAYS: "Always",
    Reveal.AFTER_CASTING: "Once they have taken part",
    Reveal.AFTER_CLOSE: "After it is closed",
    Reveal.MODERATORS: "Never; moderators do",
}
SAID = {
    "publish": "Published.",
    "close": "Closed.",
    "reopen": "Open again.",
    "retire": "Retired.",
    "wish": "An editor will see that this waits.",
    "decline": "Declined. Its author reads why, here and in the editor.",
    "schedule": "Saved.",
}
DONE = {
    "publish": "published",
    "close": "closed",
    "reopen": "opened again",
    "retire": "retired",
    "wish": "asked to publish",
    "decline": "declined to publish",
    "schedule": "changed the times or the results of",
}
"""How the log tells of it."""

CONTRIBUTED = frozenset({"wish"})
"""What those may do who may not publish."""


@get("/{site:str}/widgets/{id:str}/publication", include_in_schema=False)
async def show_publication(request: AnyRequest, site: FromPath[str], id: FromPath[str]) -> Answer:
    """Show a widget's status, and how to embed it."""
    visit = await enter(request, site, Right.SEE)
    return await draw(visit, await visit.running.studio.writing.find(site, id))


@post("/{site:str}/widgets/{id:str}/publication", include_in_schema=False)
async def change_publication(request: AnyRequest, site: FromPath[str], id: FromPath[str]) -> Answer:
    """Publish, close, open again, retire, schedule; or wish that somebody does, or decline the wish."""
    visit = await enter(request, site, Right.WRITE)
    fields = visit.fields
    fields.allow("do", "revision", "opens_at", "closes_at", "zone", "reveal", "reason")
    what = fields.one("do")
    if what not in SAID:
        raise Malformed("unknown_action", "The form asks for nothing that there is; load the page anew.")
    if what not in CONTRIBUTED:
        visit = await enter(request, site, Right.PUBLISH)
    widget = await visit.running.studio.writing.find(site, id)
    try:
        with visit.doing(f"{DONE[what]} the {offering.label_of(widget.format).lower()}."):
            await change(visit, widget, what)
    except Refused as refusal:
        now = await visit.running.studio.writing.find(site, id)
        seen = visit.fields.one("revision")
        stale = not isinstance(refusal, Malformed) and now.revision != read_revision(seen)
        return await draw(visit, now, trouble=refusal, status=412 if stale else status_of(refusal))
    return visit.go(f"/studio/{site}/widgets/{id}/publication", SAID[what])


async def change(visit: Visit, widget: Widget, what: str) -> None:
    """Do it, to the revision that the moderator has seen."""
    studio, expected = visit.running.studio, read_revision(visit.fields.one("revision"))
    publishing, site, id = studio.publishing, widget.site, widget.id
    match what:
        case "publish":
            await publishing.open(site, id, expected=expected)
            await studio.writing.settle(site, id)
        case "close":
            await publishing.close(site, id, expected=expected)
        case "reopen":
            await publishing.schedule(site, id, widget.opens_at, None, expected=expected)
        case "retire":
            await publishing.retire(site, id, expected=expected)
        case "wish":
            await studio.writing.wish(site, id, visit.moderator.id, visit.moderator.name)
        case "decline":
            await studio.writing.decline(site, id, visit.moderator.name, visit.fields.one("reason"))
        case _:
            await schedule(visit, widget, expected)


async def schedule(visit: Visit, widget: Widget, expected: int) -> None:
    """Set when it opens and closes, and when its counts are seen. Raises Malformed."""
    fields, publishing = visit.fields, visit.running.studio.publishing
    zone = fields.one("zone")
    opens_at, closes_at = (read_time(fields.one(each), zone) for each in ("opens_at", "closes_at"))
    check_schedule(opens_at, closes_at)
    wanted = [each for each in offering.reveals_of(widget.format) if each.value == fields.one("reveal")]
    if not wanted:
        raise Malformed("bad_reveal", "This format cannot show its counts then; choose another time.")
    [reveal] = wanted
    changes = Changes(reveal=reveal, opens_at=opens_at, closes_at=closes_at)
    await publishing.revise(widget.site, widget.id, changes, expected=expected)


async def draw(visit: Visit, widget: Widget, *, trouble: Refused | None = None, status: int = 200) -> Answer:
    """Draw the page; after a refusal with what was typed, and the sentence beside what was pressed."""
    typed = visit.fields
    zone = typed.one("zone") or UTC_NAME
    state = widget.status(visit.now)
    kept: dict[str, Any] = {
        "opens_at": typed.one("opens_at") if trouble else show_time(widget.opens_at, zone),
        "closes_at": typed.one("closes_at") if trouble else show_time(widget.closes_at, zone),
        "reveal": (typed.one("reveal") if trouble else "") or widget.reveal.value,
    }
    origin = visit.running.callers.own_origin
    wish = await visit.running.studio.writing.wish_about(widget.id)
    return visit.draw(
        "desk/publication.html",
        status=status,
        widget=widget,
        state=state.value,
        title=title_of(widget),
        icon=icon_of,
        label=offering.label_of,
        wish=wish if isinstance(wish, Wish) else None,
        decline=wish if isinstance(wish, Decline) else None,
        reason=typed.one("reason"),
        trouble=trouble.detail if trouble else "",
        pressed=typed.one("do"),
        zone=zone,
        zones=[(each, each.replace("_", " ")) for each in zone_names()],
        reveals=[(each.value, REVEALS[each]) for each in offering.reveals_of(widget.format)],
        snippets=snippets(origin, widget, title_of(widget)),
        public=state not in (Status.DRAFT, Status.RETIRED),
        page=f"{origin}/p/{widget.id}",
        **kept,
    )


def snippets(origin: str, widget: Widget, title: str) -> list[tuple[str, str, str, str]]:
    """Give the ways to put a widget on a page: an id, a name, when to take it, and the code."""
    page = f"{origin}/p/{widget.id}"
    words = html.escape(title or "Take part")
    element = f'<vox-widget widget="{widget.id}"><a href="{page}">{words}</a></vox-widget>'
    loader = f'<script type="module" src="{origin}/embed/voxpop.js" data-site="{widget.site}"></script>'
    frame = (
        f'<iframe src="{origin}/embed/{widget.id}" width="100%" height="420" frameborder="0" '
        f'title="{words}"></iframe>\n<script async src="{origin}/embed/resize.js"></script>'
    )
    return [
        ("script", "Script", "For pages of your own: the quickest, and it takes your page's look.",
         f"{loader}\n{element}"),
        ("frame", "Frame", "For pages that take no script of others.", frame),
        ("link", "WordPress",
         "Paste this address on a line of its own; it becomes the widget, as wherever oEmbed is known.",
         page),
        ("oembed", "oEmbed", "For what asks for the address that describes it.",
         f"{origin}/oembed?url={quote(page, safe='')}"),
    ]  # fmt: skip
