"""Results as files: made beside the answer, sent at the fetcher's pace, and told how far they are."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, QueryParameter

from api.answers import NO_STORE, Answer, Header
from api.studio.addresses import HOME
from api.studio.drawing import answer_page, draw
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest, Receive, Scope, Send
from widgets.downloads import Downloads, Making, Word, name_of
from widgets.errors import Malformed, Refused, Unavailable, Unknown
from widgets.exporting import Order, What
from widgets.roles import Right
from widgets.rows import Form

FormName = Annotated[str, QueryParameter(name="form", max_length=8)]
Ticket = Annotated[str, QueryParameter(name="ticket", max_length=64)]
Since = Annotated[str, QueryParameter(name="since", max_length=10)]
Until = Annotated[str, QueryParameter(name="until", max_length=10)]
Asked = Annotated[int, QueryParameter(name="asked", ge=0, le=1_000_000)]

TICKET = re.compile(r"[\w-]{16,64}", re.ASCII)
TYPES = {Form.CSV: b"text/csv; charset=utf-8", Form.JSON: b"application/json"}

SOON = 2.0
"""Seconds that an answer waits for the whole file: then its length is known, and a refusal can be shown."""

STALLED = 60.0
"""Seconds after which a client that takes nothing is given up."""

PATIENCE = 15
"""How often it is asked for an export of which nothing was heard yet."""

logger = logging.getLogger("voxpop")


@get("/{site:str}/widgets/{id:str}/exports/{what:str}", include_in_schema=False)
async def send_export(
    request: AnyRequest,
    site: FromPath[str],
    id: FromPath[str],
    what: FromPath[str],
    form: FormName = "csv",
    since: Since = "",
    until: Until = "",
    ticket: Ticket = "",
) -> "Download":
    """Send counts, ballots or history of a widget as a file. Raises Unknown and Malformed."""
    visit = await enter(request, site, Right.EXPORT)
    await visit.running.studio.writing.find(site, id)
    return begin(visit, read_order(what, form, site, id, since, until), ticket)


@get("/{site:str}/exports/{what:str}", include_in_schema=False)
async def send_all(
    request: AnyRequest,
    site: FromPath[str],
    what: FromPath[str],
    form: FormName = "csv",
    since: Since = "",
    until: Until = "",
    ticket: Ticket = "",
) -> "Download":
    """Send counts, ballots or history of a whole site as a file. Raises Unknown and Malformed."""
    visit = await enter(request, site, Right.EXPORT)
    return begin(visit, read_order(what, form, site, None, since, until), ticket)


def begin(visit: Visit, order: Order, ticket: str) -> "Download":
    """Give the answer that sends what is ordered, and writes so in the log."""
    studio, everything = visit.running.studio, "" if order.widget else " of all widgets"
    deed = visit.deed(f"exported the {order.what}{everything}.", widget=order.widget or "")
    return Download(studio.downloads, order, name_for(visit, ticket), partial(studio.people.note, deed))


@get("/{site:str}/exports/progress", include_in_schema=False)
async def show_progress(request: AnyRequest, site: FromPath[str], ticket: Ticket, asked: Asked = 0) -> Answer:
    """Show how far an export of this session is: a piece of a page, which fetches itself anew."""
    visit = await enter(request, site, Right.EXPORT)
    return await draw_progress(visit, ticket, asked)


@post("/{site:str}/exports/progress/{ticket:str}/cancellation", status_code=200, include_in_schema=False)
async def stop_export(request: AnyRequest, site: FromPath[str], ticket: FromPath[str]) -> Answer:
    """Ask an export of this session to stop. The answer is like that of `show_progress`."""
    visit = await enter(request, site, Right.EXPORT)
    visit.fields.allow()
    await visit.running.studio.downloads.stop(name_for(visit, ticket))
    return await draw_progress(visit, ticket, 0, stopping=True)


async def draw_progress(visit: Visit, ticket: str, asked: int, *, stopping: bool = False) -> Answer:
    """Draw how far an export is; where that cannot be told, the download goes on and nothing asks again."""
    word: Word | None = None
    try:
        word = await visit.running.studio.downloads.look(name_for(visit, ticket))
        untold = word is None and asked >= PATIENCE
    except Unavailable:
        untold = True
    body = draw(
        "desk/progress.html",
        place=f"{HOME}/{visit.at().id}/exports/progress",
        ticket=ticket,
        word=word,
        untold=untold,
        asked=asked + 1,
        first=asked == 0 and not stopping,
        stopping=stopping,
    )
    return answer_page(body)


def name_for(visit: Visit, ticket: str) -> bytes:
    """Give the name of an export's progress, which no other session and no other site can make.

    Without a ticket it is empty, and nothing is told. Raises Unknown for what is no ticket.
    """
    if not ticket:
        return b""
    if not TICKET.fullmatch(ticket):
        raise Unknown("unknown_export", "There is no such export.")
    return name_of(visit.guard, visit.at().id, ticket)


def read_order(what: str, form: str, site: str, widget: str | None, since: str, until: str) -> Order:
    """Read what is wanted. Raises Unknown, and Malformed for days that are none."""
    if what not in list(What) or form not in list(Form):
        raise Unknown("unknown_export", "There is no such export; the results page lists what there is.")
    first, last = read_day(since), read_day(until)
    if first and last and first > last:
        raise Malformed("bad_span", f"From {since} to {until} is no span of time; change the two days round.")
    end = last + timedelta(days=1) if last else None
    return Order(what=What(what), form=Form(form), site=site, widget=widget, since=first, until=end)


def read_day(text: str) -> datetime | None:
    """Read a day as the moment it begins, in UTC. Raises Malformed."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC) if day.year < 9999 else None
    except ValueError:
        raise Malformed("bad_day", f"{text!r} is no day; write it like 2026-03-31.") from None


