"""People: who may come into the studio, and what they are to which site. The log knows every change."""

import re
import secrets
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from widgets.errors import Conflicting, Malformed, Unknown
from widgets.ledger import deeds, links, moderators, posts, sites
from widgets.ledger.connection import Engine
from widgets.one_time import key_of, make_secret
from widgets.passwords import Passwords, check_password
from widgets.roles import Role
from widgets.rules import check_text as check_length
from widgets.signing import used_up
from widgets.staff import Deed, Invitation, Log, Member, Moderator
from widgets.texts import check_text

LOGIN = re.compile(r"[a-z0-9][a-z0-9._+-]{0,62}(@[a-z0-9][a-z0-9.-]{0,250})?")
INVITED_FOR = timedelta(days=7)
LINK_LASTS = timedelta(hours=1)
MOST_MEMBERS = 500
MOST_LISTED = 10_000


class People:
    """Invites, appoints, suspends and dismisses."""

    def __init__(self, engine: Engine, passwords: Passwords) -> None:
        self.engine = engine
        self.passwords = passwords

    async def members(self, site: str) -> list[Member]:
        """Give a site's people, by name."""
        return await moderators.members(self.engine, site, MOST_MEMBERS)

    async def invitations(self, site: str, now: datetime) -> list[Invitation]:
        """Give the invitations to a site that nobody has accepted yet."""
        return await links.open_invitations(self.engine, site, now, MOST_MEMBERS)

    async def invite(self, deed: Deed, login: str, role: Role, now: datetime) -> str:
        """Invite somebody to the deed's site, and give what the link holds. Raises Malformed, Conflicting."""
        login = read_login(login)
        if any(member.login == login for member in await self.members(deed.site)):
            raise Conflicting("already_there", f"{login} is among this site's people already.")
        secret = make_secret()
        invitation = Invitation(
            key=key_of(secret),
            site=deed.site,
            site_name="",
            login=login,
            role=role,
            invited_by=deed.name,
            expires_at=now + INVITED_FOR,
        )
        await links.invite(self.engine, invitation, told(deed, f"invited {login} as {role.value}"))
        return secret

    async def withdraw(self, deed: Deed, login: str) -> None:
        """Take an invitation back; that there is none any more is as good."""
        await links.uninvite(self.engine, login, told(deed, f"took back the invitation of {login}"))

    async def look_up(self, link: str, now: datetime) -> tuple[Invitation, bool]:
        """Give the invitation of a link, and whether who is invited is known already. Raises Unknown."""
        found = await links.find_invitation(self.engine, key_of(link), now)
        if found is None:
            raise used_up()
        return found, await moderators.find(self.engine, found.login) is not None

    async def join(self, link: str, moderator: Moderator, now: datetime) -> str:
        """Let a moderator accept an invitation that is theirs, and give the site. Raises Unknown."""
        invitation, _ = await self.look_up(link, now)
        if invitation.login != moderator.login:
            raise Unknown("not_invited", f"This invitation is for {invitation.login}. Sign in as them first.")
        if not await posts.accept(self.engine, invitation, moderator, now, new=False):
            raise used_up()
        return invitation.site

    async def register(self, link: str, name: str, password: str, now: datetime) -> Moderator:
        """Let somebody new accept an invitation. Raises Malformed, Conflicting and Unknown."""
        invitation, known = await self.look_up(link, now)
        if known:
            raise Conflicting("known_login", "There is somebody of this name already: sign in first.")
        name = read_name(name)
        check_password(password, invitation.login, name)
        moderator = Moderator(
            id=make_id(), login=invitation.login, name=name, password=await self.passwords.hash(password)
        )
        if not await posts.accept(self.engine, invitation, moderator, now, new=True):
            raise used_up()
        return moderator

    async def appoint(self, deed: Deed, member: str, role: Role) -> None:
        """Give one of the site's people another role; whoever it is signs in anew.

        Raises Unknown, and Conflicting where the site would be left without an owner.
        """
        await posts.change(self.engine, member, told(deed, f"made {{name}} {role.value}"), role=role)

    async def suspend(self, deed: Deed, member: str, now: datetime | None) -> None:
        """Keep one of the site's people out, or with None no longer. Raises like `appoint`."""
        what = "let {name} in again" if now is None else "shut {name} out"
        await posts.suspend(self.engine, member, told(deed, what), now)

    async def dismiss(self, deed: Deed, member: str) -> None:
        """Take somebody from the site's people. Raises like `appoint`."""
        await posts.dismiss(self.engine, member, told(deed, "removed {name}"))

    async def log(
        self,
        site: str,
        before: int | None = None,
        *,
        widget: str | None = None,
        by: str | None = None,
        about_widgets: bool | None = None,
    ) -> Log:
        """Give a page of a site's log, the newest first: all of it, or narrowed as `deeds.read` says."""
        return await deeds.read(
            self.engine, site, before=before, widget=widget, by=by, about_widgets=about_widgets
        )

    def doing(self, deed: Deed) -> AbstractContextManager[None]:
        """Let the log know of every change to widgets within the block as this deed."""
        return deeds.doing(deed)

    async def note(self, deed: Deed) -> None:
        """Write down a deed that changes nothing, such as an export."""
        await deeds.note_alone(self.engine, deed)

    # What the console does, for the first person and for emergencies.

    async def add(self, login: str, name: str, site: str, role: Role) -> Moderator:
        """Add a moderator, or give one who is there a role at a site. Raises Malformed and Unknown."""
        if await sites.find(self.engine, site) is None:
            raise Unknown("unknown_site", f"There is no site {site}; `voxpop site list` names them.")
        login = read_login(login)
        moderator = Moderator(id=make_id(), login=login, name=read_name(name or login.partition("@")[0]))
        return await posts.install(self.engine, moderator, site, role)

    async def make_link(self, login: str, now: datetime) -> str:
        """Give what a link holds that signs a moderator in once, within an hour. Raises Unknown."""
        found = await self.find(login)
        if found.disabled_at is not None:
            raise Conflicting("disabled", f"{found.login} is disabled; enable them first.")
        secret = make_secret()
        await links.make_sign_in(self.engine, key_of(secret), found, now + LINK_LASTS)
        return secret

    async def disable(self, login: str, now: datetime | None) -> Moderator:
        """Keep a moderator out of every site, or with None no longer. Raises Unknown."""
        found = await self.find(login)
        await posts.disable(self.engine, found, now)
        return found

    async def list(self) -> list[tuple[Moderator, dict[str, Role]]]:
        """Give all moderators with their roles by site."""
        return await moderators.select_all(self.engine, MOST_LISTED)

    async def find(self, login: str) -> Moderator:
        """Give the moderator of a login. Raises Unknown."""
        found = await moderators.find(self.engine, login.strip().lower())
        if found is None:
            raise Unknown("unknown_moderator", f"There is no moderator {login[:60]!r}.")
        return found


def told(deed: Deed, what: str) -> Deed:
    """Say what the deed is."""
    return Deed(by=deed.by, name=deed.name, what=what, site=deed.site, widget=deed.widget)


def read_login(text: str) -> str:
    """Read what somebody signs in with. Raises Malformed."""
    login = text.strip().lower()
    if len(login) > 200 or not LOGIN.fullmatch(login):
        raise Malformed(
            "bad_login", "Write an e-mail address, or a name of a-z, 0-9, dots and hyphens, such as ada."
        )
    return login


def read_name(text: str) -> str:
    """Read a person's name. Raises Malformed."""
    name = text.strip()
    check_text(name)
    check_length(name, "name", most=80)
    return name


def read_role(text: str) -> Role:
    """Read a role. Raises Malformed."""
    try:
        return Role(text)
    except ValueError:
        raise Malformed("bad_role", f"Choose a role: {', '.join(Role)}.") from None


def make_id() -> str:
    """Make the id of a moderator."""
    return f"p_{secrets.token_urlsafe(12)}"
