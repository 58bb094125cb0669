"""What keeps a process from using Postgres, in one sentence for whoever started it."""

import asyncpg
from alembic.util import CommandError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from widgets.ledger.connection import CONNECT_TIMEOUT, Connection, is_loss
from widgets.ledger.migration import known_revisions, newest, upgrade

SETTING = "VOXPOP_DATABASE_URL"


class NoAccess(Exception):
    """Postgres cannot be used as things are. The text says why, and what to do; it holds no password."""


async def check(url: str) -> None:
    """See that Postgres is there and has this release's schema. Raises NoAccess."""
    connection = await connect(url)
    try:
        stands = await find_revision(connection)
    finally:
        await connection.close()
    if stands is None:
        raise NoAccess(f"The database {name_of(url)} has no tables of Voxpop yet: run `voxpop migrate`.")
    if stands not in known_revisions():
        raise newer(url, stands)
    if stands != newest():
        raise NoAccess(
            f"The tables in {name_of(url)} are of an older release ({stands}, not {newest()}): "
            "run `voxpop migrate`."
        )


async def migrate(url: str) -> None:
    """Bring the tables to this release's schema. Raises NoAccess."""
    await (await connect(url)).close()
    try:
        await upgrade(url)
    except CommandError:
        raise newer(url, "unknown to this one") from None
    except DBAPIError as error:
        if not is_loss(error):
            raise
        raise NoAccess(
            f"The tables in {name_of(url)} could not be changed: {str(error.orig).splitlines()[0]}. "
            "Nothing half-done is left; try again."
        ) from None
    except OSError as error:
        raise unreachable(url, error) from None


async def connect(url: str) -> Connection:
    """Open a connection. Raises NoAccess."""
    try:
        return await asyncpg.connect(url, timeout=CONNECT_TIMEOUT)
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidPasswordError):
        raise NoAccess(f"Postgres refuses the user or the password in {SETTING}; correct it.") from None
    except asyncpg.InvalidCatalogNameError:
        raise NoAccess(f"Postgres has no database {name_of(url)}: create it, or correct {SETTING}.") from None
    except asyncpg.PostgresError as error:
        raise NoAccess(f"Postgres does not let Voxpop in: {error}.") from None
    except OSError as error:
        raise unreachable(url, error) from None
    except (asyncpg.InterfaceError, ValueError, OverflowError, ArgumentError):
        raise NoAccess(f"{SETTING} is not a URL such as postgresql://user:password@host/name.") from None


async def find_revision(connection: Connection) -> str | None:
    """Give the last migration that the database has seen, or None."""
    try:
        revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    return revision


def unreachable(url: str, error: OSError) -> NoAccess:
    """Say that nobody answers."""
    reason = error.strerror or str(error) or f"no answer within {CONNECT_TIMEOUT:.0f} s"
    return NoAccess(
        f"Postgres cannot be reached at {name_of(url)} ({reason}): start it, or correct {SETTING}."
    )


def newer(url: str, revision: str) -> NoAccess:
    """Say that another release has been here."""
    return NoAccess(
        f"The tables in {name_of(url)} are of a newer release of Voxpop ({revision}): run that release."
    )


def name_of(url: str) -> str:
    """Name a database without its user and password."""
    parts = make_url(url)
    return f"{parts.host or 'this machine'}:{parts.port or 5432}/{parts.database or ''}"
