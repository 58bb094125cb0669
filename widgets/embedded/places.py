"""Where an engine's data and programs lie, so that the user it runs as can be there.

No folder that was there before is ever changed: what is out of reach is gone around, not opened.
"""

import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from widgets.embedded import EngineFailed
from widgets.embedded.accounts import Account

ELSEWHERE = Path("/var/lib/voxpop")


def make_home(home: Path) -> None:
    """Make the folder for everything that belongs to the embedded engines, if it is not there yet.

    Others may pass through, but not look around, so that root can keep a file here that is another user's.
    """
    if not home.exists():
        home.mkdir(parents=True)
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)


def place_data(home: Path, name: str, account: Account | None) -> Path:
    """The folder `name` in `home`, or if `account` cannot reach that a private one that `name` links to."""
    place = home / name
    if place.is_symlink():
        return place.parent / place.readlink()
    if account is None or place.exists() or account.can("test", "-x", home.resolve()):
        return place
    target = _make_private_folder(home, account) / name
    place.symlink_to(target)
    return target


def _make_private_folder(home: Path, account: Account) -> Path:
    try:
        ELSEWHERE.mkdir(mode=0o755, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{home.resolve().parent.name}-", dir=ELSEWHERE))
        folder.chmod(0o711)
    except OSError as problem:
        raise EngineFailed(
            f"Postgres does not run as root, other users cannot reach {home}, and {ELSEWHERE} cannot be used "
            f"instead ({problem.strerror}): move the checkout, or run it as another user."
        ) from problem
    if not account.can("test", "-x", folder):
        raise EngineFailed(
            f"User {account.uid}, as whom Postgres runs, reaches neither {home} nor {ELSEWHERE}."
        )
    return folder


def place_programs(programs: Path, near: Path, account: Account | None) -> Path:
    """The folder of the Postgres programs, or a copy in the folder `near` if `account` cannot run them."""
    if not os.access(programs / "initdb", os.X_OK):
        raise EngineFailed(f"There is no Postgres in {programs}: its initdb and postgres are needed.")
    if account is None or account.can(programs / "initdb", "--version"):
        return programs
    wheel = programs.parent.parent
    if not (wheel / "pginstall").is_dir():
        raise EngineFailed(
            f"User {account.uid}, as whom Postgres runs, cannot run the programs in {programs}."
        )
    stamp = (programs / "postgres").stat()
    key = sha256(f"{wheel} {stamp.st_size} {stamp.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = near / f"programs-{key}"
    if not copy.exists():
        _copy(wheel, copy)
    return copy / wheel.name / programs.relative_to(wheel)


def _copy(wheel: Path, target: Path) -> None:
    """Copy the wheel's folder and the libraries beside it, readable for everybody, all or nothing."""
    for older in target.parent.glob("programs-*"):
        shutil.rmtree(older)
    part = Path(tempfile.mkdtemp(prefix="programs-", dir=target.parent))
    for source in (wheel, wheel.with_name(wheel.name + ".libs")):
        if source.exists():
            shutil.copytree(source, part / source.name, symlinks=True)
    for each in [part, *part.rglob("*")]:
        if not each.is_symlink():
            each.chmod(0o755 if each.is_dir() or os.access(each, os.X_OK) else 0o644)
    part.rename(target)
