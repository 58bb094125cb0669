"""The server as the console script starts it."""

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
