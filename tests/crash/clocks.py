"""Clocks that can be set: of a process of the product, and of Postgres as the product asks it.

A process reads its shift, in seconds, from the file named by VOXPOP_TEST_CLOCK; Postgres from a table of one
row. Monotonic clocks go on as they do when a machine's clock is set.
"""

import os
import sys
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import asyncpg

VARIABLE = "VOXPOP_TEST_CLOCK"

SHIFTABLE = """
    CREATE SCHEMA shifted;
    CREATE TABLE shifted.clock AS SELECT 0 AS seconds;
    CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        RETURN pg_catalog.clock_timestamp() + (SELECT seconds FROM shifted.clock) * interval '1 second';
    CREATE FUNCTION shifted.now() RETURNS timestamptz LANGUAGE sql STABLE
        RETURN pg_catalog.now() + (SELECT seconds FROM shifted.clock) * interval '1 second';
    DO $$ BEGIN EXECUTE format(
        'ALTER DATABASE %I SET search_path = shifted, pg_catalog, public', current_database()
    ); END $$;
"""
"""Whoever connects from now on, and asks for the time without naming a schema, asks these functions."""

PATIENCE = 2.0
"""Seconds that setting Postgres's clock may take."""

true_time = time.time


def shift() -> int:
    """Give the seconds by which this process's clock is ahead."""
    try:
        return int(Path(os.environ[VARIABLE]).read_text() or 0)
    except FileNotFoundError:
        return 0


class AnyDatetime(type):
    """Lets every datetime pass for one of a class."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, datetime)


class ShiftedDatetime(datetime, metaclass=AnyDatetime):
    """Tells the shifted time; makes plain datetimes."""

    def __new__(cls, *arguments: Any, **named: Any) -> datetime:  # type: ignore[misc]
        return datetime(*arguments, **named)  # noqa: DTZ001 - as it was asked for

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + timedelta(seconds=shift())


def make_shiftable() -> None:
    """Let the modules of the product that are loaded in this process ask a clock that can be set."""
    time.time = lambda: true_time() + shift()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("api", "widgets") and getattr(module, "datetime", None) is datetime:
            module.datetime = ShiftedDatetime  # type: ignore[attr-defined]


async def make_postgres_shiftable(url: str) -> None:
    """Let everybody who connects to a database from now on ask a clock that can be set."""
    connection = await asyncpg.connect(url)
    await connection.execute(SHIFTABLE)
    await connection.close()


async def set_postgres(url: str, seconds: int) -> None:
    """Set Postgres's clock so far ahead of the true one. Raises what the driver raises."""
    connection = await asyncpg.connect(url, timeout=PATIENCE, command_timeout=PATIENCE)
    try:
        await connection.execute("UPDATE shifted.clock SET seconds = $1", seconds)
    finally:
        await connection.close(timeout=PATIENCE)
