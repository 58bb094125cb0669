"""A real Postgres below one folder: started or found running, and stopped."""

import signal
import time
from pathlib import Path
from urllib.parse import quote

import psutil

from widgets.embedded import EngineFailed, cluster, leash
from widgets.embedded.accounts import account_for
from widgets.embedded.keeping import keep_port, keep_secret, read_secrets
from widgets.embedded.places import make_home, place_data, place_programs
from widgets.embedded.postmaster import Running, look

PASSWORD = "POSTGRES_PASSWORD"  # noqa: S105 - the name it is kept under
LOOK_AGAIN = 0.01  # seconds; pg_ctl, too, can only look at the pid file again and again
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
# For throw-away clusters whose tests have nothing to do with what survives a power cut.
FAST_SETTINGS = {"fsync": "off", "full_page_writes": "off"}
# Fast, at once, and by force.
STEPS = ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))
# What a start may run into that passes by itself: the last server's children, a port taken a moment ago.
PASSING = ("shared memory block", "already exists", "could not bind", "could not create any TCP/IP sockets")


class Postgres:
    """The server whose data, log, port and password lie in the folder `home`.

    `programs` is the folder of another Postgres's initdb and postgres, if not the wheel's. `fast` is for
    tests only: a power cut may then lose or break the data (a kill -9 may not).
    """

    name = "Postgres"

    def __init__(self, home: Path, *, programs: Path | None = None, fast: bool = False) -> None:
        self.home = home.absolute()
        self.log = self.home / "postgres.log"
        self._programs = programs
        self._fast = fast
        self._running: Running | None = None

    @property
    def url(self) -> str:
        """Where the started server answers, password included."""
        return self.url_of(cluster.DATABASE)

    def url_of(self, database: str) -> str:
        """The same for another database of the server."""
        password = read_secrets(self.home / "secrets")[PASSWORD]
        return f"postgresql://{cluster.OWNER}:{quote(password)}@127.0.0.1:{self._found().port}/{database}"

    @property
    def process(self) -> psutil.Process:
        """The server's first process, whether it was started here or found running."""
        return self._found().process

    def start(self, patience: float = 60) -> None:
        """Return once the server answers: made, started, recovered from a crash, or found running.

        One that a killed run has left behind is ended first, so that this one ends with us again.

        Raises `EngineFailed` with the server's own reason if it does not within `patience` seconds.
        """
        deadline = time.monotonic() + patience
        data, programs = self._prepare()
        while time.monotonic() < deadline:
            running = look(data)
            if running and leash.is_orphan(running.process, self.home / "postgres.starter"):
                leash.end(running.process, *STEPS)
                running = None
            if running is None:
                running = self._launch(programs, data, deadline)
            if running and running.status == "ready":
                self._running = running
                return
            time.sleep(LOOK_AGAIN)
        raise EngineFailed(f"Postgres did not start within {patience:.0f} s: {self._last_words()}")

    def stop(self) -> None:
        """End the server, whoever is connected, with everything on disk."""
        running = self._running or look(self.home / "postgres")  # the latter if its start was interrupted
        if running is not None:
            leash.end(running.process, *STEPS)

    def kill(self) -> None:
        """Kill -9 the server and every child of it, for tests of what that leaves behind."""
        for each in [self.process, *self.process.children(recursive=True)]:
            leash.end(each, (signal.SIGKILL, 10))

    def _found(self) -> Running:
        if self._running is None:
            raise EngineFailed("Postgres has not been started yet.")
        return self._running

    def _prepare(self) -> tuple[Path, Path]:
        """Make what is missing; return where the data and the programs are."""
        make_home(self.home)
        account = account_for(self.home / "postgres")
        data = place_data(self.home, "postgres", account)
        programs = place_programs(self._programs or cluster.wheel_programs(), data.parent, account)
        known = PASSWORD in read_secrets(self.home / "secrets")
        password = keep_secret(self.home / "secrets", PASSWORD)
        if not data.exists():
            cluster.create_cluster(programs, data, password, account, fast=self._fast)
        elif not known and look(data) is None:
            cluster.speak_alone(programs, data, account, f"ALTER ROLE {cluster.OWNER} PASSWORD '{password}'")
        return data, programs

    def _launch(self, programs: Path, data: Path, deadline: float) -> Running | None:
        """Start a server and wait until it is ready; None if something stood in the way that passes."""
        port = keep_port(self.home / "postgres.port")
        settings = SETTINGS | (FAST_SETTINGS if self._fast else {}) | {"port": str(port)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        leash.sign(self.home / "postgres.starter")
        with self.log.open("wb") as output:
            process = leash.spawn(
                [programs / "postgres", "-D", data, *options],
                account=account_for(data),
                environment=cluster.bare_environment(),
                folder=Path("/"),
                output=output,
                last_word=signal.SIGINT,
            )
        while time.monotonic() < deadline:
            running = look(data)
            if running and running.process.pid == process.pid and running.status == "ready":
                return Running(process, running.port, running.status)
            if process.poll() is not None:
                if any(each in self._last_words() for each in PASSING):
                    return None
                raise EngineFailed(f"Postgres did not start: {self._last_words()}")
            time.sleep(LOOK_AGAIN)
        return None

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        fatal = [line for line in lines if "FATAL" in line] or lines
        return f"{fatal[-1].split('FATAL:')[-1].strip() if fatal else 'it said nothing'} (see {self.log})"
