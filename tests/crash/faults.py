"""Every fault there is, and which of them happen in which round."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from random import Random

from tests.crash.disturbing import (
    cut_replies,
    cut_requests,
    flush_redis,
    freeze_postgres,
    freeze_redis,
    hang_up,
    overtake,
)
from tests.crash.killing import (
    die_before_answer,
    die_before_commit,
    die_before_redis,
    kill_api,
    kill_apis,
    kill_everything,
    kill_postgres,
    kill_postmaster,
    kill_redis,
    kill_worker,
    outdate_redis,
    owe_redis,
)
from tests.crash.losing import fill_disk, lose_postgres, lose_redis
from tests.crash.scene import Fault, Scene, Toothless
from tests.crash.setting import set_clocks, set_postgres_clock

FAULTS: dict[str, Fault] = {
    fault.__name__.replace("_", "-"): fault
    for fault in (
        kill_api,
        kill_apis,
        kill_worker,
        kill_redis,
        kill_postgres,
        kill_postmaster,
        kill_everything,
        die_before_commit,
        die_before_redis,
        die_before_answer,
        owe_redis,
        outdate_redis,
        overtake,
        flush_redis,
        freeze_redis,
        freeze_postgres,
        cut_replies,
        cut_requests,
        hang_up,
        lose_postgres,
        lose_redis,
        fill_disk,
        set_clocks,
        set_postgres_clock,
    )
}
"""Every fault, by the name it has on the command line."""

LAST = {"owe-redis": 1, "outdate-redis": 4, "overtake": 24}
"""Faults after which nothing new is said, so that no later ballot heals what they did; and how many readers
speak last. These happen alone.
"""

ALONE = {*LAST, "lose-postgres", "lose-redis"}
"""Faults that happen alone: the others keep going what these look at."""


@asynccontextmanager
async def strike(scene: Scene, names: Sequence[str]) -> AsyncIterator[None]:
    """Let faults happen, each while those before it still last.

    Raises Toothless where the first does not happen; another may have been made impossible by it.
    """
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(FAULTS[names[0]](scene))
        for name in names[1:]:
            with suppress(Toothless):
                await stack.enter_async_context(FAULTS[name](scene))
        yield


def plan(random: Random, rounds: int, *, disk: bool = True) -> list[tuple[str, ...]]:
    """Choose the faults of each round: first each of them alone, in any order, then two at a time.

    Without a `disk` that can be full none is filled.
    """
    names = [name for name in FAULTS if disk or name != "fill-disk"]
    alone: list[tuple[str, ...]] = [(name,) for name in random.sample(names, len(names))]
    names = [name for name in names if name not in ALONE]
    together = [tuple(random.sample(names, 2)) for _ in range(rounds - len(alone))]
    return [*alone, *together][:rounds]
