"""Connections to Postgres: a pooled engine for everything but ballots, and the lanes' own connections."""

from typing import TypeAlias

import asyncpg
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Connection: TypeAlias = asyncpg.Connection

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
    "lock_timeout": "2s",
}


def sqlalchemy_url(url: str) -> URL:
    """Give the URL that SQLAlchemy wants, from a plain postgresql:// one."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def open_engine(url: str, *, size: int = 5) -> AsyncEngine:
    """Open the pool for reads and rare writes."""
    return create_async_engine(
        sqlalchemy_url(url),
        pool_size=size,
        max_overflow=size,
        pool_timeout=CONNECT_TIMEOUT,
        pool_pre_ping=False,
        connect_args={
            "timeout": CONNECT_TIMEOUT,
            "command_timeout": COMMAND_TIMEOUT,
            "server_settings": {"application_name": "voxpop", "jit": "off"},
        },
    )


async def connect_lane(url: str) -> Connection:
    """Open a lane's own connection."""
    return await asyncpg.connect(
        url, timeout=CONNECT_TIMEOUT, command_timeout=COMMAND_TIMEOUT, server_settings=LANE_SETTINGS
    )
