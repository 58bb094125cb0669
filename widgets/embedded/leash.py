"""Child processes that do not outlive the process that started them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

from widgets.embedded.accounts import Account

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
LOOK_AGAIN = 0.01  # seconds; not every system can announce the end of another's child


def spawn(
    command: Sequence[str | Path],
    *,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    output: IO[bytes] | None = None,
    given: bytes | None = None,
    last_word: signal.Signals = signal.SIGTERM,
) -> psutil.Popen:
    """Start a child in a session of its own, out of reach of the terminal's Ctrl-C.

    On Linux the kernel sends it `last_word` when this process dies, by kill -9 too. It must then be called
    from a thread that lives as long as the process: the kernel watches the thread. `given` is written to
    the child's standard input; it must fit a pipe (64 KiB).
    """
    process = psutil.Popen(
        [str(each) for each in command],
        stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=environment,
        cwd=folder,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        start_new_session=True,
        preexec_fn=_tie(last_word),  # runs after the change of user, as it must
    )
    if given is not None and process.stdin is not None:
        with process.stdin as pipe:
            pipe.write(given)
    return process


def _tie(last_word: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie() -> None:
        libc.prctl(SET_PARENT_DEATH_SIGNAL, int(last_word))
        if os.getppid() != parent:  # it died before the kernel was told to watch it
            os._exit(1)

    return tie


def end(process: psutil.Process, *steps: tuple[signal.Signals, float]) -> bool:
    """Send each signal in turn until the process is gone, waiting the seconds given; True once it is."""
    for number, seconds in steps:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return True
        if wait_until_gone(process, seconds):
            return True
    return False


def wait_until_gone(process: psutil.Process, seconds: float) -> bool:
    """Whether the process ends within that time. One that merely waits to be reaped by somebody is gone."""
    deadline = time.monotonic() + seconds
    while not is_gone(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_AGAIN)
    return True


def is_gone(process: psutil.Process) -> bool:
    """Whether the process has ended; if it was a child of this one, it is reaped."""
    if isinstance(process, psutil.Popen):
        return process.poll() is not None
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def sign(note: Path) -> None:
    """Write down that what is started next is started by this process."""
    note.write_text(f"{os.getpid()}\n")


def is_orphan(process: psutil.Process, note: Path) -> bool:
    """Whether who signed for it is gone: then it may be on its way out already, or would outlive us."""
    try:
        return note.read_text().strip() != str(process.ppid())
    except (FileNotFoundError, psutil.Error):
        return True


def end_tree(process: psutil.Process, seconds: float) -> None:
    """Ask a process started here to end, and after that time end it and all that it started by kill -9."""
    end(process, (signal.SIGTERM, seconds), (signal.SIGKILL, 5))
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # it led a session of its own, hence a group of its number
