"""One supervisor a folder, how to reach what it runs, and nothing left over from the one before."""

import fcntl
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from widgets.embedded import EngineFailed, leash
from widgets.embedded.keeping import write_private

LOOK_AGAIN = 0.05  # seconds
PREFIX = "VOXPOP_"


@contextmanager
def only_one(home: Path, patience: float = 3) -> Iterator[None]:
    """Hold the folder alone; the system lets go of it if this process is killed.

    Waits `patience` seconds for another that may be about to stop. Raises `EngineFailed` if it does not.
    """
    deadline = time.monotonic() + patience
    with (home / "lock").open("a+") as lock:
        while not _try(lock.fileno()):
            if time.monotonic() > deadline:
                lock.seek(0)
                number = lock.read().strip()
                raise EngineFailed(
                    f"Voxpop is running here already, as process {number}: use it, or `kill {number}` first."
                )
            time.sleep(LOOK_AGAIN)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def note_settings(home: Path, environment: Mapping[str, str]) -> None:
    """Write down the settings of what runs here, for commands that are given beside it."""
    settings = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    write_private(home / "settings", json.dumps(settings))


def find_settings(home: Path) -> dict[str, str]:
    """The settings of what runs in this folder; none if nothing does, or if it is another user's."""
    try:
        with (home / "lock").open("r+") as lock:
            if _try(lock.fileno()):
                return {}
        found: dict[str, str] = json.loads((home / "settings").read_text())
    except (FileNotFoundError, PermissionError):
        return {}
    return found


def note_children(home: Path, processes: Iterable[psutil.Process]) -> None:
    """Write down which processes were started, for the next start to end should this one be killed."""
    lines = "".join(f"{each.pid} {each.create_time()}\n" for each in processes)
    (home / "children").write_text(lines)


def end_leftovers(home: Path) -> int:
    """End the processes that were written down and still run; return how many there were."""
    file = home / "children"
    noted = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
    left = [found for pid, born in noted if (found := _same(int(pid), float(born)))]
    for each in left:
        leash.end_tree(each, 5)
    file.unlink(missing_ok=True)
    return len(left)


def _same(pid: int, born: float) -> psutil.Process | None:
    """The process of that number, unless it is another by now."""
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - born) < 1
    except psutil.NoSuchProcess:
        return None
    return process if same and not leash.is_gone(process) else None
