"""A site's people: who they are, what they may, and who is invited."""

from litestar import get, post
from litestar.params import FromPath

from api.answers import Answer
from api.studio.addresses import HOME
from api.studio.refusing import status_of
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets.errors import Conflicting, Malformed, Refused
from widgets.people import read_role
from widgets.roles import Right, Role


@get("/{site:str}/people", include_in_schema=False)
async def show_people(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Show them."""
    return await draw_people(await enter(request, site, Right.INVITE))


@post("/{site:str}/people/invitations", include_in_schema=False)
async def invite(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Invite somebody; the page shows the link, this once."""
    visit = await enter(request, site, Right.INVITE)
    visit.fields.allow("login", "role")
    login = visit.fields.one("login")
    try:
        role = read_role(visit.fields.one("role"))
        link = await visit.running.studio.people.invite(visit.deed(), login, role, visit.now)
    except (Malformed, Conflicting) as refusal:
        return await draw_people(visit, refusal)
    said = f"{login} is invited. Send them this link; it is good once, for a week, and shown only now."
    return visit.go(path_of(site), said, f"{visit.running.callers.own_origin}{HOME}/join/{link}")


@post("/{site:str}/people/invitations/withdrawal", include_in_schema=False)
async def withdraw(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Take an invitation back."""
    visit = await enter(request, site, Right.INVITE)
    visit.fields.allow("login")
    login = visit.fields.one("login")
    await visit.running.studio.people.withdraw(visit.deed(), login)
    return visit.go(path_of(site), f"The invitation of {login} is taken back.")


@post("/{site:str}/people/{member:str}/role", include_in_schema=False)
async def appoint(request: AnyRequest, site: FromPath[str], member: FromPath[str]) -> Answer:
    """Give somebody another role."""
    visit = await enter(request, site, Right.INVITE)
    visit.fields.allow("role")
    role = read_role(visit.fields.one("role"))
    await visit.running.studio.people.appoint(visit.deed(), member, role)
    return visit.go(path_of(site), f"The role is {role.value} now; they sign in anew.")


@post("/{site:str}/people/{member:str}/suspension", include_in_schema=False)
async def suspend(request: AnyRequest, site: FromPath[str], member: FromPath[str]) -> Answer:
    """Keep somebody out, or no longer."""
    visit = await enter(request, site, Right.INVITE)
    visit.fields.allow("on")
    out = visit.fields.one("on") == "yes"
    await visit.running.studio.people.suspend(visit.deed(), member, visit.now if out else None)
    said = "They are shut out, and signed out everywhere." if out else "They may come in again."
    return visit.go(path_of(site), said)


@post("/{site:str}/people/{member:str}/removal", include_in_schema=False)
async def dismiss(request: AnyRequest, site: FromPath[str], member: FromPath[str]) -> Answer:
    """Take somebody from the site's people."""
    visit = await enter(request, site, Right.INVITE)
    visit.fields.allow()
    await visit.running.studio.people.dismiss(visit.deed(), member)
    return visit.go(path_of(site), "They are no longer among this site's people.")


async def draw_people(visit: Visit, refusal: Refused | None = None) -> Answer:
    """Show the page, with what is wrong with an invitation beside its field."""
    people, site = visit.running.studio.people, visit.at().id
    return visit.draw(
        "people.html",
        status=status_of(refusal) if refusal else 200,
        members=await people.members(site),
        invitations=await people.invitations(site, visit.now),
        login=visit.fields.one("login"),
        role=visit.fields.one("role") or Role.EDITOR.value,
        trouble=refusal.detail if refusal else "",
    )


def path_of(site: str) -> str:
    """Give the address of the page."""
    return f"{HOME}/{site}/people"


HANDLERS = [show_people, invite, withdraw, appoint, suspend, dismiss]
