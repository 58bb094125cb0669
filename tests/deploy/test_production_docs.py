"""docs/production.md: what it says to type exists, and backup and restore do what it says."""

import re
import shlex
import subprocess
from collections.abc import Iterator

import pytest

from tests.api.serving import make_settings, serving
from tests.deploy.composing import COMPOSE, GIVEN, ROOT, SERVICES, environment_of, fill, variables
from widgets.cli import parser
from widgets.settings import Settings, read_settings, variable

FILE = ROOT / "docs" / "production.md"
TEXT = FILE.read_text()
BLOCKS = re.findall(r"^ *```sh\n(.*?)^ *```", TEXT, flags=re.MULTILINE | re.DOTALL)
SPANS = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))


def typed() -> Iterator[list[str]]:
    """Every command that a reader may type, as words."""
    for text in [*(line for block in BLOCKS for line in block.splitlines()), *SPANS]:
        words = shlex.split(text.partition(" < ")[0].partition(" > ")[0]) if "'" not in text else text.split()
        if words and words[0] in ("docker", "voxpop"):
            yield words


COMMANDS = [words[words.index("voxpop") + 1 :] for words in typed() if "voxpop" in words[:6]]
COMPOSED = [words[2:] for words in typed() if words[:2] == ["docker", "compose"]]


def test_there_is_something_to_check():
    assert ["counts", "clear"] in COMMANDS
    assert len(COMMANDS) >= 5
    assert len(COMPOSED) >= 15


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_its_commands_exist(arguments):
    parser().parse_args(arguments)


@pytest.mark.parametrize("words", COMPOSED, ids=" ".join)
def test_its_services_exist(words):
    verb, *rest = words
    named = [each for each in rest if not each.startswith("-")]
    if verb in ("exec", "run"):
        assert named[0] in SERVICES
    elif verb == "stop" or "--force-recreate" in rest:
        assert set(named) <= set(SERVICES)
    elif "--scale" in rest:
        assert named[-1].partition("=")[0] in SERVICES
    else:
        assert verb in ("build", "up", "down", "ps", "logs")


def test_its_settings_are_those_there_are():
    (table,) = re.findall(r"## Settings\n.*?(\| variable .*?)\n\n", TEXT, flags=re.DOTALL)
    named = {name for line in table.splitlines() for name in re.findall(r"`([A-Z_]+)`", line.split("|")[1])}
    assert named == variables()
    settings = {variable(field) for field in Settings.__struct_fields__}
    assert set(re.findall(r"VOXPOP_[A-Z_]+", TEXT)) <= settings


def test_the_defaults_it_tells_hold():
    for name, default in re.findall(r"^\| `(\w+)` \|[^|]*: `?([\w./]+)`? \|$", TEXT, flags=re.MULTILINE):
        assert f"${{{name}:-{default}}}" in (ROOT / "docker-compose.yml").read_text()


def test_its_links_and_files_are_there():
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", TEXT):
        assert (FILE.parent / link).exists(), link
    for path in re.findall(r"`(deploy/[\w.]+\.\w+)`", TEXT):
        assert (ROOT / path).exists(), path


def test_its_networks_and_volumes_are_there():
    for name in re.findall(r"\bvoxpop_(?!request)(\w+)", TEXT):
        assert name in COMPOSE["networks"] | COMPOSE["volumes"], name


def test_its_secrets_are_enough_to_start(tmp_path):
    (block,) = [each for each in BLOCKS if "openssl rand" in each]
    subprocess.run(["bash", "-euc", block], cwd=tmp_path, check=True)
    file = tmp_path / ".env"
    assert file.stat().st_mode & 0o077 == 0
    given = dict(line.split("=", 1) for line in file.read_text().splitlines())
    assert set(given) == set(GIVEN)
    fill(SERVICES, given)
    assert len(read_settings(environment_of("api", given)).secrets[0]) == 64
    assert len(set(given.values())) == len(given)


def test_its_metrics_are_there(database, redis_url):
    with serving(make_settings(database, redis_url)) as service:
        told = service.client.get("/metrics").text
    for name in re.findall(r"`(voxpop_request\w+)`", TEXT):
        assert f"# HELP {name.removesuffix('_total')}" in told
