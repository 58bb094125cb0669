"""Which user an engine runs as, and what that user can reach."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from widgets.embedded import EngineFailed

UNPRIVILEGED = ("nobody", "daemon")


@dataclass(frozen=True)
class Account:
    """A user of this machine, other than the one that runs this process."""

    uid: int
    gid: int

    def can(self, *question: str | Path) -> bool:
        """Whether a command, run as this user, succeeds: the truth, whatever modes and lists seem to say."""
        command = [str(each) for each in question]
        try:
            done = subprocess.run(command, capture_output=True, cwd="/", **self.identity())
        except OSError:
            return False
        return done.returncode == 0

    def identity(self) -> dict[str, Any]:
        """The arguments with which `subprocess` starts something as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_for(data: Path) -> Account | None:
    """The user to run Postgres as, or None for the one who asks.

    Postgres refuses to run as root. Root therefore hands it to the owner of the data, or while there are
    none to a user without privileges.

    Raises `EngineFailed` if the data belong to somebody whom nobody here may act for.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise EngineFailed(
                f"{data} belongs to user {owner}, and you are user {os.geteuid()}: run it as that user, "
                "or move the folder away to begin with new data."
            )
        return None
    if owner == 0:
        raise EngineFailed(f"{data} belongs to root, as whom Postgres does not run: give it to another user.")
    return _account_of(owner) if owner is not None else _unprivileged()


def _account_of(uid: int) -> Account:
    try:
        return Account(uid, pwd.getpwuid(uid).pw_gid)
    except KeyError:
        return Account(uid, uid)


def _unprivileged() -> Account:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    names = " or ".join(UNPRIVILEGED)
    raise EngineFailed(
        f"Postgres does not run as root, and there is no user {names} here: run it as another user."
    )
