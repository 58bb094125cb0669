"""Redis gone, frozen, full, evicting or refusing: attack 30 of the catalogue, through the whole product."""

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis

from tests.newsroom import PAGE, SITE, Newsroom, opened, random_of
from widgets.embedded.valkey import Valkey
from widgets.ledger import outbox
from widgets.readers import Reader


async def configure(valkey: Valkey, **settings: Any) -> None:
    async with Redis.from_url(valkey.url) as client:
        for name, value in settings.items():
            await client.config_set(name.replace("_", "-"), value)


async def vanish(valkey: Valkey) -> None:
    valkey.kill()


async def freeze(valkey: Valkey) -> None:
    valkey.process.suspend()


async def fill_up(valkey: Valkey) -> None:
    await configure(valkey, maxmemory_policy="noeviction", maxmemory=1)


async def evict(valkey: Valkey) -> None:
    await configure(valkey, maxmemory_policy="allkeys-lru", maxmemory=1)


async def refuse_writes(valkey: Valkey) -> None:
    """As when its disk is full: what it has can still be read, and is older by now."""
    await configure(valkey, min_replicas_to_write=1)


async def heal(valkey: Valkey) -> None:
    if not valkey.process.is_running():
        valkey.start()
    valkey.process.resume()
    await configure(valkey, maxmemory=0, min_replicas_to_write=0)


TROUBLES = [vanish, freeze, fill_up, evict, refuse_writes]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_whatever_redis_does_ballots_count_and_no_number_is_wrong(
    database: str, own_valkey: Callable[[], Valkey], trouble: Callable[[Valkey], Any]
) -> None:
    valkey = own_valkey()
    valkey.start()
    async with opened(database, valkey.url) as newsroom:
        await newsroom.cast(1, "points", {"vote": 1})
        assert await all_show(newsroom) == [1, 1, 1]
        await trouble(valkey)
        answers = [await newsroom.cast(by, "points", {"vote": 1}) for by in (2, 3, 4)]
        assert [each["tally"]["up"] for each in answers] == [2, 3, 4]
        assert await all_show(newsroom) == [4, 4, 4]
        await heal(valkey)
        for _ in itertools.count():
            if await outbox.finish_left_over(newsroom.engine, newsroom.counts.tallies.write, seconds=0):
                break
            await asyncio.sleep(0.01)
        assert (await newsroom.recount())[1] == []
        assert await all_show(newsroom) == [4, 4, 4]


async def all_show(newsroom: Newsroom) -> list[int]:
    """What the page, the teasers and a reader's own ballots show, asked anew."""
    results, reader = newsroom.voxpop.results, Reader(SITE, random_of(9))
    for memory in (results.pages, results.teasers, results.absent):
        memory.clear()
    page = msgspec.json.decode((await results.page(SITE, PAGE)).body)["widgets"]
    teasers = msgspec.json.decode((await results.counts_of(SITE, [PAGE])).body)["pages"]
    own = msgspec.json.decode(await results.ballots(reader, url=PAGE))["widgets"]
    ups = [each["tally"]["up"] for each in page if each["format"] == "points"]
    return [
        *ups,
        teasers[0]["points"],
        *(each["tally"]["up"] for each in own.values() if "up" in each["tally"]),
    ]
