"""Connections to Postgres: a pooled engine for everything but ballots, and the lanes' own connections."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from widgets.errors import Unavailable

Connection: TypeAlias = asyncpg.Connection

Engine: TypeAlias = AsyncEngine
"""The pool for reads and rare writes, as the use cases hold it without knowing what it is."""

LOSSES = (
    OSError,
    PoolTimeout,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)
"""What the driver and the pool raise when Postgres is away, beside what `is_loss` recognises."""

PASSING = ("08", "28", "3D", "40", "42P01", "53", "55", "57")
"""Beginnings of SQLSTATEs that say nothing about what was asked: connection, password, a database or a table
that is not there, as while a backup is restored, serialization and deadlock, resources, locks, operator
intervention. Asking again later is right."""

CONNECT_TIMEOUT = 2.0
"""Seconds to wait for a connection before Postgres counts as away."""

COMMAND_TIMEOUT = 5.0
"""Seconds to wait for an answer before a connection counts as lost."""

LANE_SETTINGS = {
    "application_name": "voxpop lane",
    # The lanes' few statements have one good plan each; planning them anew costs more than running them.
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    # Every look-up is by primary key: a plan made while tables were empty must not scan them full.
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "idle_in_transaction_session_timeout": "15s",
    # Longer than a batch takes; a widget that is held for longer gives its turn to others.
    "lock_timeout": "250ms",
}


def sqlalchemy_url(url: str) -> URL:
    """Give the URL that SQLAlchemy wants, from a plain postgresql:// one."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def open_engine(url: str, *, size: int = 5, patience: float = COMMAND_TIMEOUT) -> AsyncEngine:
    """Open the pool for reads and rare writes; `patience` is how many seconds one statement may take."""
    return create_async_engine(
        sqlalchemy_url(url),
        pool_size=size,
        max_overflow=size,
        pool_timeout=CONNECT_TIMEOUT,
        pool_pre_ping=False,
        connect_args={
            "timeout": CONNECT_TIMEOUT,
            "command_timeout": patience,
            "server_settings": {
                "application_name": "voxpop",
                "jit": "off",
                # A process that is stopped in the middle of a change must not hold its tallies for ever.
                "idle_in_transaction_session_timeout": "60s",
            },
        },
    )


async def connect_lane(url: str) -> Connection:
    """Open a lane's own connection."""
    return await asyncpg.connect(
        url, timeout=CONNECT_TIMEOUT, command_timeout=COMMAND_TIMEOUT, server_settings=LANE_SETTINGS
    )


@asynccontextmanager
async def reading(engine: Engine, *, one_moment: bool = False) -> AsyncIterator[AsyncConnection]:
    """Lend a connection to read with; with `one_moment`, all statements see the same state.

    Raises Unavailable where Postgres is away.
    """
    async with telling_loss(), engine.connect() as connection:
        if one_moment:
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield connection


@asynccontextmanager
async def writing(engine: Engine) -> AsyncIterator[AsyncConnection]:
    """Lend a connection for one transaction, committed at the end. Raises Unavailable like `reading`."""
    async with telling_loss(), engine.begin() as connection:
        yield connection


@asynccontextmanager
async def telling_loss() -> AsyncIterator[None]:
    """Turn what the driver says of a lost or missing Postgres into a refusal."""
    try:
        yield
    except LOSSES as loss:
        raise away() from loss
    except DBAPIError as error:
        if is_loss(error):
            raise away() from error
        raise


def is_loss(error: DBAPIError) -> bool:
    """Tell whether Postgres, and not what it was asked, is at fault."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(PASSING) or isinstance(error, InterfaceError)


def away() -> Unavailable:
    """Say that Postgres is away."""
    return Unavailable(
        "ledger_away", "The ledger cannot be reached right now; try again shortly.", retry_after=2
    )
