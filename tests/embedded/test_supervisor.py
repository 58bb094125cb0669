"""The supervisor of `voxpop dev`: up, down, killed, and in the way of something else."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.embedded.asking import ask, count_up
from widgets.embedded import leash
from widgets.embedded.instance import find_settings
from widgets.embedded.keeping import is_free

CHECKOUT = Path(__file__).resolve().parents[2]


class Run:
    """A supervisor that runs in a process of its own, and what it has said so far."""

    def __init__(self, home: Path, port: int, *words: str, **environment: str) -> None:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("VOXPOP_", "MAKE"))}
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.embedded.standin", str(home), str(port), *words],
            cwd=CHECKOUT, env=ours | environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=hear_hangups,
        )  # fmt: skip
        self.lines: list[str] = []

    def until(self, words: str) -> str:
        """Wait for a line with these words, or for the end of it all."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if words in line:
                return self.lines[-1]
        raise AssertionError(f"it ended without saying {words!r}: {self.lines}")

    def end(self, number: signal.Signals | None = None) -> int:
        """Send a signal, if any, and return the exit code."""
        if number is not None:
            self.process.send_signal(number)
        self.lines += self.process.communicate(timeout=60)[0].splitlines()
        return self.process.returncode

    def family(self) -> list[psutil.Process]:
        """Everything that it has started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def settings(self) -> dict[str, str]:
        """What its children were told."""
        (line,) = (each for each in self.lines if each.startswith("given "))
        return dict(each.split("=", 1) for each in line.split()[1:])


def hear_hangups() -> None:
    """Let SIGHUP end a child as usual, even where nohup hands down to these tests that it does not."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number: int = probe.getsockname()[1]
    return number


@contextmanager
def running(home: Path, port: int, *words: str, **environment: str) -> Iterator[Run]:
    run = Run(home, port, *words, **environment)
    try:
        run.until("Demo article")
        yield run
    finally:
        run.end(signal.SIGTERM)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_comes_up_and_goes_down(engine_home, port, number):
    with running(engine_home, port) as run:
        family = run.family()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert answer.read().decode() == run.settings()["VOXPOP_DATABASE_URL"]
        assert run.end(number) == 0
    assert len(family) >= 4
    assert all(leash.is_gone(each) for each in family)
    assert is_free(port)
    assert "Stopped; the data are kept" in run.lines[-1]


def test_it_shows_what_it_does_and_where_to_look(engine_home, port):
    with running(engine_home, port) as run:
        assert run.until("Studio").endswith("Studio        http://a-link-for-once")
        shown = "\n".join(run.lines)
    told = ["Starting Postgres", "Starting Valkey", "Showing the settings", "Starting the server", "Ready"]
    assert [each for each in told if each not in shown] == []
    assert f"Demo article  http://127.0.0.1:{port}/demo" in shown


def test_the_secrets_are_the_same_every_time(engine_home, port):
    with running(engine_home, port) as first:
        pass
    with running(engine_home, port) as second:
        pass
    assert first.settings() == second.settings()
    assert set(first.settings()) >= {
        "VOXPOP_DATABASE_URL", "VOXPOP_REDIS_URL", "VOXPOP_SECRETS", "VOXPOP_READER_SECRET",
        "VOXPOP_PUBLIC_URL", "VOXPOP_PORT",
    }  # fmt: skip
    assert (engine_home / "secrets").stat().st_mode & 0o777 == 0o600


def test_commands_beside_it_find_its_settings_for_as_long_as_it_runs(engine_home, port):
    assert find_settings(engine_home) == {}
    with running(engine_home, port) as run:
        assert find_settings(engine_home) == run.settings()
        assert (engine_home / "settings").stat().st_mode & 0o777 == 0o600
        run.end(signal.SIGKILL)
        assert find_settings(engine_home) == {}
    with running(engine_home, port) as run:
        assert find_settings(engine_home) == run.settings()
    assert not (engine_home / "settings").exists()


async def test_kill_minus_nine_and_again(engine_home, port):
    with running(engine_home, port) as killed:
        await ask(killed.settings()["VOXPOP_DATABASE_URL"], "create table kept as select 1 as number")
        count_up(killed.settings()["VOXPOP_REDIS_URL"])
        killed.end(signal.SIGKILL)
    with running(engine_home, port) as run:
        assert await ask(run.settings()["VOXPOP_DATABASE_URL"], "select number from kept") == 1
        assert count_up(run.settings()["VOXPOP_REDIS_URL"]) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="platform: only Linux ends children with their parent")
