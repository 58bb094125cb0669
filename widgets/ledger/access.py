"""What keeps a process from using Postgres, in one sentence for whoever started it."""

from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from widgets.ledger.connection import CONNECT_TIMEOUT, Connection, is_loss

SETTING = "VOXPOP_DATABASE_URL"
VERSIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"

REVISIONS = sorted(each.name.partition("_")[0] for each in VERSIONS.glob("[0-9]*.py"))
"""All migrations of this release in order, by the numbers their files begin with."""


class NoAccess(Exception):
    """Postgres cannot be used as things are. The text says why, and what to do; it holds no password."""


async def check(url: str) -> None:
    """See that Postgres is there and has this release's schema. Raises NoAccess."""
    stands, release = await find_revision(url), REVISIONS[-1]
    if stands is None:
        raise NoAccess(f"The database {name_of(url)} has no tables of Voxpop yet: run `voxpop migrate`.")
    if stands not in REVISIONS:
        raise NoAccess(
            f"The tables in {name_of(url)} are of a newer release of Voxpop ({stands}): run that release."
        )
    if stands != release:
        raise NoAccess(
            f"The tables in {name_of(url)} are of an older release ({stands}, not {release}): "
            "run `voxpop migrate`."
        )


async def migrate(url: str) -> None:
    """Bring the tables to this release's schema. Raises NoAccess."""
    stands = await find_revision(url)
    if stands == REVISIONS[-1]:
        return
    if stands is not None and stands not in REVISIONS:
        await check(url)
    # Alembic takes long to import, and is needed once a release.
    from widgets.ledger.migration import upgrade

    try:
        await upgrade(url)
    except DBAPIError as error:
        if not is_loss(error):
            raise
        raise NoAccess(
            f"The tables in {name_of(url)} could not be changed: {str(error.orig).splitlines()[0]}. "
            "Nothing half-done is left; try again."
        ) from None
    except OSError as error:
        raise unreachable(url, error) from None


async def find_revision(url: str) -> str | None:
    """Give the last migration that a database has seen, or None. Raises NoAccess."""
    connection = await connect(url)
    try:
        revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()
    return revision


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


def unreachable(url: str, error: OSError) -> NoAccess:
    """Say that nobody answers."""
    reason = error.strerror or str(error) or f"no answer within {CONNECT_TIMEOUT:.0f} s"
    return NoAccess(
        f"Postgres cannot be reached at {name_of(url)} ({reason}): start it, or correct {SETTING}."
    )


def name_of(url: str) -> str:
    """Name a database without its user and password."""
    parts = make_url(url)
    return f"{parts.host or 'this machine'}:{parts.port or 5432}/{parts.database or ''}"
