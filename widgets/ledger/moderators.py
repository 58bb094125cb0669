"""Moderators and their posts in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger.connection import Engine, reading
from widgets.ledger.staff_tables import moderator as table
from widgets.ledger.staff_tables import post as posts
from widgets.ledger.staff_tables import session as sessions
from widgets.roles import Role
from widgets.staff import Member, Moderator


async def find(engine: Engine, login: str) -> Moderator | None:
    """Give the moderator of this login, or None."""
    async with reading(engine) as connection:
        return await find_by(connection, login)


async def find_by(connection: AsyncConnection, login: str) -> Moderator | None:
    """The same within a transaction."""
    row = (await connection.execute(select(table).where(table.c.login == login))).one_or_none()
    return from_row(row) if row else None


async def get(connection: AsyncConnection, id: str) -> Moderator:
    """Give the moderator of this id, who is there."""
    return from_row((await connection.execute(select(table).where(table.c.id == id))).one())


async def select_all(engine: Engine, most: int) -> list[tuple[Moderator, dict[str, Role]]]:
    """Give moderators with their roles by site, by login."""
    query = select(table).order_by(table.c.login).limit(most)
    async with reading(engine) as connection:
        found = [from_row(row) for row in await connection.execute(query)]
        held = await connection.execute(
            select(posts).where(posts.c.moderator.in_([each.id for each in found])).order_by(posts.c.site)
        )
        roles: dict[str, dict[str, Role]] = {}
        for row in held:
            roles.setdefault(row.moderator, {})[row.site] = Role(row.role)
    return [(each, roles.get(each.id, {})) for each in found]


async def add(connection: AsyncConnection, moderator: Moderator) -> bool:
    """Keep a new moderator; tell whether the login was still free."""
    statement = insert(table).values(
        id=moderator.id, login=moderator.login, name=moderator.name, password=moderator.password
    )
    added = await connection.execute(statement.on_conflict_do_nothing())
    return added.rowcount == 1


async def change(connection: AsyncConnection, id: str, changes: Mapping[str, Any]) -> None:
    """Change what is kept of a moderator."""
    await connection.execute(update(table).where(table.c.id == id).values(**changes))


async def members(engine: Engine, site: str, most: int) -> list[Member]:
    """Give a site's people, by name."""
    seen = (
        select(sessions.c.moderator, func.max(sessions.c.seen_at).label("seen_at"))
        .where(sessions.c.moderator.in_(select(posts.c.moderator).where(posts.c.site == site)))
        .group_by(sessions.c.moderator)
        .subquery()
    )
    query = (
        select(table, posts.c.role, posts.c.suspended_at, seen.c.seen_at)
        .join(posts, posts.c.moderator == table.c.id)
        .outerjoin(seen, seen.c.moderator == table.c.id)
        .where(posts.c.site == site)
        .order_by(table.c.name, table.c.id)
        .limit(most)
    )
    async with reading(engine) as connection:
        return [read_member(row) for row in await connection.execute(query)]


async def lock_posts(connection: AsyncConnection, site: str) -> dict[str, tuple[Role, bool]]:
    """Give the role of each of a site's people and whether it is out, until the transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"posts {site}", 0))))
    rows = await connection.execute(
        select(posts, table.c.disabled_at).join(table, table.c.id == posts.c.moderator)
        .where(posts.c.site == site)
    )  # fmt: skip
    return {
        row.moderator: (Role(row.role), row.suspended_at is not None or row.disabled_at is not None)
        for row in rows
    }


async def appoint(connection: AsyncConnection, site: str, moderator: str, role: Role) -> None:
    """Let a moderator come into a site in a role, instead of any before."""
    statement = insert(posts).values(site=site, moderator=moderator, role=role.value)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[posts.c.site, posts.c.moderator],
            set_={"role": role.value, "suspended_at": None},
        )
    )


async def change_role(connection: AsyncConnection, site: str, moderator: str, role: Role) -> None:
    """Give one of a site's people another role; who is shut out stays so."""
    which = (posts.c.site == site) & (posts.c.moderator == moderator)
    await connection.execute(update(posts).where(which).values(role=role.value))


async def suspend(connection: AsyncConnection, site: str, moderator: str, at: datetime | None) -> None:
    """Keep a moderator out of a site, or with None no longer."""
    which = (posts.c.site == site) & (posts.c.moderator == moderator)
    await connection.execute(update(posts).where(which).values(suspended_at=at))


async def dismiss(connection: AsyncConnection, site: str, moderator: str) -> None:
    """Take a moderator's post at a site away."""
    which = (posts.c.site == site) & (posts.c.moderator == moderator)
    await connection.execute(delete(posts).where(which))


def from_row(row: Row[Any]) -> Moderator:
    """Read a moderator from a row."""
    return Moderator(
        id=row.id, login=row.login, name=row.name, password=row.password, disabled_at=row.disabled_at
    )


def read_member(row: Row[Any]) -> Member:
    """Read one of a site's people from a row."""
    return Member(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        suspended_at=row.suspended_at,
        disabled_at=row.disabled_at,
        seen_at=row.seen_at,
        has_password=row.password is not None,
    )
