"""Signing in and out, by password or by a link, and accepting invitations."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from litestar import get, post
from litestar.params import FromPath, QueryParameter

from api.answers import Answer, Header
from api.running import Running, running_in
from api.studio.addresses import HOME, read_next
from api.studio.drawing import answer_elsewhere, answer_page, draw
from api.studio.forms import Fields, check_sender, read_fields
from api.studio.refusing import status_of
from api.studio.visits import SignedOut, Visit, enter
from api.transport.asgi import AnyRequest
from api.transport.exchanges import Exchange, exchange_of
from widgets.errors import Forbidden, Malformed, Refused
from widgets.signing import LASTS, SignedIn, used_up

Next = Annotated[str, QueryParameter(name="next", max_length=2000)]

BROWSERS = ((b"Firefox/", "Firefox"), (b"Edg/", "Edge"), (b"OPR/", "Opera"), (b"Chrome/", "Chrome"),
            (b"Safari/", "Safari"))  # fmt: skip
SYSTEMS = ((b"Android", "Android"), (b"iPhone", "iPhone"), (b"iPad", "iPad"), (b"Windows", "Windows"),
           (b"Mac OS", "macOS"), (b"Linux", "Linux"))  # fmt: skip

FIELD_OF = {"bad_password": "password", "weak_password": "password"}
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")


@get("/sign-in", include_in_schema=False)
async def show_sign_in(request: AnyRequest, next: Next = HOME) -> Answer:
    """Show the form, or go on where somebody is signed in already."""
    try:
        await enter(request)
    except SignedOut:
        return answer_page(draw("sign_in.html", next=read_next(next), login="", trouble=""))
    return answer_elsewhere(read_next(next))


@post("/sign-in", include_in_schema=False)
async def sign_in(request: AnyRequest) -> Answer:
    """Sign in by password."""
    running, fields = receive(request)
    fields.allow("login", "password", "next")
    try:
        begun = await begin(request, fields)
    except Refused as refusal:
        told = {"next": read_next(fields.one("next")), "login": fields.one("login")}
        return refuse("sign_in.html", refusal, trouble=refusal.detail, **told)
    return welcome(running, begun, read_next(fields.one("next")))


async def begin(request: AnyRequest, fields: Fields) -> SignedIn:
    """Begin a session by the login and the password of a form. Raises Forbidden and OverBudget."""
    running = running_in(request)
    return await running.studio.signing.sign_in(
        fields.one("login"),
        fields.exact("password"),
        running.callers.network_of(request),
        datetime.now(UTC),
        browser_of(exchange_of(request)),
    )


@get("/sign-in/{link:str}", include_in_schema=False)
async def show_link(request: AnyRequest, link: FromPath[str]) -> Answer:
    """Show whom a link signs in. Looking at it uses nothing up: programs look at links, too."""
    moderator = await running_in(request).studio.signing.look_up(check_link(link), datetime.now(UTC))
    return answer_page(draw("sign_in_link.html", moderator=moderator))


@post("/sign-in/{link:str}", include_in_schema=False)
async def follow_link(request: AnyRequest, link: FromPath[str]) -> Answer:
    """Sign in by a link."""
    running, _ = receive(request)
    browser = browser_of(exchange_of(request))
    begun = await running.studio.signing.follow(check_link(link), datetime.now(UTC), browser)
    return welcome(running, begun, HOME)


@get("/join/{link:str}", include_in_schema=False)
async def show_invitation(request: AnyRequest, link: FromPath[str]) -> Answer:
    """Show an invitation."""
    return await draw_invitation(request, check_link(link))


@post("/join/{link:str}", include_in_schema=False)
async def accept(request: AnyRequest, link: FromPath[str]) -> Answer:
    """Accept an invitation, as somebody new or as who is signed in."""
    running, fields = receive(request)
    fields.allow("name", "password", "again-password")
    now = datetime.now(UTC)
    visit = await visitor(request)
    if visit is not None:
        site = await running.studio.people.join(check_link(link), visit.moderator, now)
        return visit.go(f"{HOME}/{site}", "Welcome. You are among this site's people now.")
    password = fields.exact("password")
    try:
        if password != fields.exact("again-password"):
            raise Malformed("bad_again", "The two passwords differ; type the same one twice.")
        moderator = await running.studio.people.register(check_link(link), fields.one("name"), password, now)
    except Malformed as refusal:
        return await draw_invitation(request, check_link(link), fields.one("name"), refusal)
    browser = browser_of(exchange_of(request))
    begun = await running.studio.signing.begin(moderator, now, browser, by_link=False)
    return welcome(running, begun, HOME)


@post("/sign-out", include_in_schema=False)
async def sign_out(request: AnyRequest) -> Answer:
    """End the session."""
    visit = await enter(request)
    visit.fields.allow()
    await visit.running.studio.signing.sign_out(visit.presence)
    return visit.go(f"{HOME}/sign-in", headers=(visit.running.studio.cookies.drop(session_name(visit)),))


async def draw_invitation(
    request: AnyRequest, link: str, name: str = "", refusal: Refused | None = None
) -> Answer:
    """Show an invitation, and what to do to accept it."""
    invitation, known = await running_in(request).studio.people.look_up(link, datetime.now(UTC))
    visit = await visitor(request)
    shown: dict[str, Any] = {
        "invitation": invitation,
        "known": known,
        "here": f"{HOME}/join/{link}",
        "mine": visit is not None and visit.moderator.login == invitation.login,
        "visitor": visit.moderator if visit else None,
        "guard": visit.guard if visit else "",
        "name": name,
        "trouble": {field_of(refusal): refusal.detail} if refusal else {},
    }
    status = status_of(refusal) if refusal else 200
    return answer_page(draw("join.html", **shown), status=status)


async def visitor(request: AnyRequest) -> Visit | None:
    """Give who is signed in, if anybody is."""
    try:
        return await enter(request)
    except SignedOut:
        return None


def receive(request: AnyRequest) -> tuple[Running, Fields]:
    """Give the form that somebody sent who need not be signed in. Raises Forbidden."""
    running, exchange = running_in(request), exchange_of(request)
    check_sender(exchange, running.voxpop.settings)
    return running, read_fields(exchange)


def welcome(running: Running, begun: SignedIn, next: str) -> Answer:
    """Answer with the cookies of a session that has just begun; they replace whatever there were."""
    return answer_elsewhere(next, *cookies_of(running, begun))


def cookies_of(running: Running, begun: SignedIn) -> tuple[Header, Header]:
    """Make the headers of a session that has just begun."""
    cookies = running.studio.cookies
    session = cookies.keep(cookies.session, begun.secret, seconds=int(LASTS.total_seconds()))
    return session, cookies.greet(datetime.now(UTC).timestamp())


def refuse(template: str, refusal: Refused, **shown: Any) -> Answer:
    """Show a form once more, with what is wrong."""
    waiting = [] if refusal.retry_after is None else [(b"retry-after", b"%d" % refusal.retry_after)]
    status = 422 if isinstance(refusal, Forbidden) else status_of(refusal)
    return answer_page(draw(template, **shown), *waiting, status=status)


def field_of(refusal: Refused) -> str:
    """Tell which field a refusal is about."""
    return FIELD_OF.get(refusal.code, "again-password" if refusal.code == "bad_again" else "name")


def check_link(link: str) -> str:
    """Refuse what is no link of ours, without asking anybody. Raises Unknown."""
    if not _SECRET.fullmatch(link):
        raise used_up()
    return link


def session_name(visit: Visit) -> str:
    """Name the cookie of the session."""
    return visit.running.studio.cookies.session


def browser_of(exchange: Exchange) -> str:
    """Name the browser as far as its owner recognises it among others."""
    agent = exchange.headers.get(b"user-agent", b"")
    browser = next((name for token, name in BROWSERS if token in agent), "A browser")
    system = next((name for token, name in SYSTEMS if token in agent), "")
    return f"{browser} on {system}" if system else browser
