"""Starting: seeing that the engines are there, or saying in one sentence what is wrong with them."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct

from widgets.counts import Away, Counts
from widgets.failures import Failed
from widgets.ledger import access
from widgets.ledger.connection import Engine, open_engine
from widgets.settings import Settings

LONG = 600.0
"""Seconds that one statement of a command may take."""


class Stores(Struct, frozen=True):
    """The engines as commands use them."""

    engine: Engine
    counts: Counts


async def check_engines(settings: Settings) -> None:
    """See that Postgres has this release's schema and that Redis answers. Raises Failed."""
    async with open_stores(settings):
        pass


async def migrate(settings: Settings) -> None:
    """Bring the ledger to this release's schema. Raises Failed."""
    try:
        await access.migrate(settings.database_url)
    except access.NoAccess as problem:
        raise Failed(str(problem)) from None


@asynccontextmanager
async def open_stores(settings: Settings, *, patience: float = LONG) -> AsyncIterator[Stores]:
    """Check the engines, lend them, and hang up. Raises Failed."""
    try:
        await access.check(settings.database_url)
    except access.NoAccess as problem:
        raise Failed(str(problem)) from None
    counts = open_counts(settings.redis_url)
    engine = open_engine(settings.database_url, patience=patience)
    try:
        await check_counts(counts)
        yield Stores(engine, counts)
    finally:
        await counts.close()
        await engine.dispose()


def open_counts(url: str) -> Counts:
    """Open Redis without touching it. Raises Failed for a URL that is none."""
    try:
        return Counts(url)
    except ValueError:
        raise Failed("VOXPOP_REDIS_URL is not a URL such as redis://:password@host:6379/0.") from None


async def check_counts(counts: Counts) -> None:
    """See that Redis answers. Raises Failed."""
    # What is raised says it once; the log need not say it too.
    logging.disable(logging.WARNING)
    try:
        await counts.check()
    except Away as problem:
        raise Failed(f"{problem} Start it, or correct VOXPOP_REDIS_URL.") from None
    finally:
        logging.disable(logging.NOTSET)
