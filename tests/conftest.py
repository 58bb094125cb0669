"""Fixtures for all tests: real engines on demand, a browser, and no silent skips in CI."""

import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import hypothesis
import pytest

from tests.chromium import find_chromium
from tests.engines import Engines, discard, make_home, make_postgres, make_valkey
from widgets.embedded.postgres import Postgres
from widgets.embedded.valkey import Valkey

if TYPE_CHECKING:
    from tests.newsroom import Newsroom

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

IN_CI = os.environ.get("CI") == "true"
PLATFORM = "platform:"  # a skip whose reason begins so is one in CI, too

# A slow machine is no failure; CI must not fail today on what it passed yesterday.
hypothesis.settings.register_profile("voxpop", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if IN_CI else "voxpop")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Coroutine tests run on asyncio alone."""
    return "asyncio"


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """The engines of this run, of which each starts when it is first used."""
    engines = Engines()
    yield engines
    engines.close()


@pytest.fixture
def empty_database(engines: Engines) -> Iterator[str]:
    """The URL of a new database without a schema."""
    url = engines.create_database()
    yield url
    engines.drop_database(url)


@pytest.fixture
def database(engines: Engines) -> Iterator[str]:
    """The URL of a new database with today's schema."""
    url = engines.create_database(engines.template)
    yield url
    engines.drop_database(url)


@pytest.fixture
def redis_url(engines: Engines) -> str:
    """The URL of an empty Redis."""
    return engines.empty_redis()


@pytest.fixture
def engine_home() -> Iterator[Path]:
    """A folder for engines of the test's own; the test stops what it starts, or `own_postgres` does."""
    home = make_home()
    yield home
    discard(home)


@pytest.fixture
def own_postgres(engine_home: Path) -> Iterator[Callable[..., Postgres]]:
    """Makes a Postgres of the test's own, which may be killed; not started yet, stopped at the end."""
    made: list[Postgres] = []

    def make(*, fast: bool = False) -> Postgres:
        made.append(make_postgres(engine_home, fast=fast))
        return made[-1]

    yield make
    for each in made:
        each.stop()


@pytest.fixture
def own_valkey(engine_home: Path) -> Iterator[Callable[[], Valkey]]:
    """Makes a Redis-protocol server of the test's own, like `own_postgres`."""
    made: list[Valkey] = []

    def make() -> Valkey:
        made.append(make_valkey(engine_home))
        return made[-1]

    yield make
    for each in made:
        each.stop()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The program of an installed Chromium or Chrome, else of Playwright's own."""
    found = find_chromium()
    if found is None:
        pytest.skip("NO BROWSER: install Chromium or Chrome, or run `playwright install chromium`")
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that did not run is one that failed."""
    report = yield
    return _refuse_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module."""
    report = yield
    return _refuse_skip(report)


def _refuse_skip(report: Report) -> Report:
    if not IN_CI or not report.skipped or hasattr(report, "wasxfail"):
        return report
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if reason.removeprefix("Skipped: ").startswith(PLATFORM):
        return report
    report.outcome = "failed"
    report.longrepr = f"In CI a skipped test is a failure. {reason}"
    return report


@pytest.fixture
async def newsroom(database: str, redis_url: str) -> AsyncIterator["Newsroom"]:
    """One process that serves a small site, with nobody's ballots yet."""
    from tests.newsroom import opened

    async with opened(database, redis_url) as newsroom:
        yield newsroom
