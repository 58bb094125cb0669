"""Faults that kill: anything by kill -9, an API process also at the moments that matter."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psutil

from tests.crash import failpoints
from tests.crash.installation import Api, Service
from tests.crash.scene import PREYING, Scene, Toothless
from widgets.embedded import leash
from widgets.embedded.postgres import Postgres
from widgets.embedded.valkey import Valkey


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
    """Kill -9 a worker, and an API process that owes Redis a tally, which only a worker will pay."""
    await scene.installation.do(scene.random.choice(scene.installation.workers).kill)
    async with die(scene, failpoints.BEFORE_REDIS):
        yield


@asynccontextmanager
async def kill_redis(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 the Redis-protocol server."""
    await kill(scene, scene.installation.valkey)
    yield


@asynccontextmanager
async def kill_postgres(scene: Scene) -> AsyncIterator[None]:
    """Kill -9 all of Postgres."""
    await kill(scene, scene.installation.postgres)
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
        await kill(scene, victim)
    yield


async def kill(scene: Scene, victim: Service | Postgres | Valkey) -> None:
    """Kill -9 a process and what belongs to it, unless it is dead already."""
    with suppress(psutil.NoSuchProcess):
        await scene.installation.do(victim.kill)


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
