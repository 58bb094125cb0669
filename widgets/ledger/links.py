"""Links that are good once, in the ledger: to sign in, and to join a site."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger import deeds
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.moderators import from_row
from widgets.ledger.staff_tables import link as table
from widgets.ledger.staff_tables import moderator as moderators
from widgets.ledger.tables import site as sites
from widgets.roles import Role
from widgets.staff import Deed, Invitation, Moderator


async def make_sign_in(engine: Engine, key: bytes, moderator: Moderator, expires_at: datetime) -> None:
    """Keep a link that signs a moderator in, made at the console."""
    values = {"key": key, "moderator": moderator.id, "made_by": "The console", "expires_at": expires_at}
    async with writing(engine) as connection:
        await connection.execute(insert(table).values(**values))
        what = f"made a sign-in link for {moderator.login}"
        await deeds.note(connection, Deed(by="", name="The console", what=what))


async def invite(engine: Engine, invitation: Invitation, deed: Deed) -> None:
    """Keep an invitation; an older one of the same person to the same site is good no longer."""
    async with writing(engine) as connection:
        await withdraw(connection, invitation.site, invitation.login)
        await connection.execute(
            insert(table).values(
                key=invitation.key,
                site=invitation.site,
                login=invitation.login,
                role=invitation.role.value,
                made_by=invitation.invited_by,
                expires_at=invitation.expires_at,
            )
        )
        await deeds.note(connection, deed)


async def uninvite(engine: Engine, login: str, deed: Deed) -> None:
    """Take an invitation to the deed's site back, if there is one."""
    async with writing(engine) as connection:
        if await withdraw(connection, deed.site, login):
            await deeds.note(connection, deed)


async def find_sign_in(engine: Engine, key: bytes, now: datetime) -> Moderator | None:
    """Give whom a link would sign in; using it is another matter."""
    query = (
        select(moderators)
        .join(table, table.c.moderator == moderators.c.id)
        .where(table.c.key == key, table.c.expires_at > now, moderators.c.disabled_at.is_(None))
    )
    async with reading(engine) as connection:
        row = (await connection.execute(query)).one_or_none()
    return from_row(row) if row else None


async def find_invitation(engine: Engine, key: bytes, now: datetime) -> Invitation | None:
    """Give the invitation of a link, or None."""
    async with reading(engine) as connection:
        rows = await connection.execute(invitations(now).where(table.c.key == key))
        return next(map(read, rows), None)


async def open_invitations(engine: Engine, site: str, now: datetime, most: int) -> list[Invitation]:
    """Give the invitations to a site that nobody has accepted yet, by login."""
    query = invitations(now).where(table.c.site == site).order_by(table.c.login).limit(most)
    async with reading(engine) as connection:
        return [read(row) for row in await connection.execute(query)]


async def use(connection: AsyncConnection, key: bytes, now: datetime) -> bool:
    """Use a link up, and tell whether it was still good: two who try at once are one too many."""
    used = await connection.execute(delete(table).where(table.c.key == key, table.c.expires_at > now))
    return used.rowcount == 1


async def withdraw(connection: AsyncConnection, site: str, login: str) -> bool:
    """Take an invitation back, and tell whether there was one."""
    gone = await connection.execute(delete(table).where(table.c.site == site, table.c.login == login))
    return gone.rowcount > 0


async def withdraw_sign_ins(connection: AsyncConnection, moderator: str) -> None:
    """Take all links back that would sign a moderator in."""
    await connection.execute(delete(table).where(table.c.moderator == moderator))


async def forget_expired(engine: Engine, now: datetime) -> None:
    """Remove the links that are good no longer."""
    async with writing(engine) as connection:
        await connection.execute(delete(table).where(table.c.expires_at <= now))


def invitations(now: datetime) -> Any:
    """Ask for invitations that are still good."""
    return (
        select(table, sites.c.name.label("site_name"))
        .join(sites, sites.c.id == table.c.site)
        .where(table.c.expires_at > now)
    )


def read(row: Row[Any]) -> Invitation:
    """Read an invitation from its row."""
    return Invitation(
        key=row.key,
        site=row.site,
        site_name=row.site_name,
        login=row.login,
        role=Role(row.role),
        invited_by=row.made_by,
        expires_at=row.expires_at,
    )
