"""Fixtures for running the console script."""

from pathlib import Path

import pytest

from tests.cli.console import Console
from tests.newsroom import READER_SECRET
from widgets.embedded.keeping import keep_port


@pytest.fixture
def bare_console(
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Console:
    """A console without a database."""
    console = Console(monkeypatch, capsys)
    console.use(redis_url=redis_url, secrets=READER_SECRET, reader_secret=READER_SECRET)
    console.use(media=str(tmp_path_factory.mktemp("media")))
    return console


@pytest.fixture
def console(database: str, bare_console: Console) -> Console:
    bare_console.use(database_url=database)
    return bare_console


@pytest.fixture
def fresh_console(empty_database: str, bare_console: Console) -> Console:
    bare_console.use(database_url=empty_database)
    return bare_console


@pytest.fixture
def nowhere(tmp_path: Path) -> str:
    """An address at which nobody listens."""
    return f"127.0.0.1:{keep_port(tmp_path / 'port')}"
