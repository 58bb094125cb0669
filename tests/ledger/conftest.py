"""Fixtures for the tests of the ledger."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.ledger.votes import connected, opened
from widgets.ledger.connection import Engine, open_engine
from widgets.ledger.lanes import Lanes


@pytest.fixture
async def lanes(database: str) -> AsyncIterator[Lanes]:
    async with opened(database) as lanes:
        yield lanes


@pytest.fixture
async def postgres(database: str) -> AsyncIterator[asyncpg.Connection]:
    async with connected(database) as connection:
        yield connection


@pytest.fixture
async def engine(database: str) -> AsyncIterator[Engine]:
    engine = open_engine(database)
    yield engine
    await engine.dispose()
