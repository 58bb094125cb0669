"""Fixtures for the tests of counts."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from redis.asyncio import Redis

from tests.counts.samples import Clock, bare, opened
from widgets.counts import Counts, connection
from widgets.embedded.valkey import Valkey


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long for Redis, so that a machine with much else to do fails no test."""
    monkeypatch.setattr(connection, "PATIENCE", 30.0)


@pytest.fixture
def impatient(patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a short time only, in tests in which Redis does not answer."""
    monkeypatch.setattr(connection, "PATIENCE", 0.5)


@pytest.fixture
async def counts(redis_url: str) -> AsyncIterator[Counts]:
    async with opened(redis_url) as counts:
        yield counts


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with bare(redis_url) as client:
        yield client


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def valkey(own_valkey: Callable[[], Valkey]) -> Iterator[Valkey]:
    """A server of the test's own, started; frozen or dead at the end is fine."""
    server = own_valkey()
    server.start()
    yield server
    if server.process.is_running():
        server.process.resume()
