"""The console script as tests run it."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.embedded.asking import ask
from widgets import cli

ROOT = Path(__file__).resolve().parents[2]
WIDGET = "w_" + "A" * 22
HEADER = "url,format,key,count,source\n"


class Console:
    """Runs the script in this process, or as its users do, with settings in the environment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        for name in [name for name in os.environ if name.startswith("VOXPOP_")]:
            monkeypatch.delenv(name)

    def use(self, **settings: str) -> None:
        """Set settings, without the prefix of their variables."""
        for name, value in settings.items():
            self.monkeypatch.setenv(f"VOXPOP_{name.upper()}", value)

    def run(self, *arguments: str | Path, **settings: str) -> tuple[int, str, str]:
        """Give exit code, output and complaints."""
        with self.monkeypatch.context():
            before = dict(os.environ)
            self.use(**settings)
            code = cli.main(list(map(str, arguments)))
            os.environ.clear()
            os.environ.update(before)
        return code, *self.capsys.readouterr()

    def complaint(self, *arguments: str | Path, code: int = 1, **settings: str) -> str:
        """Run what has to fail, and give the one line it says."""
        found, output, complaints = self.run(*arguments, **settings)
        assert (found, output) == (code, "")
        [line] = complaints.splitlines()
        assert line.startswith("voxpop: ")
        return line

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """Start the script as a process of its own."""
        given = {f"VOXPOP_{name.upper()}": value for name, value in settings.items()}
        return subprocess.Popen(
            [sys.executable, "-m", "widgets.cli", *arguments],
            env=dict(os.environ) | given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def elsewhere(url: str, **changes: str) -> str:
    """The same URL with another user, password, place or path."""
    parts = urlsplit(url)
    user, password = changes.get("user", parts.username), changes.get("password", parts.password)
    place = changes.get("place", f"{parts.hostname}:{parts.port}")
    netloc = f"{user or ''}:{password or ''}@{place}"
    return parts._replace(netloc=netloc, path=changes.get("path", parts.path)).geturl()


def query(url: str, statement: str) -> Any:
    return asyncio.run(ask(url, statement))
