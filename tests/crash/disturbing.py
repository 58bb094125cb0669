"""Faults that disturb: engines frozen, emptied or overtaken, connections cut."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import psutil
from redis.asyncio import Redis
from redis.exceptions import ConnectionError

from tests.crash import failpoints
from tests.crash.proxy import Trick
from tests.crash.scene import PREYING, Scene, Toothless
from widgets.embedded import leash

FROZEN = 6.0
"""Seconds that an engine is frozen: longer than anybody waits for its answers."""

TRICKED = 25
"""How many requests are tricked before such a fault counts as having happened."""


@asynccontextmanager
async def flush_redis(scene: Scene) -> AsyncIterator[None]:
    """Take away all keys of Redis, and the scripts it knows."""
    try:
        async with Redis.from_url(scene.installation.valkey.url) as redis:
            await redis.flushall()
            await redis.script_flush()
    except ConnectionError:
        raise Toothless("there is no Redis to take keys from") from None
    yield


@asynccontextmanager
async def overtake(scene: Scene) -> AsyncIterator[None]:
    """Let one API process dawdle, so that Redis gets older tallies from it after newer ones of the other."""
    api = scene.random.choice(scene.installation.apis)
    api.failpoint.write_text(failpoints.DAWDLE)
    try:
        await asyncio.sleep(1)
        yield
    finally:
        api.failpoint.unlink(missing_ok=True)


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
    """Freeze a process and all its children for some seconds. Raises Toothless where there is none."""
    if leash.is_gone(process):
        raise Toothless("there is nothing to freeze")
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
