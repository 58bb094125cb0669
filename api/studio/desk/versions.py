"""The versions a widget has had, each with what it changed, to be brought back."""

from itertools import pairwise

from litestar import get
from litestar.params import FromPath

from api.answers import Answer
from api.studio.desk.editor import compare, lines_of
from api.studio.desk.icons import icon_of
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets import offering
from widgets.model import Status
from widgets.roles import Right
from widgets.writing import title_of


@get("/{site:str}/widgets/{id:str}/versions", include_in_schema=False)
async def show_versions(request: AnyRequest, site: FromPath[str], id: FromPath[str]) -> Answer:
    """Show all versions, the newest first."""
    visit = await enter(request, site, Right.SEE)
    writing = visit.running.studio.writing
    widget = await writing.find(site, id)
    found = await writing.versions(site, id)
    forms = [offering.open_form(widget.format, each.spec) for each in found]
    lines = [lines_of(each) for each in forms]
    changes = [list(compare(now, before)) for now, before in pairwise([*lines, {}])]
    changes[-1] = []
    draft = widget.status(visit.now) is Status.DRAFT
    return visit.draw(
        "desk/versions.html",
        widget=widget,
        title=title_of(widget),
        icon=icon_of,
        label=offering.label_of,
        versions=list(zip(found, changes, strict=True)),
        pairs={each.revision: form.pairs for each, form in zip(found, forms, strict=True)},
        may_save=visit.may(Right.WRITE) and (draft or visit.may(Right.PUBLISH)),
    )
