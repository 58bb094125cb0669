"""Faults in which something is missing for long: an engine, or room on its disk.

What its absence must not change is looked at meanwhile; a short absence stands for a long one, in which what
Redis holds dies of age.
"""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from tests.crash.client import Client, Lost
from tests.crash.killing import kill
from tests.crash.looking import GLANCE
from tests.crash.offers import HOT
from tests.crash.readers import page_path
from tests.crash.scene import PREYING, Scene, Toothless
from widgets.counts.tallies import LIFE

FULL = "No space left on device"


@asynccontextmanager
async def lose_postgres(scene: Scene) -> AsyncIterator[None]:
    """Let Postgres be away until no tally is left in Redis: readers have to wait, pages are shown."""
    await kill(scene, scene.installation.postgres)
    if scene.away < LIFE:
        await age_redis(scene.installation.valkey.url)
    before = scene.crowd.turned_away
    await see_pages(scene)
    if scene.crowd.turned_away == before:
        scene.crowd.history.oddities.append("without Postgres no ballot was told to come again")
    yield


@asynccontextmanager
async def lose_redis(scene: Scene) -> AsyncIterator[None]:
    """Let Redis be away until no tally is left in it: ballots count, and pages are shown."""
    await kill(scene, scene.installation.valkey)
    before = list(scene.crowd.acknowledged)
    await see_pages(scene)
    for number, (now, then) in enumerate(zip(scene.crowd.acknowledged, before, strict=True)):
        if now == then:
            scene.crowd.history.oddities.append(f"without Redis no ballot counted through door {number}")
    if scene.away < LIFE:
        await scene.installation.do(lambda: shutil.rmtree(scene.installation.home / "valkey"))
    yield


async def age_redis(url: str) -> None:
    """Let every tally in Redis die of age."""
    async with Redis.from_url(url) as redis:
        async for key in redis.scan_iter("vox:1:{*}:w_*"):
            await redis.pexpire(key, 1)


async def see_pages(scene: Scene) -> None:
    """Look at a page that everybody looks at, of each process, for as long as an engine is away."""
    clients = [Client(api.port) for api in scene.installation.apis]
    deadline = time.monotonic() + scene.away
    while time.monotonic() < deadline:
        for number, client in enumerate(clients):
            try:
                answer = await client.ask("GET", page_path(HOT))
                said = f"answered {answer.status}"
            except Lost:
                said = "not answered"
            if said != "answered 200":
                scene.crowd.history.oddities.append(
                    f"with an engine away, the page of API {number} is {said}"
                )
        await asyncio.sleep(GLANCE)
    for client in clients:
        client.close()


@asynccontextmanager
async def fill_disk(scene: Scene) -> AsyncIterator[None]:
    """Leave Postgres's tables no room to grow, until it has refused to write, and a second more."""
    installation = scene.installation
    if not installation.disk_can_be_full:
        raise Toothless("only root can have a disk of a small size")
    before = count_full(scene)
    await installation.do(installation.disk.fill)
    try:
        await await_full(scene, before)
        await asyncio.sleep(1)
        yield
    finally:
        await installation.do(installation.disk.free)


async def await_full(scene: Scene, before: int) -> None:
    """Wait until Postgres has found its disk full once more. Raises Toothless."""
    deadline = time.monotonic() + PREYING
    while count_full(scene) <= before:
        if time.monotonic() > deadline:
            raise Toothless("Postgres never wanted more room")
        await asyncio.sleep(0.01)


def count_full(scene: Scene) -> int:
    """Tell how often Postgres, since it started, found its disk full."""
    return scene.installation.postgres.log.read_text(errors="replace").count(FULL)
