"""Writing a widget: its form, saved, refused beside the field that is wrong, or found stale."""

import asyncio

from litestar import get, post
from litestar.params import FromPath

from api.answers import Answer
from api.studio.desk.editor import draw_editor, draw_stale, draw_sure
from api.studio.desk.sent import Sent, sort_out
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets import changing, offering, roles
from widgets.errors import Malformed, Refused
from widgets.forms.making import Problem
from widgets.model import Status, Widget
from widgets.offering import Form
from widgets.publishing import Draft
from widgets.roles import Right
from widgets.writing import Decline


@get("/{site:str}/widgets/new/{format:str}", include_in_schema=False)
async def show_new(request: AnyRequest, site: FromPath[str], format: FromPath[str]) -> Answer:
    """Show the form of a new widget, and what was typed into it and not saved."""
    visit = await enter(request, site, Right.WRITE)
    form = offering.begin(format)
    sketch = await visit.running.studio.writing.sketch(visit.moderator.id, about_new(site, format))
    return draw_editor(visit, form, sketch=sketch)


@post("/{site:str}/widgets/new/{format:str}", include_in_schema=False)
async def save_new(request: AnyRequest, site: FromPath[str], format: FromPath[str]) -> Answer:
    """Create a widget, as a draft."""
    visit = await enter(request, site, Right.WRITE)
    sent = sort_out(visit.fields)
    form = offering.take(format, sent.pairs, sent.order)
    if sent.order:
        return draw_editor(visit, form, sent=sent)
    if form.problems:
        form.problems = await asyncio.to_thread(offering.find_faults, form)
        return draw_editor(visit, form, sent=sent, status=400)
    studio = visit.running.studio
    try:
        reveals = offering.reveals_of(format)
        reveal = reveals[1] if len(reveals) == 4 else reveals[0]
        draft = Draft(site=site, format=format, spec=form.spec, url=sent.one("-url") or None, reveal=reveal)
        with visit.doing(f"wrote a new {offering.label_of(format).lower()}."):
            widget = await studio.publishing.create(draft)
    except Refused as refusal:
        return draw_refused(visit, form, sent, refusal)
    await studio.writing.drop_sketch(visit.moderator.id, about_new(site, format))
    return visit.go(f"/studio/{site}/widgets/{widget.id}/publication", "Saved as a draft.")


@get("/{site:str}/widgets/{id:str}", include_in_schema=False)
async def show_widget(request: AnyRequest, site: FromPath[str], id: FromPath[str]) -> Answer:
    """Show the form of a widget, and what was typed into it and not saved."""
    visit = await enter(request, site, Right.SEE)
    writing = visit.running.studio.writing
    widget = await writing.find(site, id)
    form = offering.open_form(widget.format, widget.spec)
    flags = await visit.running.voxpop.checking.flags([widget])
    sketch, wish = await writing.sketch(visit.moderator.id, id), await writing.wish_about(id)
    decline = wish if isinstance(wish, Decline) else None
    return draw_editor(visit, form, widget, sketch=sketch, flags=flags, decline=decline)


@post("/{site:str}/widgets/{id:str}", include_in_schema=False)
async def save_widget(request: AnyRequest, site: FromPath[str], id: FromPath[str]) -> Answer:
    """Give a widget another spec; what that does to its ballots is shown first."""
    visit = await enter(request, site, Right.WRITE)
    widget = await visit.running.studio.writing.find(site, id)
    check_rights(visit, widget)
    sent = sort_out(visit.fields)
    form = offering.take(widget.format, sent.pairs, sent.order, fresh=sent.fresh)
    if sent.order:
        return draw_editor(visit, form, widget, sent=sent)
    if sent.revision != widget.revision:
        return draw_stale(visit, form, widget)
    if form.problems:
        form.problems = await asyncio.to_thread(offering.find_faults, form)
        return draw_editor(visit, form, widget, sent=sent, status=400)
    change = None
    if not sent.one("-sure"):
        change = await changing.weigh(visit.running.voxpop.engine, widget, form.spec)
    if change is not None:
        return draw_sure(visit, form, widget, change)
    return await rewrite(visit, form, widget, sent)


async def rewrite(visit: Visit, form: Form, widget: Widget, sent: Sent) -> Answer:
    """Save a spec. What somebody else has saved meanwhile is shown beside it."""
    studio = visit.running.studio
    try:
        with visit.doing(f"changed what the {offering.label_of(widget.format).lower()} says."):
            await studio.publishing.rewrite(widget.site, widget.id, form.spec, expected=sent.revision)
    except Refused as refusal:
        now = await studio.writing.find(widget.site, widget.id)
        if now.revision != sent.revision:
            return draw_stale(visit, form, now)
        return draw_refused(visit, form, sent, refusal, widget)
    await studio.writing.drop_sketch(visit.moderator.id, widget.id)
    said = "Saved." if is_draft(visit, widget) else "Saved; readers see it within seconds."
    return visit.go(f"/studio/{widget.site}/widgets/{widget.id}", said)


def draw_refused(
    visit: Visit, form: Form, sent: Sent, refusal: Refused, widget: Widget | None = None
) -> Answer:
    """Show a form with what was refused when it was to be saved."""
    about = "-url" if refusal.code in ("foreign_url", "bad_url") else ""
    form.problems = [Problem(about, refusal.detail)]
    status = 400 if isinstance(refusal, Malformed) else 409
    return draw_editor(visit, form, widget, sent=sent, status=status)


def check_rights(visit: Visit, widget: Widget) -> None:
    """Refuse to let somebody change what is published who may only write drafts. Raises Forbidden."""
    if not is_draft(visit, widget) and visit.post is not None:
        roles.check(visit.post.role, Right.PUBLISH)


def is_draft(visit: Visit, widget: Widget) -> bool:
    """Tell whether no reader has ever seen a widget."""
    return widget.status(visit.now) is Status.DRAFT


def about_new(site: str, format: str) -> str:
    """Name the sketch of a new widget."""
    return f"{site}/{format}"
