"""What is to be run on the engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Command:
    """Something to run.

    `title` is for people: of a step what it does, as in "Bringing the schema up to date"; of a service what
    it is, as in "worker".
    """

    title: str
    arguments: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """What to run on which engines.

    `steps` run one after another, each to its end; then `services` run until somebody stops them, the first
    to be stopped first. `addresses`, names and paths, are shown once `ready` is answered with 200, and beside
    them what the commands of `offers` say: each gives one more address, under its title. The
    children find everything they need in their environment, as the settings are named there.
    """

    home: Path
    port: int
    steps: Sequence[Command]
    services: Sequence[Command]
    addresses: Mapping[str, str] = field(default_factory=dict)
    offers: Sequence[Command] = ()
    ready: str = "/health/ready"
