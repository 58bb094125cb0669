"""Production's Redis and Postgres: started with what docker-compose.yml and deploy/ say, on this machine."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.deploy.composing import GIVEN, ROOT, SECRETS, SERVICES, environment_of, fill
from tests.deploy.edge import free_ports
from widgets.embedded.accounts import Account, account_for
from widgets.embedded.cluster import wheel_programs
from widgets.embedded.places import place_programs
from widgets.embedded.valkey import wheel_program

PATIENCE = 30.0
"""Seconds an engine may take to answer."""


@contextmanager
def running_redis(folder: Path, changes: dict[str, str] | None = None) -> Iterator[str]:
    """Run Redis as its container does, `changes` made to its configuration, and give its URL."""
    program = os.environ.get("VOXPOP_TEST_REDIS_BINARY") or wheel_program()
    programs, data = folder / "bin", folder / "data"
    programs.mkdir()
    data.mkdir()
    (programs / "redis-server").symlink_to(program)
    (port,) = free_ports("redis").values()
    configuration = (ROOT / "deploy" / "redis.conf").read_text() + f"\nbind 127.0.0.1\nport {port}\n"
    for before, after in (changes or {}).items():
        assert before in configuration
        configuration = configuration.replace(before, after)
    (folder / "redis.conf").write_text(configuration)
    command = [
        each.replace("/etc/redis.conf", shlex.quote(str(folder / "redis.conf")))
        for each in fill(SERVICES["redis"]["command"], GIVEN)
    ]
    environment = environment_of("redis", GIVEN) | {"PATH": f"{programs}:{os.environ['PATH']}"}
    process = subprocess.Popen(command, env=environment, cwd=data)
    url = f"redis://voxpop:{GIVEN['REDIS_PASSWORD']}@127.0.0.1:{port}/0"
    try:
        with redis.Redis.from_url(url) as client:
            await_that(lambda: answers(client))
        yield url
    finally:
        process.terminate()
        process.wait(20)


def answers(client: redis.Redis) -> bool:
    """Tell whether Redis answers, as the health check of its container does."""
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


class Postgres:
    """A Postgres as its container makes and starts it, with a socket for those on its machine."""

    def __init__(self, folder: Path, account: Account | None, port: int) -> None:
        self.account = account
        self.port = port
        self.data = folder / "data"
        self.programs = place_programs(wheel_programs(), folder, account)
        self.inside = bare() | {
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "PGHOST": str(folder),
            "PGPORT": str(port),
            "PGDATA": str(self.data),
        }
        """The environment of a command inside of the container."""

    @property
    def url(self) -> str:
        """Where Voxpop finds its database."""
        return f"postgresql://voxpop:{GIVEN['DATABASE_PASSWORD']}@127.0.0.1:{self.port}/voxpop"

    def make(self) -> None:
        """Make the cluster, and let in from elsewhere who has a password, as the image does."""
        arguments = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
        self.run("initdb", "-U", "postgres", *arguments, "--auth-local=trust", "--auth-host=scram-sha-256")

    def run(self, program: str, *arguments: str, **environment: str) -> str:
        """Run a program of Postgres, and give what it prints."""
        who = self.account.identity() if self.account else {}
        command = [str(self.programs / program), *arguments]
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, env=self.inside | environment, cwd="/", capture_output=True, text=True, **who
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, question: str, database: str = "postgres") -> str:
        """Ask as the superuser on the machine."""
        return self.run("psql", "-U", "postgres", "-d", database, "-Atc", question).strip()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the server with the arguments of the container."""
        program, *arguments = SERVICES["postgres"]["command"]
        socket = f"-cunix_socket_directories={self.inside['PGHOST']}"
        place = [f"-cport={self.port}", "-clisten_addresses=127.0.0.1", socket]
        who = self.account.identity() if self.account else {}
        command = [str(self.programs / program), *arguments, *place]
        process = subprocess.Popen(command, env=self.inside, cwd="/", **who)
        ready = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        try:
            await_that(lambda: subprocess.run(ready, env=self.inside).returncode == 0)
            yield
        finally:
            process.send_signal(2)  # SIGINT: fast, and with everything on the disk
            process.wait(30)


@contextmanager
def running_postgres(folder: Path) -> Iterator[Postgres]:
    """Make a Postgres like production's, run it, and set it up with deploy/postgres.sql."""
    account = account_for(folder / "nothing")
    (port,) = free_ports("postgres").values()
    place = folder / "production"
    place.mkdir()
    if account is not None:
        os.chown(place, account.uid, account.gid)
    postgres = Postgres(place, account, port)
    postgres.make()
    setup = (ROOT / "deploy" / "postgres.sql").read_text()
    (place / "postgres.sql").write_text(setup)
    with postgres.running():
        options = ["-v", "ON_ERROR_STOP=1", "--no-psqlrc", "-U", "postgres", "-d", "postgres"]
        secret = {"DATABASE_PASSWORD": GIVEN["DATABASE_PASSWORD"]}
        postgres.run("psql", *options, "-f", str(place / "postgres.sql"), **secret)
        yield postgres


def run_voxpop(*arguments: str, database: str, redis_url: str) -> str:
    """Run a command of the console script, and give what it says."""
    engines = {"VOXPOP_DATABASE_URL": database, "VOXPOP_REDIS_URL": redis_url}
    command = [sys.executable, "-m", "widgets.cli", *arguments]
    done = subprocess.run(command, env=bare() | engines | SECRETS, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def bare() -> dict[str, str]:
    """An environment in which nothing points elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "VOXPOP_"))}


def await_that(holds: Callable[[], bool]) -> None:
    """Wait until something holds, and fail if it never does."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it never came to that"
