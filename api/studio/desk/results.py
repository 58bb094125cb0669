"""What readers did: turnout and counts of a widget, when they came, and all of it as files."""

from collections.abc import AsyncIterator
from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import NO_STORE, Answer, Header
from api.studio.desk.icons import icon_of
from api.studio.visits import enter
from api.transport.asgi import AnyRequest, Receive, Scope, Send
from widgets import changing, offering
from widgets.boards import WINDOWS
from widgets.errors import Unknown
from widgets.exporting import COLUMNS, Exporting, What
from widgets.moderation import About
from widgets.roles import Right
from widgets.rows import Form, Sheet
from widgets.writing import title_of

FormName = Annotated[str, QueryParameter(name="form", max_length=8)]
WindowName = Annotated[str, QueryParameter(name="window", max_length=8)]


@get("/{site:str}/widgets/{id:str}/results", include_in_schema=False)
async def show_results(
    request: AnyRequest, site: FromPath[str], id: FromPath[str], window: WindowName = "7d"
) -> Answer:
    """Show who took part when, and in what."""
    visit = await enter(request, site, Right.EXPORT)
    studio = visit.running.studio
    widget = await studio.writing.find(site, id)
    insight = await studio.insights.widget(About(site=site, widget=id), window)
    return visit.draw(
        "desk/results.html",
        widget=widget,
        title=title_of(widget),
        icon=icon_of,
        label=offering.label_of,
        insight=insight,
        window=window,
        windows=list(WINDOWS),
        counts=changing.count(widget, insight.standing.tally),
        exports=[each.value for each in What],
    )


TYPES = {Form.CSV: b"text/csv; charset=utf-8", Form.JSON: b"application/json"}


@get("/{site:str}/widgets/{id:str}/exports/{what:str}", include_in_schema=False)
async def send_export(
    request: AnyRequest, site: FromPath[str], id: FromPath[str], what: FromPath[str], form: FormName = "csv"
) -> "Download":
    """Send counts, ballots or history of a widget as a file, as it is read. Raises Unknown."""
    visit = await enter(request, site, Right.EXPORT)
    studio = visit.running.studio
    await studio.writing.find(site, id)
    file = offer(studio.exporting, what, form, site=site, widget=id)
    await studio.people.note(visit.deed(f"exported the {what}.", widget=id))
    return file


def offer(exporting: Exporting, what: str, form: str, *, site: str, widget: str | None = None) -> "Download":
    """Give a table of a site, or of one widget, as a file. Raises Unknown."""
    if what not in list(What) or form not in list(Form):
        raise Unknown("unknown_export", "There is no such export; the results page lists what there is.")
    kind = Form(form)
    sheet = Sheet(kind, COLUMNS[What(what)])
    pieces = exporting.pieces(What(what), sheet, site=site, widget=widget)
    name = f'attachment; filename="{widget or site}-{what}.{form}"'.encode()
    return Download(pieces, [(b"content-type", TYPES[kind]), (b"content-disposition", name), NO_STORE])


class Download:
    """An answer that is sent as it is read: who receives it slowly makes the ledger wait, not the memory."""

    def __init__(self, pieces: AsyncIterator[bytes], headers: list[Header]) -> None:
        self.pieces = pieces
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        first = await anext(self.pieces)
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        await send({"type": "http.response.body", "body": first, "more_body": True})
        async for piece in self.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
