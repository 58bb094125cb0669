"""A process of the product that can be told to die, or to dawdle, at moments that matter: `python -m` this.

It is the product's own server or worker; only around what follows a batch's writing, its commit and its way
to Redis it looks whether the file named by VOXPOP_TEST_FAILPOINT tells it to kill itself there, or to wait.
Its clock can be set, too.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import random
from typing import Any

from tests.crash.clocks import make_shiftable
from widgets import cli
from widgets.ledger import batch
from widgets.ledger.lanes import Lane

VARIABLE = "VOXPOP_TEST_FAILPOINT"
BEFORE_COMMIT = "before the commit"
BEFORE_REDIS = "between the commit and Redis"
BEFORE_ANSWER = "between Redis and the answer"
DAWDLE = "dawdle between the commit and Redis"

DAWDLING = 0.2
"""Seconds of waiting at most."""


def wished(moment: str) -> bool:
    """Tell whether something is wished to happen here."""
    try:
        return Path(os.environ[VARIABLE]).read_text() == moment
    except FileNotFoundError:
        return False


def reach(moment: str) -> None:
    """Die here if that is wished."""
    if wished(moment):
        os.kill(os.getpid(), signal.SIGKILL)


def die_after(moment: str, act: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Give the same act, after which the process dies if that is wished."""

    async def acted(*arguments: Any) -> Any:
        outcome = await act(*arguments)
        reach(moment)
        return outcome

    return acted


def die_before(moment: str, act: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Give the same act, before which the process dies if that is wished."""

    async def acted(*arguments: Any) -> Any:
        reach(moment)
        return await act(*arguments)

    return acted


def dawdle_before(act: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Give the same act, before which the process waits for any time if that is wished."""

    async def acted(*arguments: Any) -> Any:
        if wished(DAWDLE):
            await asyncio.sleep(random() * DAWDLING)
        return await act(*arguments)

    return acted


class MortalLane(Lane):
    """A lane that may die with a committed batch in its hands."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.publish = die_after(BEFORE_ANSWER, die_before(BEFORE_REDIS, dawdle_before(self.publish)))


def main(command: str) -> None:
    """Serve or work, mortally."""
    import api.server  # noqa: F401 - a clock is set where it is known already
    import widgets.commands  # noqa: F401
    from widgets.ledger import lanes

    make_shiftable()
    lanes.Lane = MortalLane  # type: ignore[assignment, misc]
    batch.write = die_after(BEFORE_COMMIT, batch.write)  # type: ignore[assignment]
    sys.exit(cli.main([command]))


if __name__ == "__main__":
    main(sys.argv[1])
