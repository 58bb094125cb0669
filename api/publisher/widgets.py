"""Widgets: what a CMS creates, changes, publishes, closes and retires."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, TypeAlias

import msgspec
from litestar import delete, get, post, put
from litestar.params import QueryParameter
from msgspec import UNSET

from api.answers import JSON, NO_STORE, Answer
from api.problems import describe, shape
from api.publisher.describing import CHANGES, KEY, WIDGET, body_of
from api.publisher.shapes import Changes, MadeWidget, MadeWidgets, NewWidget
from api.publisher.speakers import Speaker, hear
from api.reader.describing import SitePath, WidgetId
from api.reader.pages import check_widget_id
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets import publishing
from widgets.checking import Flag
from widgets.errors import Conflicting, Malformed, Outdated
from widgets.model import Widget
from widgets.publishing import MOST_LISTED, Draft
from widgets.strict_json import decode

After = Annotated[
    str, QueryParameter(name="after", description="The `next` of the answer before.", max_length=32)
]
OfUrl = Annotated[
    str | None, QueryParameter(name="url", description="Only the widgets of this page.", max_length=4096)
]
PLACE = "/sites/{site:str}/widgets"
ONE = f"{PLACE}/{{widget:str}}"
Step: TypeAlias = Callable[..., Awaitable[Widget]]
"""Changes the widget of a site and an id, where it has the revision `expected`."""

REFUSALS = describe(401, 403, 409, 412, 413, 415)


@post(
    PLACE,
    operation_class=body_of(NewWidget, WIDGET),
    security=KEY,
    responses=describe(401, 403, 413, 415) | {201: shape(MadeWidget, "The widget, a draft.")},
)
async def create_widget(request: AnyRequest, site: SitePath) -> Answer:
    """Create a widget. It is a draft until it is published."""
    speaker = await hear(request, site)
    asked = decode(exchange_of(request).body, NewWidget, lines=True)
    draft = Draft(
        site=site,
        format=asked.format,
        spec=bytes(asked.spec),
        url=asked.url,
        reveal=asked.reveal,
        opens_at=asked.opens_at,
        closes_at=asked.closes_at,
    )
    with speaker.doing("wrote a new widget."):
        made = await speaker.voxpop.publishing.create(draft)
    return await answer(speaker, made, status=201)


@get(
    PLACE,
    security=KEY,
    responses=describe(401, 403) | {200: shape(MadeWidgets, f"At most {MOST_LISTED} widgets.")},
)
async def list_widgets(request: AnyRequest, site: SitePath, after: After = "", url: OfUrl = None) -> Answer:
    """List the site's widgets, whatever their status."""
    speaker = await hear(request, site)
    found = await speaker.voxpop.publishing.list(site, after=after, url=url)
    flags = await speaker.voxpop.checking.flags(found)
    told = MadeWidgets(
        widgets=[make(each, flags) for each in found],
        next=found[-1].id if len(found) == MOST_LISTED and url is None else None,
    )
    return Answer(msgspec.json.encode(told), (JSON, NO_STORE))


@get(ONE, security=KEY, responses=describe(401, 403) | {200: shape(MadeWidget, "The widget.")})
async def show_widget(request: AnyRequest, site: SitePath, widget: WidgetId) -> Answer:
    """Give a widget with its spec. Its ETag is its revision, for `If-Match`."""
    speaker = await hear(request, site)
    check_widget_id(widget)
    return await answer(speaker, await speaker.voxpop.publishing.find(site, widget))


@put(
    ONE,
    operation_class=body_of(Changes, CHANGES),
    security=KEY,
    responses=REFUSALS | {200: shape(MadeWidget, "The widget as it is now.")},
)
async def change_widget(request: AnyRequest, site: SitePath, widget: WidgetId) -> Answer:
    """Change what is sent of a widget, all of it or nothing. Ballots stay: options keep their ids.

    With `If-Match`, only the revision that it names is changed.
    """
    speaker = await hear(request, site)
    asked = decode(exchange_of(request).body, Changes, lines=True)
    changes = publishing.Changes(
        spec=None if asked.spec is UNSET else bytes(asked.spec),
        reveal=asked.reveal,
        opens_at=asked.opens_at,
        closes_at=asked.closes_at,
    )
    revise = partial(speaker.voxpop.publishing.revise, changes=changes)
    return await change(speaker, request, site, widget, revise, "changed")


