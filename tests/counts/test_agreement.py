"""Processes agree about the salt, and it reaches no disk."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.counts.samples import bare, opened, standing
from widgets.counts import Counts
from widgets.counts.agreement import Agreement
from widgets.counts.keys import SALT
from widgets.counts.salt import Salt, advance, day_of, pack

pytestmark = pytest.mark.anyio

EVENING = datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC)
LATER = EVENING + timedelta(seconds=0.5)
MORNING = EVENING + timedelta(seconds=2)
ADDRESS = "192.0.2.1"


@pytest.fixture
def redis_url(valkey) -> str:
    """A server on which nobody else agrees about anything."""
    url: str = valkey.url
    return url


class Process:
    """A process with a clock of its own."""

    def __init__(self, counts: Counts, now: datetime) -> None:
        self.now = now
        self.agreement = Agreement(counts.connection, lambda: self.now)

    def name(self, now: datetime) -> bytes:
        return self.agreement.network_of(ADDRESS, now)

    async def adopted(self) -> "Process":
        async with asyncio.timeout(30):
            await self.agreement.adopted.wait()
        return self


@asynccontextmanager
async def running(url: str, now: datetime = EVENING) -> AsyncIterator[Process]:
    async with opened(url) as counts:
        process = Process(counts, now)
        task = asyncio.create_task(process.agreement.run())
        try:
            yield process
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def either_adopted(*processes: Process) -> None:
    waiting = [asyncio.ensure_future(each.adopted()) for each in processes]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()


async def test_a_late_process_adopts_the_salt_of_the_first(redis_url):
    async with running(redis_url) as first:
        before = first.name(EVENING)
        for _ in range(3):
            async with running(redis_url, LATER) as late:
                assert late.name(EVENING) != before
                await late.adopted()
                assert late.name(EVENING) == first.name(EVENING) == before
        assert not first.agreement.adopted.is_set()


async def test_processes_that_start_at_once_agree(redis_url):
    async with AsyncExitStack() as stack:
        starts = [EVENING + timedelta(milliseconds=each) for each in (3, 0, 2, 1)]
        processes = [await stack.enter_async_context(running(redis_url, each)) for each in starts]
        await asyncio.gather(*(each.adopted() for each in processes if each.now != EVENING))
        eldest = processes[1].name(EVENING)
        for each in processes:
            while each.name(EVENING) != eldest:  # a younger one's, which it heard first
                each.agreement.adopted.clear()
                await each.adopted()


async def test_twins_agree(redis_url):
    async with running(redis_url) as one, running(redis_url) as other:
        await either_adopted(one, other)
        assert one.name(EVENING) == other.name(EVENING)


async def test_after_midnight_they_still_agree_without_a_word(redis_url):
    async with running(redis_url) as first, running(redis_url, LATER) as late:
        await late.adopted()
        evening = first.name(EVENING)
    assert first.name(MORNING) == late.name(MORNING) != evening
    assert late.name(EVENING) == late.name(MORNING), "the old salt is forgotten"


async def test_a_process_whose_clock_is_ahead_of_midnight_agrees(redis_url):
    async with running(redis_url) as first, running(redis_url, MORNING) as late:
        await late.adopted()
        assert late.name(MORNING) == first.name(MORNING)


@pytest.mark.parametrize("days", [-400_000, -2, 2, 2_000_000])
async def test_a_salt_of_a_broken_clock_is_not_listened_to(redis_url, days):
    async with running(redis_url) as first, running(redis_url, LATER) as late:
        await late.adopted()
        before = first.name(EVENING)
        async with bare(redis_url) as redis:
            await redis.publish(SALT, pack(Salt(day=day_of(EVENING) + days, born=0, value=b"x" * 32)))
            await redis.publish(SALT, b"nonsense")
        async with running(redis_url, LATER) as listened:  # answered after all that was heard
            await listened.adopted()
            assert listened.name(EVENING) == late.name(EVENING) == first.name(EVENING) == before


async def test_without_redis_each_has_a_salt_of_its_own_and_agrees_once_it_is_there(valkey):
    valkey.kill()
    async with running(valkey.url) as first, running(valkey.url, LATER) as late:
        assert first.name(EVENING) != late.name(EVENING)
        await asyncio.to_thread(valkey.start)
        await late.adopted()
        assert first.name(EVENING) == late.name(EVENING)
        late.agreement.adopted.clear()
        valkey.kill()
        await asyncio.to_thread(valkey.start)
        async with running(valkey.url, EVENING + timedelta(seconds=0.7)) as later:
            await later.adopted()
            assert first.name(EVENING) == late.name(EVENING) == later.name(EVENING)
        assert not late.agreement.adopted.is_set()


async def test_a_fault_that_nobody_foresaw_ends_no_agreeing(redis_url, monkeypatch):
    talk, faults = Agreement.talk, [RuntimeError("nobody foresaw this")]

    async def talk_at_last(agreement: Agreement) -> None:
        if faults and agreement is not first.agreement:
            raise faults.pop()
        await talk(agreement)

    async with running(redis_url) as first:
        monkeypatch.setattr(Agreement, "talk", talk_at_last)
        async with running(redis_url, LATER) as late:
            assert (await late.adopted()).name(LATER) == first.name(LATER)


async def test_no_salt_reaches_a_disk(valkey):
    async with opened(valkey.url) as counts, bare(valkey.url) as redis:
        await redis.config_set("appendfsync", "always")
        async with running(valkey.url) as first, running(valkey.url, MORNING) as late:
            born = first.agreement.held
            await late.adopted()
            await counts.tallies.write([standing(1, 1)])
            await redis.save()
            held = {late.agreement.held, born, advance(born, born.day + 1), advance(born, born.day + 2)}
    valkey.stop()
    kept = read_all(valkey.home)
    assert standing(1, 1).widget.encode() in kept, "what is written does reach the disk"
    for salt in held:
        for form in (salt.value, salt.value.hex().encode(), base64.b64encode(salt.value)):
            assert form not in kept


def read_all(folder: Path) -> bytes:
    return b"\n".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


async def test_counts_start_to_agree_and_stop(redis_url):
    async with opened(redis_url) as first, opened(redis_url) as late:
        now = datetime.now(UTC)
        for each in (first, late):
            each.start()
        async with asyncio.timeout(30):
            await late.salt.adopted.wait()
        assert first.salt.network_of(ADDRESS, now) == late.salt.network_of(ADDRESS, now)
    assert all(each.agreeing and each.agreeing.done() for each in (first, late))
