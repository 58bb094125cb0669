"""A moderator's own page: name, password, and where they are signed in."""

from litestar import get, post

from api.answers import Answer
from api.studio.addresses import HOME
from api.studio.refusing import status_of
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets.errors import Forbidden, Malformed, OverBudget, Refused
from widgets.people import read_name
from widgets.signing import LINK_TOO_OLD, is_vouched

PATH = f"{HOME}/profile"


@get("/profile", include_in_schema=False)
async def show_profile(request: AnyRequest) -> Answer:
    """Show it."""
    return await draw_profile(await enter(request))


@post("/profile/name", include_in_schema=False)
async def rename(request: AnyRequest) -> Answer:
    """Take another name."""
    visit = await enter(request)
    visit.fields.allow("name")
    try:
        name = read_name(visit.fields.one("name"))
    except Malformed as refusal:
        return await draw_profile(visit, refusal, field="name")
    await visit.running.studio.signing.rename(visit.presence, name)
    return visit.go(PATH, "Your name is changed.")


@post("/profile/password", include_in_schema=False)
async def set_password(request: AnyRequest) -> Answer:
    """Take another password."""
    visit = await enter(request)
    fields = visit.fields
    fields.allow("old-password", "new-password", "again-password")
    old, new = fields.exact("old-password"), fields.exact("new-password")
    field = "new"
    try:
        if new != fields.exact("again-password"):
            field = "again"
            raise Malformed("bad_again", "The two passwords differ; type the same one twice.")
        await visit.running.studio.signing.set_password(visit.presence, old, new, visit.network, visit.now)
    except (Forbidden, OverBudget) as refusal:
        return await draw_profile(visit, refusal, field="old")
    except Malformed as refusal:
        return await draw_profile(visit, refusal, field=field)
    return visit.go(PATH, "Your password is changed. You are signed out everywhere else.")


@post("/profile/sign-out", include_in_schema=False)
async def sign_out_everywhere(request: AnyRequest) -> Answer:
    """End all sessions."""
    visit = await enter(request)
    visit.fields.allow()
    studio = visit.running.studio
    await studio.signing.sign_out(visit.presence, everywhere=True)
    return visit.go(f"{HOME}/sign-in", headers=(studio.cookies.drop(studio.cookies.session),))


async def draw_profile(visit: Visit, refusal: Refused | None = None, field: str = "") -> Answer:
    """Show the page, with what is wrong beside its field."""
    return visit.draw(
        "profile.html",
        status=status_of(refusal) if refusal else 200,
        sessions=await visit.running.studio.signing.sessions(visit.presence),
        vouched=is_vouched(visit.presence.session, visit.now),
        too_old=LINK_TOO_OLD,
        name=visit.fields.one("name") or visit.moderator.name,
        trouble={field: refusal.detail} if refusal else {},
    )
