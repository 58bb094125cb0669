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

    A file that Postgres would take for a running server is removed if none of its processes is left: the id
    can mean somebody else by now, as after every restart of a container, or a process that nobody reaps. A
    file whose process is gone stays, since with it Postgres makes sure that its children are gone, too.
    """
    file = data / "postmaster.pid"
    try:
        lines = file.read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        if process.status() == psutil.STATUS_ZOMBIE or Path(process.cwd()) != data.resolve():
            if _is_deserted(data):
                file.unlink(missing_ok=True)
            return None
        return Running(process, int(lines[3]), lines[7].strip() if len(lines) > 7 else "starting")
    except (FileNotFoundError, ValueError, IndexError, psutil.Error):
        return None


def _is_deserted(data: Path) -> bool:
    """Whether no process works in the folder, as all of Postgres's do in that of their data."""
    return str(data.resolve()) not in {each.info["cwd"] for each in psutil.process_iter(["cwd"])}
