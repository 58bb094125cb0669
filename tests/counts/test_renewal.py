"""A Redis that comes back from its disk with tallies older than those it had confirmed."""

import pytest

from tests.counts.samples import bare, opened, standing, widget
from widgets.counts.connection import REST
from widgets.counts.keys import tally_key

pytestmark = pytest.mark.anyio


async def test_a_first_run_is_noted_and_then_left_alone(redis_url):
    async with opened(redis_url) as counts:
        await counts.renew()
        await counts.tallies.write([standing(1, version=5)])
        assert await counts.renew() is False
        assert widget(1) in await counts.tallies.read([widget(1)])


async def test_a_restarted_redis_loses_the_old_tallies_that_it_brings_back(valkey):
    clock = iter(range(0, 10_000, int(REST) + 1)).__next__
    async with opened(valkey.url, clock) as counts:
        await counts.renew()
        await counts.tallies.write([standing(1, version=5)])
    # Stopped in order, so that everything is on the disk that comes back.
    valkey.stop()
    valkey.start()
    async with bare(valkey.url) as redis, opened(valkey.url, clock) as counts:
        assert await redis.exists(tally_key(widget(1))), "nothing came back, so nothing was tested"
        assert await counts.renew() is True
        assert await counts.tallies.read([widget(1)]) == {}
        assert await counts.renew() is False
