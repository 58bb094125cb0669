"""What moderators are to sites, changed together with what follows: sessions end, and the log knows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.errors import Conflicting, Unknown
from widgets.ledger import deeds, links, moderators, sessions
from widgets.ledger.connection import Engine, writing
from widgets.roles import Role
from widgets.staff import Deed, Invitation, Moderator


async def accept(
    engine: Engine, invitation: Invitation, moderator: Moderator, now: datetime, *, new: bool
) -> bool:
    """Use an invitation up for a moderator, who is kept first if new; tell whether it was still good.

    Raises Conflicting for a login that is taken, and for who has a post at the site already.
    """
    what = f"joined as {invitation.role.value}, invited by {invitation.invited_by}"
    async with writing(engine) as connection:
        if not await links.use(connection, invitation.key, now):
            return False
        if new and not await moderators.add(connection, moderator):
            raise Conflicting("known_login", "There is somebody of this name already: sign in first.")
        # An invitation may be older than the post that its moderator has by now, or was taken out of.
        if moderator.id in await moderators.lock_posts(connection, invitation.site):
            raise Conflicting("already_there", "You are among this site's people already.")
        await moderators.appoint(connection, invitation.site, moderator.id, invitation.role)
        deed = Deed(by=moderator.id, name=moderator.name, what=what, site=invitation.site)
        await deeds.note(connection, deed)
    return True


async def change(engine: Engine, member: str, deed: Deed, *, role: Role) -> None:
    """Give somebody another role. Raises Unknown and Conflicting."""
    async with changing(engine, member, deed, stays_owner=role is Role.OWNER) as connection:
        await moderators.change_role(connection, deed.site, member, role)


async def suspend(engine: Engine, member: str, deed: Deed, at: datetime | None) -> None:
    """Keep somebody out of a site, or with None no longer. Raises Unknown and Conflicting."""
    async with changing(engine, member, deed, stays_owner=at is None) as connection:
        await moderators.suspend(connection, deed.site, member, at)


async def dismiss(engine: Engine, member: str, deed: Deed) -> None:
    """Take somebody's post away. Raises Unknown and Conflicting."""
    async with changing(engine, member, deed, stays_owner=False) as connection:
        await moderators.dismiss(connection, deed.site, member)


@asynccontextmanager
async def changing(
    engine: Engine, member: str, deed: Deed, *, stays_owner: bool
) -> AsyncIterator[AsyncConnection]:
    """Lend a transaction that changes one post, ends that moderator's sessions and is logged.

    `{name}` in the deed becomes the moderator's. Raises Unknown for who is none of the site's people, and
    Conflicting where no owner would be left who can come in.
    """
    async with writing(engine) as connection:
        posts = await moderators.lock_posts(connection, deed.site)
        if member not in posts:
            raise Unknown("unknown_moderator", "They are not among this site's people any more.")
        owners = {id for id, (role, out) in posts.items() if role is Role.OWNER and not out}
        if not stays_owner and owners == {member}:
            raise Conflicting(
                "last_owner", "A site needs an owner who can come in: make somebody else owner first."
            )
        yield connection
        await sessions.end(connection, member)
        about = await moderators.get(connection, member)
        named = deed.what.replace("{name}", about.name)
        await deeds.note(connection, msgspec.structs.replace(deed, what=named))


async def install(engine: Engine, moderator: Moderator, site: str, role: Role) -> Moderator:
    """Keep a moderator if the login is new, and give the one of this login a role; give who it is."""
    async with writing(engine) as connection:
        await moderators.add(connection, moderator)
        found = await moderators.find_by(connection, moderator.login)
        if found is None:
            raise Conflicting("changing", "Somebody removes them just now; try again.")
        await moderators.appoint(connection, site, found.id, role)
        await sessions.end(connection, found.id)
        what = f"added {found.name} as {role.value}"
        await deeds.note(connection, Deed(by="", name="The console", what=what, site=site))
    return found


async def disable(engine: Engine, moderator: Moderator, at: datetime | None) -> None:
    """Keep a moderator out everywhere, or with None no longer."""
    what = f"{'enabled' if at is None else 'disabled'} {moderator.login}"
    async with writing(engine) as connection:
        await moderators.change(connection, moderator.id, {"disabled_at": at})
        await sessions.end(connection, moderator.id)
        await links.withdraw_sign_ins(connection, moderator.id)
        await deeds.note(connection, Deed(by="", name="The console", what=what))
