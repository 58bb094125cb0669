"""A disk of a small size that can be filled and freed, for the tables of a Postgres under test.

It is a file system in memory, mounted in a mount namespace of the thread that starts all engines: nobody else
sees it, and it is gone when the last of them is, however that ends. Only root can do that.
"""

import ctypes
import shutil
import subprocess
from pathlib import Path

from widgets.embedded.accounts import Account

CLONE_NEWNS = 0x00020000
ROOMY = 2**30
"""Bytes of the disk when it is not full; memory is taken only for what is written."""


class Disk:
    """The disk at a folder."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def mount(self, account: Account | None) -> bool:
        """Mount it for this thread and what it starts, owned by a user; False where that is not allowed."""
        self.place.mkdir(mode=0o700)
        if account is None or ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
            return False
        options = f"size={ROOMY},mode=700,uid={account.uid},gid={account.gid}"
        return run("mount", "--make-rprivate", "/") and run(
            "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.place)
        )

    def fill(self) -> None:
        """Leave no room, from the thread that mounted it."""
        while not self.resize(shutil.disk_usage(self.place).used):
            pass  # something was written meanwhile

    def free(self) -> None:
        """Leave room again, from the thread that mounted it."""
        self.resize(ROOMY)

    def resize(self, size: int) -> bool:
        """Set the size in bytes; False where there is more on it."""
        return run("mount", "-o", f"remount,size={size}", str(self.place))


def run(*command: str) -> bool:
    """Run a program and tell whether it succeeded."""
    return subprocess.run(command, capture_output=True).returncode == 0
