"""The way to Redis: one pool, never waited for long, and left alone while it is known to be away."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, OutOfMemoryError, RedisError, ResponseError

from widgets.counts import keys
from widgets.counts.breaker import Breaker
from widgets.counts.scripts import Call, Script

Word: TypeAlias = bytes | str | int
Reply: TypeAlias = object
"""What Redis answered to one command; a `ResponseError` where that command alone was refused."""

PATIENCE = 0.5
"""Seconds that a pipeline may take altogether, waiting for a connection included."""

REST = 1.0
"""Seconds that Redis is left alone after a failure."""

PLACES = 16
"""Pipelines under way at once, and so connections, in one process."""

MOST_WAITING = 512
"""Pipelines that may wait for a place; one more finds Redis away, for it is too slow."""

LONGEST = 500
"""Commands in one pipeline; more are sent one pipeline after the other."""

FAILURES = (RedisError, OSError, EOFError, ValueError)
"""What redis-py raises when the other side is gone, slow, or does not speak the protocol."""

log = logging.getLogger(__name__)


class Away(Exception):
    """Redis is gone, too slow, or refuses to work. What was asked may or may not have happened."""


class Connection:
    """Sends pipelines to Redis. Every failure is `Away`, raised at once while Redis is left alone.

    A frozen Redis thus costs at most `PATIENCE` seconds of waiting every `REST` seconds, whatever the number
    of callers. Nothing is ever sent twice. Raises ValueError for a URL that is none of Redis.
    """

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.pool: ConnectionPool = ConnectionPool.from_url(
            url,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            driver_info=None,
            socket_connect_timeout=PATIENCE,
            # The deadline of the whole pipeline stands in for a time limit on each of its replies.
            socket_timeout=None,
            socket_keepalive=True,
            # One more for the channel, which keeps its own.
            max_connections=PLACES + 1,
        )
        self.redis = Redis(connection_pool=self.pool)
        self.breaker = Breaker(REST)
        self.clock = clock
        self.places = asyncio.Semaphore(PLACES)
        self.under_way = 0

    async def ask(self, commands: Sequence[Sequence[Word]]) -> list[Reply]:
        """Send commands and give their replies in order.

        A command that finds the wrong type, no memory or no script has its `ResponseError` as reply; any
        other error concerns Redis as a whole. Raises Away.
        """
        replies: list[Reply] = []
        for start in range(0, len(commands), LONGEST):
            replies += await self.send(commands[start : start + LONGEST])
        return replies

    async def run(self, script: Script, calls: Sequence[Call]) -> list[Reply]:
        """Run a script once for each call and give the replies in order, as `ask` does. Raises Away."""
        replies = await self.ask([script.command(call) for call in calls])
        lost = [at for at, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if lost:
            load = ("SCRIPT", "LOAD", script.source)
            again = await self.ask([load, *(script.command(calls[at]) for at in lost)])
            for at, reply in zip(lost, again[1:], strict=True):
                replies[at] = reply
        return replies

    async def scan(self, cursor: int, pattern: bytes) -> tuple[int, list[bytes]]:
        """Take one step over the keys that fit: the next cursor, 0 at the end, and keys. Raises Away."""
        [reply] = await self.ask([("SCAN", cursor, "MATCH", pattern, "COUNT", LONGEST)])
        if not isinstance(reply, tuple):
            raise Away(f"Redis answered SCAN with {reply!r}.")
        return reply

    async def unlink(self, names: Iterable[bytes]) -> int:
        """Remove keys and tell how many there were. Raises Away."""
        replies = await self.ask([("UNLINK", name) for name in names])
        return sum(each for each in replies if isinstance(each, int))

    async def send(self, commands: Sequence[Sequence[Word]]) -> list[Reply]:
        """Send one pipeline, unless Redis is being left alone. Raises Away."""
        if self.under_way >= PLACES + MOST_WAITING or not self.breaker.admits(self.clock()):
            raise Away("Redis is being left alone for a moment, because it did not answer.")
        # Only a write shows that Redis is well: one that merely reads may be serving old tallies.
        probe = [("UNLINK", keys.PROBE)] if self.breaker.is_open else []
        self.under_way += 1
        try:
            replies = await self.deliver([*probe, *commands])
        except FAILURES as error:
            raise self.leave_alone(error) from error
        finally:
            self.under_way -= 1
        if probe:
            self.breaker.mend()
            log.info("Redis is back.")
        return replies[len(probe) :]

    async def deliver(self, commands: Sequence[Sequence[Word]]) -> list[Reply]:
        """Send one pipeline. Raises any of `FAILURES`, among them a reply that concerns all of Redis."""
        async with asyncio.timeout(PATIENCE), self.places:
            pipeline = self.redis.pipeline(transaction=False)
            for command in commands:
                pipeline.execute_command(*command)
            replies: list[Reply] = await pipeline.execute(raise_on_error=False)
        for reply in replies:
            if isinstance(reply, Exception) and not concerns_one(reply):
                raise reply
        return replies

    def leave_alone(self, error: Exception) -> Away:
        """Take note of a failure, and give what to raise."""
        reason = str(error).rstrip(".") or f"no answer within {PATIENCE} s"
        if not self.breaker.is_open:
            log.warning("Redis is away: %r. Ballots go on counting; reads come from the ledger.", reason)
        self.breaker.trip(self.clock())
        return Away(f"Redis is away: {reason}.")

    def channel(self) -> PubSub:
        """Give a new way to listen to channels, beside the pipelines."""
        return self.redis.pubsub()

    async def close(self) -> None:
        """Hang up."""
        await self.pool.aclose()


def concerns_one(error: Exception) -> bool:
    """Tell whether an error reply says something about one command or key, not about Redis as a whole."""
    return isinstance(error, NoScriptError | OutOfMemoryError) or (
        isinstance(error, ResponseError) and str(error).startswith("WRONGTYPE")
    )
