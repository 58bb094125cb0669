"""The health checks of our own containers."""

import asyncio
import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.api.serving import make_settings, serving
from tests.deploy.composing import ROOT, SECRETS, SERVICES
from widgets.ledger.migration import upgrade

PROGRAM = ROOT / "deploy" / "healthy.py"


def check(what: str, **environment: str) -> tuple[int, str]:
    """Run a health check, and give its exit code and what it says."""
    done = subprocess.run(
        [sys.executable, PROGRAM, what], env=os.environ | environment, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@contextmanager
def working(database: str, redis_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker."""
    engines = {"VOXPOP_DATABASE_URL": database, "VOXPOP_REDIS_URL": redis_url}
    worker = subprocess.Popen(
        [sys.executable, "-m", "widgets.cli", "work"], env=os.environ | engines | SECRETS
    )
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def test_the_checks_that_compose_names_are_there():
    for name in ("api", "worker"):
        assert SERVICES[name]["healthcheck"]["test"] == ["CMD", "python", "/opt/voxpop/healthy.py", name]
    assert check("nothing")[0] == 2


def test_an_api_is_well_as_long_as_it_serves(database, redis_url):
    settings = make_settings(
        database, redis_url, public_url="https://voxpop.example", allowed_hosts=("localhost",)
    )
    with serving(settings) as service:
        assert check("api", VOXPOP_PORT=str(service.port)) == (0, "Well.\n")
    code, said = check("api", VOXPOP_PORT=str(service.port))
    assert (code, "does not answer" in said) == (1, True)


def test_an_api_that_cannot_serve_is_not_well(own_postgres):
    postgres = own_postgres(fast=True)
    postgres.start()
    asyncio.run(upgrade(postgres.url))
    with serving(make_settings(postgres.url, "redis://127.0.0.1:1/0")) as service:
        assert check("api", VOXPOP_PORT=str(service.port))[0] == 0, "reads come from Postgres"
        postgres.stop()
        code, said = check("api", VOXPOP_PORT=str(service.port))
    assert (code, "503" in said) == (1, True)


@pytest.fixture
def healthy(database, monkeypatch):
    """The program as a module, for the database of the test."""
    monkeypatch.setenv("VOXPOP_DATABASE_URL", database)
    spec = importlib.util.spec_from_file_location("healthy", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.anyio
async def test_a_worker_is_well_as_long_as_postgres_hears_of_it(database, redis_url, healthy):
    assert "has not heard" in await healthy.check_worker(30)
    with working(database, redis_url) as worker:
        while await healthy.check_worker(30):
            assert worker.poll() is None
        assert check("worker", VOXPOP_DATABASE_URL=database) == (0, "Well.\n")
        # One that hangs keeps its connection, and says nothing on it.
        worker.send_signal(signal.SIGSTOP)
        while not (said := await healthy.check_worker(1.5)):
            assert worker.poll() is None
        assert "has not heard" in said


def test_a_postgres_that_is_away_is_said_so():
    code, said = check("worker", VOXPOP_DATABASE_URL="postgresql://voxpop:x@127.0.0.1:1/voxpop")
    assert (code, "Postgres cannot be asked" in said) == (1, True)
