"""A Voxpop of the bench's own: engines with fsync on, one API process, and the bare server beside it."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from widgets.embedded.keeping import keep_port
from widgets.embedded.places import ELSEWHERE
from widgets.embedded.postgres import Postgres
from widgets.embedded.valkey import Valkey
from widgets.ledger.migration import upgrade

PLENTY = "1000000000"
"""A budget that no load uses up."""

STARTING = 60.0


class Installation:
    """Everything running, until the with block ends."""

    def __init__(self) -> None:
        self.stack = ExitStack()
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        home = Path(tempfile.mkdtemp(prefix="voxpop-bench-"))
        self.stack.callback(discard, home)
        postgres, valkey = Postgres(home), Valkey(home)
        postgres.start()
        self.stack.callback(postgres.stop)
        valkey.start()
        self.stack.callback(valkey.stop)
        self.engines = [postgres.process, valkey.process]
        self.port, self.bare_port = keep_port(home / "api.port"), keep_port(home / "bare.port")
        self.environment = settings(postgres.url, valkey.url, self.port)
        asyncio.run(upgrade(postgres.url))
        self.stack.callback(self.end)
        return self

    def start(self) -> None:
        """Start both servers and wait until they answer."""
        self.spawn(["-m", "widgets.cli", "serve"], self.environment)
        self.spawn(["-m", "bench.bare"], self.environment | {"VOXPOP_PORT": str(self.bare_port)})
        await_answer(f"http://127.0.0.1:{self.port}/health/ready")
        await_answer(f"http://127.0.0.1:{self.bare_port}/page")

    def spawn(self, command: list[str], environment: dict[str, str]) -> None:
        """Start one process of ours."""
        self.processes.append(subprocess.Popen([sys.executable, *command], env=os.environ | environment))

    def end(self) -> None:
        """Stop both servers."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stack.close()


def settings(database_url: str, redis_url: str, port: int) -> dict[str, str]:
    """Give the settings of the API process."""
    return {
        "VOXPOP_DATABASE_URL": database_url,
        "VOXPOP_REDIS_URL": redis_url,
        "VOXPOP_SECRETS": "a secret of the bench",
        "VOXPOP_READER_SECRET": "another secret of the bench",
        "VOXPOP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "VOXPOP_PORT": str(port),
        "VOXPOP_READER_BUDGET": PLENTY,
        "VOXPOP_NETWORK_BUDGET": PLENTY,
        "VOXPOP_TOKEN_BUDGET": PLENTY,
    }


def await_answer(url: str) -> None:
    """Return once a server answers. Raises TimeoutError."""
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer within {STARTING:.0f} s.")


def discard(home: Path) -> None:
    """Remove the engines' data, wherever they had to be."""
    data = (home / "postgres").resolve()
    shutil.rmtree(home, ignore_errors=True)
    if data.is_relative_to(ELSEWHERE):
        shutil.rmtree(data.parent, ignore_errors=True)
