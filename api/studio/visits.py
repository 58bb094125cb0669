"""A visit: one request of a moderator who is signed in, and what a handler asks of it.

Every handler of the studio but those for signing in begins with `enter`.
"""

import hmac
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from api.answers import Answer, Header
from api.running import Running, running_in
from api.studio.drawing import answer_elsewhere, answer_page, draw
from api.studio.forms import GUARD, NONE, Fields, check_sender, read_fields
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from api.transport.formdata import FORM
from api.transport.heads import Headers
from widgets import roles
from widgets.errors import Forbidden, Unidentified, Unknown
from widgets.model import Site
from widgets.one_time import guard_of
from widgets.roles import Right
from widgets.staff import Deed, Moderator, Post, Presence

READS = ("GET", "HEAD")


class SignedOut(Unidentified):
    """Nobody is signed in, or no longer."""

    def __init__(self) -> None:
        super().__init__("signed_out", "Sign in first.")


class StaleForm(Forbidden):
    """A form of ours that another session was given; `fields` is what was typed into it."""

    def __init__(self, fields: Fields, guard: str) -> None:
        super().__init__("stale_form", "You have signed in anew since this page was loaded.")
        self.fields = fields
        self.guard = guard


class Visit(Struct, frozen=True, kw_only=True):
    """Who asks for what. `fields` is the form that was sent, if one was."""

    request: AnyRequest
    presence: Presence
    guard: str
    fields: Fields
    now: datetime
    site: Site | None = None
    post: Post | None = None

    @property
    def running(self) -> Running:
        """What is open."""
        return running_in(self.request)

    @property
    def moderator(self) -> Moderator:
        """Who asks."""
        return self.presence.moderator

    @property
    def path(self) -> str:
        """What is asked for."""
        return str(self.request.scope["path"])

    @property
    def network(self) -> bytes:
        """Name the caller's network for today."""
        return self.running.callers.network_of(self.request)

    def at(self) -> Site:
        """Give the site that the visit is to. Raises Unknown where it is to none."""
        if self.site is None:
            raise unknown_site()
        return self.site

    def may(self, right: Right) -> bool:
        """Tell whether the moderator has a right at this site."""
        return self.post is not None and roles.may(self.post.role, right)

    def check(self, right: Right) -> None:
        """Refuse what the moderator has no right to at this site. Raises Forbidden and Unknown."""
        if self.post is None:
            raise unknown_site()
        roles.check(self.post.role, right)

    def deed(self, what: str = "", widget: str = "") -> Deed:
        """Say who does something here, for the log."""
        site = self.site.id if self.site else ""
        return Deed(by=self.moderator.id, name=self.moderator.name, what=what, site=site, widget=widget)

    def doing(self, what: str) -> AbstractContextManager[None]:
        """Let the log know of every change to widgets within the block; `what` was done, as in a sentence."""
        return self.running.studio.people.doing(self.deed(what))

    def draw(self, template: str, *headers: Header, status: int = 200, **shown: Any) -> Answer:
        """Answer with a page, which says what the one before wanted said."""
        cookies = self.running.studio.cookies
        said = cookies.hear(exchange_of(self.request), self.now.timestamp())
        body = draw(template, visit=self, said=said, **shown)
        return answer_page(body, *headers, *([cookies.drop(cookies.said)] if said else []), status=status)

    def go(self, path: str, *said: str, headers: tuple[Header, ...] = ()) -> Answer:
        """Answer that the browser should go on to another page, which says a sentence.

        A second text is something to copy, such as a link.
        """
        told = [self.running.studio.cookies.say(said, self.now.timestamp())] if said else []
        return answer_elsewhere(path, *told, *headers)


async def enter(request: AnyRequest, site: str | None = None, right: Right | None = None) -> Visit:
    """Let a moderator in who is signed in, and has a right at a site where these are named.

    A request that changes something must come from a page of ours and carry its session's guard, in a field
    or in the header X-CSRF. Raises SignedOut, Forbidden, StaleForm, and Unknown for a site not theirs.
    """
    running, exchange, now = running_in(request), exchange_of(request), datetime.now(UTC)
    changes = request.scope["method"] not in READS
    if changes:
        check_sender(exchange, running.voxpop.settings)
    secret, presence = await recognise(running, exchange.headers, now)
    guard, fields = guard_of(secret), NONE
    if changes:
        is_form = exchange.headers.get(b"content-type", b"").startswith(FORM)
        fields = read_fields(exchange) if is_form else NONE
        check_guard(exchange.headers.get(b"x-csrf", b"").decode("latin-1"), guard, fields)
    visit = Visit(request=request, presence=presence, guard=guard, fields=fields, now=now)
    return visit if site is None else await step_in(visit, site, right or Right.SEE)


async def recognise(running: Running, headers: Headers, now: datetime) -> tuple[str, Presence]:
    """Tell who is signed in, and what their cookie holds. Raises SignedOut."""
    cookies = running.studio.cookies
    secret = cookies.read(headers, cookies.session)
    presence = await running.studio.signing.recognise(secret, now) if secret else None
    if presence is None:
        raise SignedOut
    return secret, presence


async def admit(running: Running, headers: Headers, now: datetime) -> None:
    """Let a long form in of who is signed in, or was in this browser: what they typed is given back to them.

    Raises SignedOut for all others, who may send no more than anybody.
    """
    if not running.studio.cookies.knows(headers, now.timestamp()):
        await recognise(running, headers, now)


async def step_in(visit: Visit, site: str, right: Right) -> Visit:
    """Let a visitor into a site. Raises Unknown and Forbidden."""
    post = visit.presence.post(site)
    if post is None:
        raise unknown_site()
    roles.check(post.role, right)
    found = await visit.running.voxpop.catalog.site(site)
    return Visit(
        request=visit.request,
        presence=visit.presence,
        guard=visit.guard,
        fields=visit.fields,
        now=visit.now,
        site=found,
        post=post,
    )


def check_guard(header: str, guard: str, fields: Fields) -> None:
    """Refuse a form that was not made for this session. Raises StaleForm."""
    given = header or fields.one(GUARD)
    if not hmac.compare_digest(given.encode(), guard.encode()):
        raise StaleForm(fields, guard)


def unknown_site() -> Unknown:
    """Say that a site is not there, or not for who asks."""
    return Unknown("unknown_site", "There is no such site, or you are not among its people.")
