"""Clocks that a fault sets are those that the product asks."""

import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from tests.crash.clocks import VARIABLE, make_postgres_shiftable, set_postgres

TELL = """
import time
from datetime import UTC, datetime
from tests.crash.clocks import make_shiftable
from widgets import casting, results
true = time.time()
make_shiftable()
moments = [casting.time.time(), results.datetime.now(UTC).timestamp()]
kept = results.datetime(2026, 1, 1, tzinfo=UTC)
assert type(kept) is datetime and isinstance(kept, results.datetime)
print(*(round((moment - true) / 60) for moment in moments))
"""


@pytest.mark.parametrize(("set_to", "minutes"), [("3600", 60), ("-3600", -60), (None, 0)])
def test_a_process_whose_clock_is_set_asks_that(tmp_path: Path, set_to: str | None, minutes: int) -> None:
    clock = tmp_path / "clock"
    if set_to is not None:
        clock.write_text(set_to)
    told = subprocess.run(
        [sys.executable, "-c", TELL], env={VARIABLE: str(clock)}, capture_output=True, text=True
    )
    assert told.stdout.split() == [str(minutes)] * 2, told.stderr


@pytest.mark.parametrize("seconds", [3600, -3600, 0])
async def test_a_postgres_whose_clock_is_set_asks_that(empty_database: str, seconds: int) -> None:
    await make_postgres_shiftable(empty_database)
    await set_postgres(empty_database, seconds)
    connection = await asyncpg.connect(empty_database)
    for clock in ("clock_timestamp", "now"):
        ahead = await connection.fetchval(f"SELECT {clock}() - pg_catalog.{clock}()")
        assert round(ahead.total_seconds()) == seconds
    await connection.close()
