"""Redis gone, frozen, full or refusing: bounded waiting, no exception of redis-py, and no number wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest

from tests.counts.samples import Clock, bare, opened, standing, widget
from widgets.counts import Away, Counts
from widgets.counts.connection import PLACES, REST, Connection
from widgets.counts.keys import tally_key

pytestmark = pytest.mark.anyio


@pytest.fixture
def sent(monkeypatch):
    """An item for each pipeline that is sent at all, by anybody."""
    pipelines: list[int] = []
    deliver = Connection.deliver

    async def counted(self, commands):
        pipelines.append(len(commands))
        return await deliver(self, commands)

    monkeypatch.setattr(Connection, "deliver", counted)
    return pipelines


async def reads(counts: Counts, number: int) -> list[object]:
    return await asyncio.gather(
        *(counts.tallies.read([widget(1)]) for _ in range(number)), return_exceptions=True
    )


def all_away(answers: list[object]) -> bool:
    return all(isinstance(each, Away) for each in answers)


async def test_a_killed_redis_is_away_and_comes_back(valkey, clock):
    async with opened(valkey.url, clock) as counts:
        assert await counts.tallies.write([standing(1, 1)])
        valkey.kill()
        assert not await counts.tallies.write([standing(1, 2)])
        assert all_away(await reads(counts, 3))
        valkey.start()
        assert all_away(await reads(counts, 3))
        clock.now += REST
        assert await counts.tallies.write([standing(1, 2)])
        assert await counts.tallies.read([widget(1)]) == {widget(1): standing(1, 2)}


async def test_a_redis_killed_under_load_costs_answers_but_never_an_exception(valkey):
    async with opened(valkey.url) as counts:
        versions = iter(range(1, 1_000_000))
        done: list[bool] = []
        killed = asyncio.Event()

        async def write() -> None:
            while not killed.is_set() or done[-1]:
                done.append(
                    await counts.tallies.write([standing(each, next(versions)) for each in range(50)])
                )
                if len(done) == 100:
                    valkey.kill()
                    killed.set()

        await asyncio.gather(*(write() for _ in range(8)))
        assert done[0]
        assert not done[-1]


@pytest.mark.usefixtures("impatient")
async def test_a_frozen_redis_is_waited_for_once_and_probed_once_a_rest(valkey, clock, sent):
    async with opened(valkey.url, clock) as counts:
        assert await counts.tallies.write([standing(1, 1)])
        valkey.process.suspend()
        del sent[:]
        assert all_away(await reads(counts, PLACES * 3))
        assert len(sent) <= PLACES * 3
        del sent[:]
        for _ in range(3):
            assert all_away(await reads(counts, 5000))
            assert sent == []
            clock.now += REST
            assert all_away(await reads(counts, 1000))
            assert len(sent) == 1
            del sent[:]
        valkey.process.resume()
        clock.now += REST
        assert await counts.tallies.read([widget(1)]) == {widget(1): standing(1, 1)}
        assert counts.connection.under_way == 0


@pytest.mark.usefixtures("impatient")
async def test_more_callers_than_may_wait_are_turned_away_at_once(valkey, clock, sent):
    async with opened(valkey.url, clock) as counts:
        valkey.process.suspend()
        assert all_away(await reads(counts, 3000))
        assert len(sent) < 1000


async def test_a_caller_that_gives_up_leaves_no_answer_to_the_next(valkey):
    async with opened(valkey.url) as counts:
        await counts.tallies.write([standing(each, 1) for each in range(40)])
        valkey.process.suspend()
        waiting = [asyncio.ensure_future(counts.tallies.read([widget(each)])) for each in range(10)]
        for _ in range(10):
            await asyncio.sleep(0)
        assert counts.connection.under_way == 10
        for each in waiting:
            each.cancel()
        assert all(
            isinstance(each, asyncio.CancelledError)
            for each in await asyncio.gather(*waiting, return_exceptions=True)
        )
        valkey.process.resume()
        found = await asyncio.gather(*(counts.tallies.read([widget(each)]) for each in range(40)))
        assert found == [{widget(each): standing(each, 1)} for each in range(40)]


@pytest.mark.parametrize("policy", ["noeviction", "allkeys-lru"])
async def test_without_memory_a_tally_is_right_or_missing(valkey, policy):
    async with opened(valkey.url) as counts, bare(valkey.url) as redis:
        many = range(2000)
        assert await counts.tallies.write([standing(each, 1) for each in many])
        await redis.config_set("maxmemory-policy", policy)
        await redis.config_set("maxmemory", (await redis.info("memory"))["used_memory"])
        for version in (2, 3):
            assert await counts.tallies.write([standing(each, version) for each in many])
            found = await counts.tallies.read([widget(each) for each in many])
            assert set(found) < {widget(each) for each in many}
            for each in many:
                assert found.get(widget(each), standing(each, version)) == standing(each, version)
                assert await redis.pttl(tally_key(widget(each))) != -1  # there, for ever


async def test_with_no_memory_at_all_old_tallies_go_and_the_rest_is_still_read(valkey):
    async with opened(valkey.url) as counts, bare(valkey.url) as redis:
        assert await counts.tallies.write([standing(1, 1), standing(2, 1)])
        await redis.config_set("maxmemory-policy", "noeviction")
        await redis.config_set("maxmemory", 1)
        await redis.script_flush()
        assert await counts.tallies.write([standing(1, 2), standing(3, 1)])
        assert await counts.tallies.read([widget(each) for each in (1, 2, 3)]) == {widget(2): standing(2, 1)}
        await redis.config_set("maxmemory", 0)
        assert await counts.tallies.write([standing(1, 2)])
        assert await counts.tallies.read([widget(1)]) == {widget(1): standing(1, 2)}


async def test_a_redis_that_reads_but_takes_no_writes_is_away_until_it_takes_them(valkey, clock):
    """It would go on giving old tallies to whoever only reads."""
    async with opened(valkey.url, clock) as counts, bare(valkey.url) as redis:
        assert await counts.tallies.write([standing(1, 1)])
        await redis.replicaof("127.0.0.1", 1)
        assert not await counts.tallies.write([standing(1, 2)])
        for _ in range(3):
            clock.now += REST
            assert all_away(await reads(counts, 2))
        await redis.replicaof("NO", "ONE")
        clock.now += REST
        assert await counts.tallies.write([standing(1, 2)])
        assert await counts.tallies.read([widget(1)]) == {widget(1): standing(1, 2)}


async def test_a_redis_busy_with_something_else_is_away(valkey, clock):
    async with opened(valkey.url, clock) as counts, bare(valkey.url) as redis, bare(valkey.url) as other:
        assert await counts.tallies.write([standing(1, 1)])
        await redis.config_set("busy-reply-threshold", 1)
        endless = asyncio.ensure_future(redis.eval("while true do end", 0))
        answers: list[object] = [{}]
        while not all_away(answers):
            answers = await reads(counts, 1)
        await other.script_kill()
        await asyncio.gather(endless, return_exceptions=True)
        clock.now += REST
        assert await counts.tallies.read([widget(1)]) == {widget(1): standing(1, 1)}


async def test_a_wrong_password_is_told_and_not_shown(valkey):
    address = urlsplit(valkey.url)
    async with opened(f"redis://:not-the-password@127.0.0.1:{address.port}/0") as counts:
        with pytest.raises(Away, match="invalid username-password") as told:
            await counts.check()
        assert "not-the-password" not in str(told.value)
    async with opened(valkey.url) as counts:
        await counts.check()


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1/x", "127.0.0.1:6379", "redis://127.0.0.1:port/0"])
def test_a_url_of_something_else_is_refused(url):
    with pytest.raises(ValueError):
        Counts(url)


@asynccontextmanager
async def impostor(answer: Callable[..., Awaitable[None]]) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Something on a port that is not Redis: its URL, and what it was sent, connection by connection."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        with suppress(ConnectionError):
            await answer(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0", heard


async def hang_up(writer: asyncio.StreamWriter) -> None:
    pass


async def speak_http(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()


async def speak_nonsense(writer: asyncio.StreamWriter) -> None:
    writer.write(b":not a number\r\n$-7\r\n")
    await writer.drain()


async def stop_half_way(writer: asyncio.StreamWriter) -> None:
    writer.write(b"$100\r\nabc")
    await writer.drain()


async def load_data(writer: asyncio.StreamWriter) -> None:
    writer.write(b"-LOADING Redis is loading the dataset in memory\r\n")
    await writer.drain()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Never say anything whole, but always something: no limit on single reads would end this."""
    writer.write(b"$1000000\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("answer", [hang_up, speak_http, speak_nonsense, stop_half_way, load_data, drip])
@pytest.mark.usefixtures("impatient")
async def test_what_is_not_redis_is_away_and_hears_everything_once(answer):
    clock = Clock()
    async with impostor(answer) as (url, heard), opened(url, clock) as counts:
        assert all_away(await reads(counts, 1))
        assert len(heard) == 1
        assert heard[0].count(tally_key(widget(1))) == 1
        clock.now += REST
        assert not await counts.tallies.write([standing(1, 1)])
        assert len(heard) == 2
        assert heard[1].count(tally_key(widget(1))) == 1
        with pytest.raises(Away):
            await counts.clear()
