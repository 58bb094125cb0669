"""Sessions in the ledger: who is signed in where."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.moderators import from_row
from widgets.ledger.staff_tables import moderator as moderators
from widgets.ledger.staff_tables import post as posts
from widgets.ledger.staff_tables import session as table
from widgets.ledger.tables import site as sites
from widgets.roles import Role
from widgets.staff import Post, Presence, Session


async def begin(connection: AsyncConnection, moderator: str, session: Session) -> None:
    """Keep a new session."""
    await connection.execute(
        insert(table).values(
            key=session.key,
            moderator=moderator,
            created_at=session.created_at,
            seen_at=session.seen_at,
            by_link=session.by_link,
            browser=session.browser,
        )
    )


async def find(engine: Engine, key: bytes, *, begun: datetime, seen: datetime) -> Presence | None:
    """Give who is behind a session that began and was last seen after these times; None for nobody."""
    alive = and_(table.c.created_at > begun, table.c.seen_at > seen, moderators.c.disabled_at.is_(None))
    held = and_(posts.c.moderator == moderators.c.id, posts.c.suspended_at.is_(None))
    query = (
        select(moderators, *columns(), posts.c.site, posts.c.role, sites.c.name.label("site_name"))
        .join(table, table.c.moderator == moderators.c.id)
        .outerjoin(posts, held)
        .outerjoin(sites, sites.c.id == posts.c.site)
        .where(table.c.key == key, alive)
        .order_by(sites.c.name, posts.c.site)
    )
    async with reading(engine) as connection:
        rows = (await connection.execute(query)).all()
    if not rows:
        return None
    held_posts = [
        Post(site=row.site, site_name=row.site_name, role=Role(row.role)) for row in rows if row.site_name
    ]
    return Presence(moderator=from_row(rows[0]), session=read(rows[0]), posts=held_posts)


async def touch(engine: Engine, key: bytes, now: datetime) -> None:
    """Note that a session was used."""
    async with writing(engine) as connection:
        await connection.execute(update(table).where(table.c.key == key).values(seen_at=now))


async def of_moderator(engine: Engine, moderator: str, most: int) -> list[Session]:
    """Give a moderator's sessions, the last used first."""
    query = select(*columns()).where(table.c.moderator == moderator).order_by(table.c.seen_at.desc())
    async with reading(engine) as connection:
        return [read(row) for row in await connection.execute(query.limit(most))]


async def end(
    connection: AsyncConnection,
    moderator: str,
    *,
    key: bytes | None = None,
    but: bytes | None = None,
) -> None:
    """End a moderator's sessions: the one of this key, or all, or all but one."""
    which: list[ColumnElement[bool]] = [table.c.moderator == moderator]
    if key is not None:
        which.append(table.c.key == key)
    if but is not None:
        which.append(table.c.key != but)
    await connection.execute(delete(table).where(*which))


async def forget_expired(engine: Engine, *, begun: datetime, seen: datetime) -> None:
    """Remove the sessions that began or were last seen before these times."""
    async with writing(engine) as connection:
        over = or_(table.c.created_at <= begun, table.c.seen_at <= seen)
        await connection.execute(delete(table).where(over))


def columns() -> list[ColumnElement[Any]]:
    """Name a session's columns so that they differ from a moderator's."""
    return [
        table.c.key,
        table.c.created_at.label("begun_at"),
        table.c.seen_at,
        table.c.by_link,
        table.c.browser,
    ]


def read(row: Row[Any]) -> Session:
    """Read a session from its row."""
    return Session(
        key=row.key, created_at=row.begun_at, seen_at=row.seen_at, by_link=row.by_link, browser=row.browser
    )
