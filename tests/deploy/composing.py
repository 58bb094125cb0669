"""docker-compose.yml, as compose reads it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text())
"""The file, its variables not filled in."""

SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

GIVEN = {
    "POSTGRES_PASSWORD": "a0" * 32,
    "DATABASE_PASSWORD": "b1" * 32,
    "REDIS_PASSWORD": "c2" * 32,
    "VOXPOP_SECRETS": "d3" * 32,
    "VOXPOP_READER_SECRET": "e4" * 32,
    "VOXPOP_PUBLIC_URL": "https://voxpop.example",
}
"""What whoever runs it has to give."""

SECRETS = {name: GIVEN[name] for name in ("VOXPOP_SECRETS", "VOXPOP_READER_SECRET")}
"""What Voxpop itself wants, beside its engines."""

_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


class Missing(Exception):
    """A variable that has to be given is not. The text is what compose says then."""


def variables() -> set[str]:
    """Name all variables of the file: those in its texts, and those that are handed on as they are."""
    handed_on = {
        name
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if value is None
    }
    return handed_on | {found["name"] for found in _VARIABLE.finditer(FILE.read_text()) if found["name"]}


def fill(part: Any, given: Mapping[str, str]) -> Any:
    """Fill in the variables of a part of the file. Raises Missing."""
    if isinstance(part, dict):
        return {name: fill(value, given) for name, value in part.items()}
    if isinstance(part, list):
        return [fill(each, given) for each in part]
    return _VARIABLE.sub(lambda found: _fill_one(found, given), part) if isinstance(part, str) else part


def environment_of(service: str, given: Mapping[str, str]) -> dict[str, str]:
    """Give the environment of a service: what has no value is handed on if there is one. Raises Missing."""
    asked: dict[str, str | None] = fill(SERVICES[service].get("environment", {}), given)
    found = {name: given.get(name) if value is None else value for name, value in asked.items()}
    return {name: value for name, value in found.items() if value is not None}


def _fill_one(found: re.Match[str], given: Mapping[str, str]) -> str:
    if found["dollar"]:
        return "$"
    value = given.get(found["name"], "")
    if not value and found["kind"] == "?":
        raise Missing(f"{found['name']}: {found['rest']}")
    return value or (found["rest"] if found["kind"] == "-" else "")
