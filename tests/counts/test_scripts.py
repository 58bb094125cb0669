"""Scripts inside Redis: they run whole or not at all, and for one key each."""

import pytest

from tests.counts.samples import bare, opened, our_keys
from widgets.counts.scripts import PAY, PUT_TALLY, Call, Script

pytestmark = pytest.mark.anyio

CALLS: list[tuple[Script, Call]] = [
    (PUT_TALLY, (b"vox:1:{A}:w_A", b"1%016d" % 7, 300_000)),
    (PAY, (b"vox:1:budget:b:who", 1000, 60_000, 1)),
]


@pytest.mark.parametrize(("script", "call"), CALLS)
async def test_without_memory_a_script_does_not_even_begin(valkey, script, call):
    async with opened(valkey.url) as counts, bare(valkey.url) as redis:
        await redis.config_set("maxmemory-policy", "noeviction")
        await redis.config_set("maxmemory", 1)
        await redis.config_resetstat()
        [reply] = await counts.connection.run(script, [call])
        assert isinstance(reply, Exception)
        done = await redis.info("commandstats")
        assert {"cmdstat_get", "cmdstat_pttl", "cmdstat_set"}.isdisjoint(done)
        await redis.config_set("maxmemory", 0)
        [reply] = await counts.connection.run(script, [call])
        assert isinstance(reply, int)
        assert "cmdstat_set" in await redis.info("commandstats")


@pytest.mark.parametrize(("script", "call"), CALLS)
async def test_whatever_a_script_makes_dies_by_itself(counts, redis, script, call):
    await counts.connection.run(script, [call])
    assert await our_keys(redis) == {call[0]}
    assert await redis.pttl(call[0]) > 0


@pytest.mark.parametrize(("script", "call"), CALLS)
async def test_a_script_forgotten_between_two_calls_runs_once_for_each(counts, redis, script, call):
    calls = [(call[0] + b"%d" % at, *call[1:]) for at in range(5)]
    for _ in range(3):
        await counts.clear()
        await redis.script_flush()
        await redis.config_resetstat()
        assert all(isinstance(reply, int) for reply in await counts.connection.run(script, calls))
        assert (await redis.info("commandstats"))["cmdstat_set"]["calls"] == len(calls)
