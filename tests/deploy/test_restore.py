"""Backup and restore, typed as docs/production.md says, on a Postgres like production's."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.serving import ORIGIN, Service, make_settings, serving
from tests.deploy.composing import SECRETS
from tests.deploy.edge import free_ports
from tests.deploy.engines import Postgres, running_postgres
from tests.deploy.test_production_docs import TEXT
from widgets.ledger.migration import upgrade

# What stands in for Docker: the containers' commands, run right here.
DOCKER = """#!/bin/bash
[ "$1" = compose ] || exit 0
verb=$2; shift 2
while [[ $1 == -* ]]; do shift; done
service=$1; shift || true
case $verb in
    exec) exec "$@" ;;
    run) [ "$service" = migrate ] && exec voxpop migrate; exec "$@" ;;
    stop|up|down) ;;
    *) exit 64 ;;
esac
"""
PAGE = f"{ORIGIN}/article"


class Operator:
    """Whoever types what the documentation says."""

    def __init__(self, folder: Path, postgres: Postgres, redis_url: str) -> None:
        self.folder = folder
        programs = folder / "bin"
        programs.mkdir()
        self.write(programs / "docker", DOCKER)
        self.write(programs / "voxpop", f'#!/bin/sh\nexec {sys.executable} -m widgets.cli "$@"\n')
        engines = {"VOXPOP_DATABASE_URL": postgres.url, "VOXPOP_REDIS_URL": redis_url}
        self.environment = postgres.inside | engines | SECRETS
        self.environment["PATH"] = f"{programs}:{self.environment['PATH']}"

    def write(self, file: Path, text: str) -> None:
        """Write a program."""
        file.write_text(text)
        file.chmod(0o755)

    def type(self, heading: str, number: int = 0, **environment: str) -> str:
        """Type a block of the documentation, and give what is said."""
        (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## )", TEXT, flags=re.MULTILINE | re.DOTALL)
        block = re.findall(r"```sh\n(.*?)```", section, flags=re.DOTALL)[number]
        done = subprocess.run(
            ["bash", "-euc", block],
            cwd=self.folder,
            env=self.environment | environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stderr


@pytest.fixture
def production(engine_home: Path) -> Iterator[Postgres]:
    """Production's Postgres with today's tables."""
    with running_postgres(engine_home) as postgres:
        asyncio.run(upgrade(postgres.url))
        yield postgres


@pytest.fixture
def operator(tmp_path: Path, production: Postgres, redis_url: str) -> Operator:
    """Whoever runs that production."""
    return Operator(tmp_path, production, redis_url)


def cast(service: Service) -> None:
    """Let a new reader love the page."""
    answer = service.put(service.place(PAGE), {"reactions": ["love"]}, service.mint())
    assert answer.status_code == 200


def shown(service: Service) -> object:
    """How many readers love the page, as readers see it."""
    return service.page(PAGE)["reactions"]["tally"]["love"]


def test_a_dump_brings_back_what_stood_and_redis_keeps_nothing_newer(operator, production, redis_url):
    with serving(make_settings(production.url, redis_url)) as service:
        cast(service)
        operator.type("Backup", 0)
        cast(service)
        service.await_that(lambda: shown(service) == 2)
    assert "0 with differences" in operator.type("Restore", 0)
    with serving(make_settings(production.url, redis_url)) as service:
        assert shown(service) == 1
        cast(service)
        service.await_that(lambda: shown(service) == 2)


def test_a_copy_of_the_files_is_a_postgres_with_all_that_stood(operator, production, redis_url, tmp_path):
    with serving(make_settings(production.url, redis_url)) as service:
        cast(service)
        operator.type("Backup", 1)
        cast(service)
    folder = Path(production.inside["PGHOST"])
    (port,) = free_ports("postgres").values()
    copy = Postgres(folder, production.account, port)
    copy.inside["PGDATA"] = str(folder / "copy")
    operator.type("Restore", 1, PGDATA=copy.inside["PGDATA"])
    if copy.account is not None:
        # In its container it is nobody but Postgres who unpacks them.
        owner = f"{copy.account.uid}:{copy.account.gid}"
        subprocess.run(["chown", "-R", owner, copy.inside["PGDATA"]], check=True)
    with copy.running():
        sheets = "SELECT count(*) FROM sheet"
        assert (copy.ask(sheets, "voxpop"), production.ask(sheets, "voxpop")) == ("1", "2")
