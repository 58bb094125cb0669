"""The versions a widget has had, each with what it changed, to be brought back."""

from itertools import pairwise
from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer
from api.studio.desk.editor import compare, lines_of
from api.studio.desk.icons import icon_of
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets import offering
from widgets.model import Status
from widgets.roles import Right
from widgets.writing import title_of

Before = Annotated[int | None, QueryParameter(name="before", ge=1, le=2**31 - 1)]


@get("/{site:str}/widgets/{id:str}/versions", include_in_schema=False)
async def show_versions(
    request: AnyRequest, site: FromPath[str], id: FromPath[str], before: Before = None
) -> Answer:
    """Show a page of the versions, the newest first."""
    visit = await enter(request, site, Right.SEE)
    writing = visit.running.studio.writing
    widget = await writing.find(site, id)
    page = await writing.versions(site, id, before=before)
    found, older = page.specs, [page.before] if page.before else []
    forms = [offering.open_form(widget.format, each.spec) for each in [*found, *older]]
    lines = [lines_of(each) for each in forms]
    # The first of all has nothing before it.
    changes = [list(compare(now, then)) for now, then in pairwise(lines)] + ([] if older else [[]])
    draft = widget.status(visit.now) is Status.DRAFT
    return visit.draw(
        "desk/versions.html",
        widget=widget,
        title=title_of(widget),
        icon=icon_of,
        label=offering.label_of,
        versions=list(zip(found, changes, strict=True)),
        newest=before is None,
        older=found[-1].revision if older else None,
        pairs={each.revision: form.pairs for each, form in zip(found, forms, strict=False)},
        may_save=visit.may(Right.WRITE) and (draft or visit.may(Right.PUBLISH)),
    )
