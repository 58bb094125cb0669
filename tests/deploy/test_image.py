"""The image: how it is made, and that what Voxpop needs when it runs is in it."""

import os
import re
import signal
import subprocess
import sys
import zipfile
from importlib.metadata import requires
from pathlib import Path

import httpx
import pytest

from tests.deploy.composing import ROOT, SECRETS, SERVICES
from tests.deploy.edge import free_ports

TEXT = (ROOT / "deploy" / "Dockerfile").read_text()
LINES = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE)).splitlines()
STAGES = [stage.splitlines() for stage in re.split(r"(?m)^(?=FROM )", "\n".join(filter(None, LINES)))[1:]]


def runs(stage: list[str]) -> str:
    """Everything that a stage runs."""
    return "\n".join(line for line in stage if line.startswith("RUN "))


def test_its_stages_begin_with_images_of_a_version():
    assert len(STAGES) == 3
    for stage in STAGES:
        assert re.match(r"FROM [a-z]+:\d[\w.-]*( AS [a-z]+)?$", stage[0])


def test_what_is_installed_is_what_the_locks_say():
    browser, install, _ = STAGES
    assert "npm ci" in runs(browser)
    for command in re.findall(r"pip [^&\n]*install [^&\n]*", runs(install)):
        assert "--require-hashes --only-binary :all:" in command or "--no-index" in command


def test_the_last_stage_builds_nothing_and_is_not_root():
    last = STAGES[-1]
    assert not re.search(r"pip install|apt|npm|curl|wget|gcc", runs(last))
    assert re.search(r"pip uninstall .*\bpip\b", runs(last))
    (user,) = [line.split()[1] for line in last if line.startswith("USER ")]
    assert user == SERVICES["api"]["user"]
    assert last.index(f"USER {user}") > max(at for at, line in enumerate(last) if line.startswith("RUN "))
    (command,) = [line for line in last if line.startswith("CMD ")]
    assert re.findall(r'"(.*?)"', command) == SERVICES["api"]["command"]


def test_what_is_copied_exists_and_is_let_into_the_build():
    ignored = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    let_in = [line[1:] for line in ignored if line.startswith("!")]
    assert ignored[1] == "*"
    copies = [line for stage in STAGES for line in stage if line.startswith("COPY ") and "--from" not in line]
    for source in (source for line in copies for source in line.split()[1:-1]):
        assert (ROOT / source).exists()
        assert any(source == each or source.startswith(f"{each}/") for each in let_in), source
    assert "COPY deploy/healthy.py /opt/voxpop/healthy.py" in STAGES[-1]


def test_everything_that_is_built_for_browsers_is_copied_into_the_wheel():
    built = set(re.findall(r'here\("\.\./(api/\w+/bundle)"\)', (ROOT / "browser" / "build.mjs").read_text()))
    assert {"api/public/bundle", "api/studio/bundle"} <= built
    for folder in built:
        assert f"COPY --from=browser /build/{folder} {folder}" in STAGES[1]


def test_what_builds_the_wheel_is_taken_from_the_lock_whole(tmp_path):
    """The awk of the Dockerfile finds hatchling and everything that hatchling needs."""
    (awk,) = re.findall(r"awk '.*?' requirements-run\.lock", runs(STAGES[1]))
    lock = subprocess.run(["sh", "-c", awk], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    pinned = set(re.findall(r"^([\w-]+)==", lock, flags=re.MULTILINE))
    needed = {
        re.split(r"[\s<>=~!;\[]", each)[0]
        for each in requires("hatchling") or []
        if "python_version" not in each
    }
    assert {"hatchling", *needed} <= pinned
    assert lock.count("--hash=sha256:") >= len(pinned)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel that the image installs puts on the disk."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check", "--quiet"]
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*pip, *options, str(ROOT)], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_all_that_is_needed_when_it_runs_is_in_the_wheel(installed, empty_database, redis_url):
    """From the wheel alone: the tables are made, the page, its script and its chunks are served."""
    (port,) = free_ports("api").values()
    engines = {"VOXPOP_DATABASE_URL": empty_database, "VOXPOP_REDIS_URL": redis_url, "VOXPOP_PORT": str(port)}
    environment = os.environ | engines | SECRETS | {"PYTHONPATH": str(installed)}
    run = {"cwd": installed, "env": environment}
    where = subprocess.run(
        [sys.executable, "-c", "import api, widgets; print(api.__file__, widgets.__file__)"],
        **run,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.count(str(installed)) == 2
    subprocess.run([sys.executable, "-m", "widgets.cli", "demo", "--migrate"], **run, check=True)
    server = subprocess.Popen([sys.executable, "-m", "widgets.cli", "serve"], **run)
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=10)
        ) as client:
            for path in ("/demo", "/docs", "/embed/voxpop.js", "/health/ready"):
                assert client.get(path).status_code == 200, path
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
