"""What faults may touch, and what a fault is."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from random import Random
from typing import TypeAlias

from msgspec import Struct

from tests.crash.installation import Installation
from tests.crash.proxy import Proxy
from tests.crash.readers import Crowd

PREYING = 10.0
"""Seconds within which what a fault waits for must happen."""


class Scene(Struct):
    """What faults may touch."""

    installation: Installation
    doors: Sequence[Proxy]
    random: Random
    crowd: Crowd
    away: float
    """Seconds that an engine which goes away stays away."""


Fault: TypeAlias = Callable[[Scene], AbstractAsyncContextManager[None]]
"""Strikes on entering, and is over on leaving; what died is started again by somebody else."""


class Toothless(Exception):
    """A fault did not happen, so the round has proved nothing."""
