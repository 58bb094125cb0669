"""The server as the console script starts it."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from api.server import create_from_environment, serve
from tests.api.serving import make_settings

SECRETS = {"VOXPOP_SECRETS": "a-signing-key-long-enough", "VOXPOP_READER_SECRET": "a-secret-long-enough"}


@contextmanager
def serving(database: str, redis_url: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run `voxpop serve` on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOXPOP_")}
    engines = {"VOXPOP_DATABASE_URL": database, "VOXPOP_REDIS_URL": redis_url, "VOXPOP_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "widgets.cli", "serve"],
        env=environment | SECRETS | engines | settings,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ask(port, path):
    """Ask until somebody answers."""
    for _ in range(600):
        try:
            return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=20)
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


@pytest.mark.parametrize("processes", [1, 2])
def test_it_serves_and_stops_when_told_to(database, redis_url, processes):
    with serving(database, redis_url, VOXPOP_PROCESSES=str(processes)) as (process, port):
        for _ in range(20):
            assert ask(port, "/health/ready").json()["status"] == "ready"
        counted = re.findall(r'route="/health/ready",status="200"} (\d+)', ask(port, "/metrics").text)
        assert counted == ["20"]
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
        assert process.returncode in (0, -signal.SIGTERM)
        assert "Traceback" not in log


def test_a_port_that_is_taken_is_said_in_one_line(database, redis_url):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with serving(database, redis_url, VOXPOP_PORT=port) as (process, _):
            _, log = process.communicate(timeout=30)
    assert process.returncode not in (0, None)
    assert len(log.strip().splitlines()) == 1
    assert "address already in use" in log.lower()


@pytest.mark.parametrize("processes", [1, 2])
def test_what_was_made_before_it_serves_is_never_gone_through_again(
    monkeypatch, database, redis_url, processes
):
    served = []
    monkeypatch.setattr("api.server.uvicorn.run", lambda application, **_: served.append(application))
    settings = make_settings(database, redis_url, processes=processes)
    serve(settings)
    if processes > 1:
        monkeypatch.setattr("api.server.read_settings", lambda _: settings)
        served = [create_from_environment()]
    frozen = []
    monkeypatch.setattr("api.server.gc.freeze", lambda: frozen.append(True))
    asyncio.run(start_and_stop(served[0]))
    assert frozen == [True]


async def start_and_stop(application):
    """Let an application live for a moment."""
    asked = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    said = []

    async def receive():
        return next(asked)

    async def send(message):
        said.append(message["type"])

    await application({"type": "lifespan", "asgi": {}, "state": {}}, receive, send)
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
