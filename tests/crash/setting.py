"""Faults in which somebody sets a clock, while all go on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from tests.crash.clocks import set_postgres
from tests.crash.scene import Scene, Toothless

HOUR = 3600


@asynccontextmanager
async def set_clocks(scene: Scene) -> AsyncIterator[None]:
    """Set the clocks of services an hour ahead or back, so that no two processes agree, and then right."""
    services = scene.random.sample(scene.installation.services(), 2)
    ahead, behind = (service.clock for service in services)
    ahead.write_text(f"{HOUR}")
    behind.write_text(f"{-HOUR}")
    try:
        await asyncio.sleep(1)
        yield
    finally:
        ahead.unlink()
        behind.unlink()


@asynccontextmanager
async def set_postgres_clock(scene: Scene) -> AsyncIterator[None]:
    """Set Postgres's clock an hour ahead or back, and then right: each time it jumps."""
    url = scene.installation.postgres.url
    try:
        await set_postgres(url, scene.random.choice((HOUR, -HOUR)))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        raise Toothless("there is no Postgres whose clock could be set") from None
    try:
        await asyncio.sleep(1)
        yield
    finally:
        # Where Postgres died meanwhile its clock stays wrong, which must not matter either.
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await set_postgres(url, 0)
