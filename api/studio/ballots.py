"""The ballots of a widget that came too fast from one network: set aside, and restored with one click."""

from datetime import datetime, timedelta

from litestar import get, post
from litestar.params import FromPath

from api.answers import Answer
from api.studio.addresses import HOME
from api.studio.desk.icons import icon_of
from api.studio.forms import Fields
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets import moderation, offering
from widgets.errors import Malformed
from widgets.moderation import About, choose
from widgets.roles import Right
from widgets.writing import title_of

LOOKED_AT = timedelta(days=30)
"""How far back bursts are looked for."""


@get("/{site:str}/widgets/{id:str}/ballots", include_in_schema=False)
async def show_ballots(request: AnyRequest, site: FromPath[str], id: FromPath[str]) -> Answer:
    """Show what came too fast, and what is set aside."""
    visit = await enter(request, site, Right.MODERATE)
    studio, about = visit.running.studio, About(site=site, widget=id)
    widget = await studio.writing.find(site, id)
    return visit.draw(
        "ballots.html",
        widget=widget,
        title=title_of(widget),
        icon=icon_of,
        label=offering.label_of,
        standing=await studio.writing.standing(id),
        bursts=await studio.moderation.find_bursts(about, since=visit.now - LOOKED_AT),
        aside=await studio.moderation.find_aside(about),
        many=moderation.SUSPICIOUS,
        seconds=int(moderation.SPAN.total_seconds()),
        days=LOOKED_AT.days,
        minute=timedelta(minutes=1),
    )


@post("/{site:str}/widgets/{id:str}/ballots", include_in_schema=False)
async def move_ballots(request: AnyRequest, site: FromPath[str], id: FromPath[str]) -> Answer:
    """Set the ballots of a burst aside, or restore them."""
    visit = await enter(request, site, Right.MODERATE)
    visit.fields.allow("do", "network", "since", "until")
    what, (network, since, until) = visit.fields.one("do"), read_burst(visit.fields)
    tool, about = visit.running.studio.moderation, About(site=site, widget=id)
    chosen = choose(network, since, until)
    if what == "aside":
        with visit.doing("set ballots of one network aside."):
            said = f"{await tool.set_aside(about, chosen):,} ballots set aside; the counts follow."
    elif what == "restore":
        with visit.doing("let ballots count again that were set aside."):
            said = f"{await tool.restore(about, chosen):,} ballots count again."
    else:
        raise Malformed("unknown_action", "The form asks for nothing that there is; load the page anew.")
    return visit.go(f"{HOME}/{site}/widgets/{id}/ballots", said)


def read_burst(fields: Fields) -> tuple[bytes, datetime, datetime]:
    """Read which burst a form is about: its network, its first and its last moment. Raises Malformed."""
    try:
        since, until = (datetime.fromisoformat(fields.one(name)) for name in ("since", "until"))
        network = bytes.fromhex(fields.one("network"))
    except ValueError:
        raise unnamed() from None
    if not network or since.tzinfo is None or until.tzinfo is None:
        raise unnamed()
    return network, since, until


def unnamed() -> Malformed:
    """Say that a form names no ballots."""
    return Malformed("bad_burst", "The form does not say which ballots; load the page anew.")


HANDLERS = [show_ballots, move_ballots]
