"""docker-compose.yml: it is valid, nothing in it is guessable, and everything it names exists."""

import re
import subprocess
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from api.transport.hosts import Hosts
from tests.deploy.composing import (
    COMPOSE,
    FILE,
    GIVEN,
    ROOT,
    SERVICES,
    Missing,
    environment_of,
    fill,
    variables,
)
from widgets.cli import parser
from widgets.settings import Settings, read_settings, variable

OURS = sorted(name for name, each in SERVICES.items() if "build" in each)
ONE_SHOT = sorted(name for name, each in SERVICES.items() if each["restart"] == "no")
FILLED_BY_PEOPLE = {"./deploy/certificates", "./deploy/acme"}


def validate(path: Path) -> int:
    """Check a file against the schema of the compose specification."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True).returncode


def awaited(service: str) -> dict[str, str]:
    """What a service waits for, and until when."""
    return {name: each["condition"] for name, each in SERVICES[service].get("depends_on", {}).items()}


def test_it_is_what_the_compose_specification_asks_for(tmp_path):
    assert validate(FILE) == 0
    misspelt = tmp_path / "docker-compose.yml"
    misspelt.write_text(FILE.read_text().replace("healthcheck:", "helthcheck:", 1))
    assert validate(misspelt) != 0


# Secrets


@pytest.mark.parametrize("name", GIVEN)
def test_without_a_secret_it_does_not_start_and_says_where_to_read_on(name):
    fill(SERVICES, GIVEN)
    with pytest.raises(Missing, match=rf"^{name}: Set {name} in \.env\b"):
        fill(SERVICES, GIVEN | {name: ""})


def test_no_secret_has_a_default_and_none_is_written_down():
    text = FILE.read_text()
    for name in variables():
        if re.search("PASSWORD|SECRET", name):
            assert set(re.findall(rf"\$\{{{name}(..)", text)) == {":?"}
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|SECRET", name) or value.startswith("${")
    assert not re.search(r"//\w*:\w", text), "a URL with a password that is no variable"
    committed = subprocess.run(
        ["git", "ls-files", ".env", "deploy"], cwd=ROOT, capture_output=True, text=True
    )
    assert not re.search(r"\.env|\.pem|\.key", committed.stdout)


# Commands and settings


@pytest.mark.parametrize("service", OURS)
def test_its_commands_are_commands_of_ours(service):
    program, *arguments = SERVICES[service]["command"]
    assert program == "voxpop"
    parser().parse_args(arguments)


@pytest.mark.parametrize("service", OURS)
def test_its_settings_are_settings_of_ours(service):
    settings = read_settings(environment_of(service, GIVEN))
    assert settings.database_url.startswith("postgresql://voxpop:b1b1")
    assert settings.redis_url.startswith("redis://voxpop:c2c2")
    assert settings.public_url == "https://voxpop.example"


def test_what_is_handed_on_is_read_and_else_the_defaults_hold():
    given = read_settings(environment_of("api", GIVEN | {"VOXPOP_LANES": "5"}))
    plain = read_settings(environment_of("api", GIVEN))
    assert (given.lanes, plain.lanes) == (5, read_settings(environment_of("worker", GIVEN)).lanes)


def test_every_setting_can_be_made_in_production():
    handed = {name for service in OURS for name in SERVICES[service]["environment"]}
    missing = {variable(field) for field in Settings.__struct_fields__} - handed - {"VOXPOP_PORT"}
    assert not missing, f"hand {', '.join(sorted(missing))} on in docker-compose.yml"


def test_the_api_believes_its_edge_and_answers_its_health_check():
    settings = read_settings(environment_of("api", GIVEN | {"EDGE_NETWORK": "10.9.8.0/24"}))
    (subnet,) = fill(COMPOSE, GIVEN | {"EDGE_NETWORK": "10.9.8.0/24"})["networks"]["front"]["ipam"]["config"]
    assert settings.trusted_proxies == (subnet["subnet"],) == ("10.9.8.0/24",)
    assert ip_address("10.9.8.7") in ip_network(settings.trusted_proxies[0])
    assert settings.host == "0.0.0.0"  # noqa: S104 - within the container
    hosts = Hosts(settings)
    for host in (b"localhost", b"api:8000", b"voxpop.example"):
        hosts.check(host)


def test_the_edge_looks_for_the_api_where_it_is():
    port = read_settings(environment_of("api", GIVEN)).port
    edge = (ROOT / "deploy" / "nginx.conf").read_text()
    assert f"server api:{port} resolve" in edge
    for published in SERVICES["edge"]["ports"]:
        assert re.search(rf"listen {published.split(':')[1]}\b", edge)
    assert SERVICES["edge"]["healthcheck"]["test"][-1] == "http://127.0.0.1:8081/"
    assert "listen 127.0.0.1:8081;" in edge


# Order


def test_every_service_that_stays_has_a_health_check():
    for name, service in SERVICES.items():
        assert ("healthcheck" in service) == (name not in ONE_SHOT), name


def test_api_and_worker_wait_for_the_tables():
    assert ONE_SHOT == ["migrate"]
    for name in ("api", "worker"):
        assert awaited(name)["migrate"] == "service_completed_successfully"
    for name, service in SERVICES.items():
        for other, condition in awaited(name).items():
            wanted = "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
            assert condition == wanted, f"{name} waits for {other}"
        assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")


# Privileges


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_may_do_more_than_it_must(name):
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in ("root", "0")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert not {"cap_add", "privileged", "network_mode", "pid"} & set(service)
    assert "no-new-privileges:true" in service["security_opt"]
    limits = service["deploy"]["resources"]["limits"]
    assert {"memory", "pids"} <= set(limits)
    assert float(limits.get("cpus", 1)) <= 1, "on a machine with fewer CPUs Docker would not start it"
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}


def test_only_the_edge_can_be_reached_from_outside():
    assert {name for name, each in COMPOSE["networks"].items() if not each.get("internal")} == {"public"}
    for name, service in SERVICES.items():
        assert ("ports" in service) == (name == "edge")
        assert ("public" in service["networks"]) == (name == "edge")
    assert "back" not in SERVICES["edge"]["networks"]
    assert SERVICES["redis"]["networks"] == SERVICES["postgres"]["networks"] == ["back"]


def test_images_are_of_a_version_or_of_our_own_making():
    for service in SERVICES.values():
        assert "build" in service or re.search(r":\d[\w.-]*$", service["image"])


def test_what_is_mounted_is_there_and_cannot_be_changed():
    mounted = [each for service in SERVICES.values() for each in service.get("volumes", [])]
    for source, _, *options in (each.split(":") for each in mounted):
        if source.startswith("."):
            assert options == ["ro"]
            assert (ROOT / source).is_file() or source in FILLED_BY_PEOPLE
    assert "postgres:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]