def test_kill_minus_nine_takes_everything_along(engine_home, port):
    with running(engine_home, port) as run:
        family = run.family()
        run.end(signal.SIGKILL)
    assert all(leash.wait_until_gone(each, 30) for each in family)


async def test_kill_minus_nine_of_everything_and_again(engine_home, port):
    with running(engine_home, port) as killed:
        await ask(killed.settings()["VOXPOP_DATABASE_URL"], "create table kept as select 1 as number")
        count_up(killed.settings()["VOXPOP_REDIS_URL"])
        for each in [psutil.Process(killed.process.pid), *killed.family()]:
            leash.end(each, (signal.SIGKILL, 0))
        killed.end()
    with running(engine_home, port) as run:
        assert await ask(run.settings()["VOXPOP_DATABASE_URL"], "select number from kept") == 1
        assert count_up(run.settings()["VOXPOP_REDIS_URL"]) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("postgres", "Postgres has ended"),
        ("valkey-server", "Valkey has ended"),
        ("python", "worker has ended"),
    ],
)
def test_if_one_dies_everything_stops(engine_home, port, name, said):
    with running(engine_home, port) as run:
        family = run.family()
        victim = [each for each in psutil.Process(run.process.pid).children() if name in each.name()][-1]
        victim.kill()
        line = run.until("voxpop: ")
        assert said in line
        assert run.end() == 1
    assert all(leash.wait_until_gone(each, 30) for each in family)


def test_a_step_that_fails_ends_it(engine_home, port):
    run = Run(engine_home, port, "import sys; print('no such table'); sys.exit(3)")
    assert run.end() == 1
    text = "\n".join(run.lines)
    assert "no such table" in text
    assert "voxpop: Doing one more thing failed (exit code 3)" in text
    assert "Starting the server" not in text
    assert "Traceback" not in text


def test_a_service_that_fails_at_once_ends_it(engine_home, port):
    run = Run(engine_home, port, "", "raise SystemExit('no more')")
    assert run.end() == 1
    assert any("voxpop: The worker has ended" in each for each in run.lines)


def test_a_port_that_is_taken_is_told_in_one_line(engine_home, port):
    with socket.create_server(("127.0.0.1", port)):
        run = Run(engine_home, port)
        assert run.end() == 1
    assert run.lines == [f"voxpop: Port {port} is taken: choose another, as in `make run PORT=8001`."]


@pytest.mark.parametrize("number", [0, -1, 65536, 10**30])
def test_a_number_that_is_no_port_is_refused(engine_home, number):
    run = Run(engine_home, number)
    assert run.end() == 1
    assert run.lines == [f"voxpop: {number} is no port: choose one from 1 to 65535."]


def test_two_at_once_are_one_too_many(engine_home, port):
    with running(engine_home, port) as first:
        second = Run(engine_home, port + 1 if port < 65535 else port - 1)
        assert second.end() == 1
        assert second.lines == [
            f"voxpop: Voxpop is running here already, as process {first.process.pid}: use it, or "
            f"`kill {first.process.pid}` first."
        ]
        assert first.process.poll() is None


def test_engines_that_are_given_are_used_and_none_is_started(engine_home, port):
    given = {"VOXPOP_DATABASE_URL": "postgresql://elsewhere/x", "VOXPOP_REDIS_URL": "redis://elsewhere"}
    with running(engine_home, port, **given) as run:
        assert run.settings().items() >= given.items()
        assert {each.name() for each in run.family()} & {"postgres", "valkey-server"} == set()


def test_it_does_not_outlive_make(engine_home, port):
    """Make passes Ctrl-C on, but a kill -9 of make reaches nobody else."""
    command = [sys.executable, "-m", "tests.embedded.standin", str(engine_home), str(port)]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("VOXPOP_")}
    with subprocess.Popen(
        ["/bin/sh", "-c", '"$@"; exit $?', "make", *command],
        cwd=CHECKOUT, env=ours | {"MAKELEVEL": "1"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as make:  # fmt: skip
        assert make.stdout is not None
        while "Demo article" not in make.stdout.readline():
            pass
        family = psutil.Process(make.pid).children(recursive=True)
        make.kill()
        assert "Stopped" in make.stdout.read()
    assert len(family) >= 5
    assert all(leash.wait_until_gone(each, 30) for each in family)