class Download:
    """An answer whose file is written beside it, as fast as the ledger gives it."""

    def __init__(
        self, downloads: Downloads, order: Order, name: bytes, note: Callable[[], Awaitable[None]]
    ) -> None:
        """Take what writes in the log that it is done: what is refused is not."""
        self.downloads = downloads
        self.order = order
        self.name = name
        self.note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it for as long as there is somebody to take it."""
        async with self.downloads.make(self.order, self.name) as making:
            await self.note()
            leaving = asyncio.create_task(wait_for_leaving(receive))
            sending = asyncio.create_task(self.send(making, send))
            try:
                await asyncio.wait((leaving, sending), return_when=asyncio.FIRST_COMPLETED)
                if sending.done():
                    await sending
            finally:
                leaving.cancel()
                sending.cancel()
                await asyncio.gather(leaving, sending, return_exceptions=True)

    async def send(self, making: Making, send: Send) -> None:
        """Send the head as soon as it is known how long the file is, or that it will take a while.

        Raises Refused before that. What goes wrong later breaks the answer off, so that nobody takes a part
        for the whole.
        """
        length: list[Header] = []
        if await making.wait(SOON):
            length = [(b"content-length", b"%d" % making.size)]
        await send({"type": "http.response.start", "status": 200, "headers": [*self.headers, *length]})
        try:
            async for piece in making.follow():
                async with asyncio.timeout(STALLED):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        except (Refused, TimeoutError) as problem:
            logger.warning(
                "an export was broken off: %s", str(problem) or f"nothing was taken for {STALLED:.0f} s"
            )
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    @property
    def headers(self) -> list[Header]:
        """What is said of the file beside its length."""
        order = self.order
        name = f'attachment; filename="{order.widget or order.site}-{order.what}.{order.form}"'
        return [
            (b"content-type", TYPES[order.form]),
            (b"content-disposition", name.encode()),
            # A proxy that gathers the answer first would fill its disk, and hide who has left.
            (b"x-accel-buffering", b"no"),
            NO_STORE,
        ]


async def wait_for_leaving(receive: Receive) -> None:
    """Return once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