@put(
    f"{ONE}/publication",
    security=KEY,
    responses=REFUSALS | {200: shape(MadeWidget, "The widget, published.")},
)
async def publish_widget(request: AnyRequest, site: SitePath, widget: WidgetId) -> Answer:
    """Publish a widget now; from then on its times decide. One that is published stays as it is."""
    speaker = await hear(request, site)
    return await change(speaker, request, site, widget, speaker.voxpop.publishing.open, "published")


@delete(
    f"{ONE}/publication",
    status_code=200,
    security=KEY,
    responses=REFUSALS | {200: shape(MadeWidget, "The widget, retired.")},
)
async def retire_widget(request: AnyRequest, site: SitePath, widget: WidgetId) -> Answer:
    """Take a widget from its page now. Its ballots and counts are kept, and it can be published again."""
    speaker = await hear(request, site)
    return await change(speaker, request, site, widget, speaker.voxpop.publishing.retire, "retired")


@put(f"{ONE}/closure", security=KEY, responses=REFUSALS | {200: shape(MadeWidget, "The widget, closed.")})
async def close_widget(request: AnyRequest, site: SitePath, widget: WidgetId) -> Answer:
    """Close a widget now: it takes no more ballots, and its counts stand. A closed one stays as it is."""
    speaker = await hear(request, site)
    return await change(speaker, request, site, widget, speaker.voxpop.publishing.close, "closed")


@delete(
    f"{ONE}/closure",
    status_code=200,
    security=KEY,
    responses=REFUSALS | {200: shape(MadeWidget, "The widget, open again.")},
)
async def reopen_widget(request: AnyRequest, site: SitePath, widget: WidgetId) -> Answer:
    """Let a closed widget take ballots again, for as long as nobody closes it. Others stay as they are."""
    speaker = await hear(request, site)
    return await change(speaker, request, site, widget, speaker.voxpop.publishing.reopen, "reopened")


async def change(speaker: Speaker, request: AnyRequest, site: str, id: str, step: Step, done: str) -> Answer:
    """Take a step with the revision that `If-Match` names, and answer with the widget as it is now.

    The log says what was `done`. Raises Outdated where the widget has another revision.
    """
    check_widget_id(id)
    expected = read_revision(request)
    try:
        with speaker.doing(f"{done} the widget."):
            changed = await step(site, id, expected=expected)
    except Conflicting as refusal:
        if expected is None or refusal.code != "stale_edit":
            raise
        raise Outdated(
            "stale_edit", "Somebody else has changed this widget meanwhile; read it again, then change it."
        ) from None
    return await answer(speaker, changed)


def read_revision(request: AnyRequest) -> int | None:
    """Give the revision that `If-Match` names, or None. Raises Malformed."""
    text = exchange_of(request).headers.get(b"if-match", b"").strip()
    if not text or text == b"*":
        return None
    number = text.strip(b'"')
    if not (number.isdigit() and len(number) < 10):
        raise Malformed("bad_revision", 'Send the ETag of the widget as it was read, as in If-Match: "3".')
    return int(number)


async def answer(speaker: Speaker, widget: Widget, *, status: int = 200) -> Answer:
    """Answer with a widget and its revision."""
    told = make(widget, await speaker.voxpop.checking.flags([widget]))
    etag = (b"etag", b'"%d"' % widget.revision)
    return Answer(msgspec.json.encode(told), (JSON, NO_STORE, etag), status=status)


def make(widget: Widget, flags: list[Flag]) -> MadeWidget:
    """Show a widget to its publisher."""
    return MadeWidget(
        id=widget.id,
        format=widget.format,
        url=widget.url,
        status=widget.status(datetime.now(UTC)),
        revision=widget.revision,
        reveal=widget.reveal,
        published_at=widget.published_at,
        opens_at=widget.opens_at,
        closes_at=widget.closes_at,
        retired_at=widget.retired_at,
        spec=msgspec.json.decode(widget.spec),
        flags=[each for each in flags if each.widget == widget.id],
    )
