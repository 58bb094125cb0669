"""What is done to an installation while readers cast: each fault strikes on entering, and ends on leaving."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from random import Random
from typing import TypeAlias

import psutil
from msgspec import Struct
from redis.asyncio import Redis

from tests.crash import failpoints
from tests.crash.installation import Api, Installation, Service
from tests.crash.proxy import Proxy, Trick
from widgets.embedded import leash
from widgets.embedded.postgres import Postgres
from widgets.embedded.valkey import Valkey

FROZEN = 6.0
"""Seconds that an engine is frozen: longer than anybody waits for its answers."""

PREYING = 10.0
"""Seconds within which a process that was told to die must have come to the moment."""

TRICKED = 25
"""How many requests are tricked before such a fault counts as having happened."""


class Scene(Struct):
    """What faults may touch."""

    installation: Installation
    doors: Sequence[Proxy]
    random: Random


Fault: TypeAlias = Callable[[Scene], AbstractAsyncContextManager[None]]


class Toothless(Exception):
    """A fault did not happen, so the round has proved nothing."""


@asynccontextmanager
async def kill_api(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 one API process."""
    await scene.installation.do(scene.random.choice(scene.installation.apis).kill)
    yield


@asynccontextmanager
async def kill_apis(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 both API processes, one right after the other."""
    for api in scene.installation.apis:
        await scene.installation.do(api.kill)
    yield


@asynccontextmanager
async def kill_worker(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 the worker, and an API process that owes Redis a tally, which only the worker will pay."""
    assert scene.installation.worker is not None
    await scene.installation.do(scene.installation.worker.kill)
    async with die(scene, failpoints.BEFORE_REDIS):
        yield


@asynccontextmanager
async def kill_redis(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 the Redis-protocol server."""
    await scene.installation.do(scene.installation.valkey.kill)
    yield


@asynccontextmanager
async def kill_postgres(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 all of Postgres."""
    await scene.installation.do(scene.installation.postgres.kill)
    yield


@asynccontextmanager
async def kill_postmaster(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 Postgres's first process, whose children may live on for a moment."""
    process = scene.installation.postgres.process
    await scene.installation.do(lambda: leash.end(process, (signal.SIGKILL, 10)))
    yield


@asynccontextmanager
async def kill_everything(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 all engines and services, in any order."""
    installation = scene.installation
    victims: list[Service | Postgres | Valkey] = [
        *installation.services(),
        installation.postgres,
        installation.valkey,
    ]
    for victim in scene.random.sample(victims, len(victims)):
        await installation.do(victim.kill)
    yield


@asynccontextmanager
async def die_before_commit(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 an API process that has written a batch, and not yet committed it."""
    async with die(scene, failpoints.BEFORE_COMMIT):
        yield


@asynccontextmanager
async def die_before_redis(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 an API process between the commit and Redis."""
    async with die(scene, failpoints.BEFORE_REDIS):
        yield


@asynccontextmanager
async def die_before_answer(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 an API process between Redis and the answer."""
    async with die(scene, failpoints.BEFORE_ANSWER):
        yield


@asynccontextmanager
async def owe_redis(scene: Scene) -> AsyncIterator[None]:
    """Let nobody but the worker know that Redis lacks a tally: who was to take it there has died."""
    async with die(scene, failpoints.BEFORE_REDIS):
        yield


@asynccontextmanager
async def outdate_redis(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 Redis, so that the tallies it comes back with are older than the ledger's."""
    async with kill_redis(scene):
        await asyncio.sleep(1)
        yield


@asynccontextmanager
async def overtake(scene: Scene) -> AsyncIterator[None]:
    """Let one API process dawdle, so that Redis gets older tallies from it after newer ones of the other."""
    api = scene.random.choice(scene.installation.apis)
    api.failpoint.write_text(failpoints.DAWDLE)
    await asyncio.sleep(1)
    yield
    api.failpoint.unlink(missing_ok=True)


@asynccontextmanager
async def die(scene: Scene, moment: str) -> AsyncIterator[None]:
    """Let an API process that runs die at a moment."""
    running = [api for api in scene.installation.apis if not api.is_gone]
    if not running:
        raise Toothless("no API process is left to die")
    api = scene.random.choice(running)
    api.failpoint.write_text(moment)
    try:
        await await_death(api)
    finally:
        api.failpoint.unlink()
    yield


async def await_death(api: Api) -> None:
    """Wait until an API process has died of its failpoint. Raises Toothless."""
    deadline = time.monotonic() + PREYING
    while not api.is_gone:
        if time.monotonic() > deadline:
            raise Toothless(f"{api.title} never came to the moment {api.failpoint.read_text()!r}")
        await asyncio.sleep(0.01)


@asynccontextmanager
async def flush_redis(scene: Scene) -> AsyncIterator[None]:
    """Take away all keys of Redis, and the scripts it knows."""
    async with Redis.from_url(scene.installation.valkey.url) as redis:
        await redis.flushall()
        await redis.script_flush()
    yield


@asynccontextmanager
async def freeze_redis(scene: Scene) -> AsyncIterator[None]:
    """Freeze Redis for some seconds; it then does all that was asked of it meanwhile."""
    async with freeze(scene.installation.valkey.process):
        yield


@asynccontextmanager
async def freeze_postgres(scene: Scene) -> AsyncIterator[None]:
    """Freeze all of Postgres, transactions under way and all, and let it go on where it was."""
    async with freeze(scene.installation.postgres.process):
        yield


@asynccontextmanager
async def freeze(process: psutil.Process) -> AsyncIterator[None]:
    """Freeze a process and all its children for some seconds."""
    frozen = [process, *process.children(recursive=True)]
    send(frozen, signal.SIGSTOP)
    try:
        await asyncio.sleep(FROZEN)
        yield
    finally:
        send(frozen, signal.SIGCONT)


def send(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
    """Send a signal to those processes that are there."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


@asynccontextmanager
async def cut_replies(scene: Scene) -> AsyncIterator[None]:
    """Deliver requests and lose their replies, wholly or by half."""
    async with trick(scene, Trick.CUT_REPLY, Trick.HALVE_REPLY):
        yield


@asynccontextmanager
async def cut_requests(scene: Scene) -> AsyncIterator[None]:
    """Lose requests half way."""
    async with trick(scene, Trick.CUT_REQUEST):
        yield


@asynccontextmanager
async def hang_up(scene: Scene) -> AsyncIterator[None]:
    """Cut connections while requests are under way: their readers come again before those are done."""
    async with trick(scene, Trick.LET_GO, Trick.HANG_UP):
        yield


@asynccontextmanager
async def trick(scene: Scene, *tricks: Trick) -> AsyncIterator[None]:
    """Play tricks on a part of all requests until enough were played."""
    before = sum(door.played for door in scene.doors)
    for door in scene.doors:
        door.play(0.3, *tricks)
    try:
        await await_tricks(scene, before + TRICKED)
        yield
    finally:
        for door in scene.doors:
            door.play(0)


async def await_tricks(scene: Scene, enough: int) -> None:
    """Wait until so many tricks were played. Raises Toothless."""
    deadline = time.monotonic() + PREYING
    while sum(door.played for door in scene.doors) < enough:
        if time.monotonic() > deadline:
            raise Toothless("too few requests came to be tricked")
        await asyncio.sleep(0.01)


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
    )
}
"""Every fault, by the name it has on the command line."""

LAST = {"owe-redis": 1, "outdate-redis": 4, "overtake": 24}
"""Faults after which nothing new is said, so that no later ballot heals what they did; and how many readers
speak last. These happen alone.
"""


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


def plan(random: Random, rounds: int) -> list[tuple[str, ...]]:
    """Choose the faults of each round: first each of them alone, in any order, then two at a time."""
    names = list(FAULTS)
    alone: list[tuple[str, ...]] = [(name,) for name in random.sample(names, len(names))]
    names = [name for name in names if name not in LAST]
    together = [tuple(random.sample(names, 2)) for _ in range(rounds - len(alone))]
    return [*alone, *together][:rounds]
