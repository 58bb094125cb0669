"""What Postgres's own pid file tells of the server on a data folder."""

from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Running:
    """A server that is there; `status` is its own word: starting, ready, stopping."""

    process: psutil.Process
    port: int
    status: str


def look(data: Path) -> Running | None:
    """The server that runs on the data now, if there is one.

    A file whose process id means somebody else's process by now, as it can after every restart of a
    container, is removed: Postgres would refuse to start. A file whose process is gone stays, since with it
    Postgres makes sure that the old server's children are gone too.
    """
    file = data / "postmaster.pid"
    try:
        lines = file.read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        if Path(process.cwd()) != data.resolve():
            file.unlink(missing_ok=True)
            return None
        return Running(process, int(lines[3]), lines[7].strip() if len(lines) > 7 else "starting")
    except (FileNotFoundError, ValueError, IndexError, psutil.Error):
        return None
