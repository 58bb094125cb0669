"""Lanes: ballots gather while the transaction before them is under way, and are then committed together.

Each lane owns one connection and a share of the partitions. A widget whose tally is locked by another process
moves to the contended lane, whose transactions hold one tally each: one hot article never delays the others.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeAlias

import asyncpg

from widgets.errors import Malformed, Refused, Unavailable, unknown_widget
from widgets.ledger.batch import Busy, Counted, Decide, count
from widgets.ledger.connection import Connection, away, connect_lane
from widgets.ledger.openings import open_widgets
from widgets.ledger.queues import MixedQueue, Queue, Waiting, WidgetQueue
from widgets.ledger.working import Cast, Committed
from widgets.model import Standing

LARGEST_BATCH = 1000
MOST_WAITING = 20_000
"""Ballots under way in a process; one more is refused at once."""

PATIENCE = 2.0
"""Seconds a ballot may wait for its batch."""

MOST_PUBLISHING = 4
"""Batches a lane may have committed whose tallies are still on their way to Redis."""

KNOWN_WIDGETS = 100_000
"""How many page widgets a lane remembers to have a tally row."""

LOST = (
    OSError,
    asyncpg.InterfaceError,
    # The driver says this of a connection whose end was announced between two commands.
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)
"""What tells that a connection is lost, or that there is none to be had."""

log = logging.getLogger(__name__)

Publish: TypeAlias = Callable[[list[Standing]], Awaitable[bool]]
"""Takes committed tallies to Redis; True once they are there. Must not raise, must not take long."""


class Lane:
    """One connection and the queue before it."""

    def __init__(self, url: str, decide: Decide, publish: Publish, queue: Queue, spill: Queue | None) -> None:
        self.url = url
        self.decide = decide
        self.publish = publish
        self.queue = queue
        self.spill = spill
        self.connection: Connection | None = None
        self.known: OrderedDict[str, None] = OrderedDict()
        self.delivered: list[int] = []
        self.publishing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Count batch after batch until cancelled."""
        while True:
            if not self.delivered:
                await self.queue.wait()
            batch = self.queue.take(LARGEST_BATCH)
            if batch:
                await self.count_all(batch)
            elif self.delivered:
                await self.clear_outbox()
            while len(self.publishing) >= MOST_PUBLISHING:
                await asyncio.wait(self.publishing, return_when=asyncio.FIRST_COMPLETED)

    async def count_all(self, batch: list[Waiting]) -> None:
        """Count a batch; isolate data errors by halving; turn anything else into a refusal."""
        try:
            counted = await self.attempt(batch)
        except asyncpg.LockNotAvailableError:
            self.wait_again(batch)
        except asyncpg.PostgresError as error:
            if not is_data_error(error):
                answer(batch, away())
            elif len(batch) == 1:
                answer(batch, Malformed("unstorable", "Postgres cannot keep this ballot; check its texts."))
            else:
                middle = len(batch) // 2
                await self.count_all(batch[:middle])
                await self.count_all(batch[middle:])
        except LOST:
            answer(batch, away())
        except Exception:
            # Whatever it is: the lane goes on, for nobody else counts what waits before it.
            log.exception("A batch of %d ballots failed.", len(batch))
            answer(batch, away())
        else:
            self.hand_on(batch, counted)

    async def attempt(self, batch: list[Waiting]) -> Counted:
        """Count a batch, once more where the connection was lost or a deadlock broken."""
        try:
            return await self.try_once(batch)
        except (*LOST, asyncpg.TransactionRollbackError):
            return await self.try_once(batch)

    async def try_once(self, batch: list[Waiting]) -> Counted:
        """Count a batch; unless its data or a lock are at fault, drop the connection on which that failed."""
        try:
            return await self.transact(batch)
        except asyncpg.LockNotAvailableError:
            raise
        except Exception as error:
            if not (isinstance(error, asyncpg.PostgresError) and is_data_error(error)):
                self.drop_connection()
            raise

    def wait_again(self, batch: list[Waiting]) -> None:
        """Let ballots whose tally is held for long wait for another turn, unless they have waited enough."""
        before = asyncio.get_running_loop().time() - PATIENCE
        for waiting in batch:
            if waiting.since < before:
                waiting.answer(overloaded())
            else:
                self.queue.put(waiting)

    async def transact(self, batch: list[Waiting]) -> Counted:
        """Open what is new, then count, on this lane's connection."""
        if self.connection is None or self.connection.is_closed():
            self.connection = await connect_lane(self.url)
        casts = [waiting.cast for waiting in batch]
        refused = await self.open_new(self.connection, casts)
        rest = [cast for cast in casts if cast.widget not in refused]
        delivered, self.delivered = self.delivered, []
        counted = await count(
            self.connection, rest, self.decide, skip_busy=self.spill is not None, delivered=delivered
        )
        if counted.outbox is None:
            self.delivered += delivered
        if refused:
            answers = iter(counted.answers)
            counted.answers = [refused.get(cast.widget) or next(answers) for cast in casts]
        return counted

    async def open_new(self, connection: Connection, casts: Sequence[Cast]) -> dict[str, Refused]:
        """Give page widgets that this lane has not met a page and a tally; give those refused."""
        fresh = [cast for cast in casts if cast.opening and cast.widget not in self.known]
        if not fresh:
            return {}
        refused: dict[str, Refused]
        try:
            refused = await open_widgets(connection, fresh)
        except asyncpg.LockNotAvailableError:
            # Somebody is creating one of these pages and takes long, as an import does: the rest goes on.
            refused = {cast.widget: away() for cast in fresh}
        for cast in fresh:
            if cast.widget not in refused:
                self.known[cast.widget] = None
        while len(self.known) > KNOWN_WIDGETS:
            self.known.popitem(last=False)
        return refused

    def hand_on(self, batch: list[Waiting], counted: Counted) -> None:
        """Send busy widgets' ballots to the contended lane and the rest on their way to their answers."""
        settled: list[tuple[Waiting, Committed | Exception]] = []
        for waiting, reply in zip(batch, counted.answers, strict=True):
            if not isinstance(reply, Busy):
                settled.append((waiting, reply))
            elif self.spill is not None:
                self.spill.put(waiting)
            else:
                # With the lock waited for, busy means that there is no such row: perhaps a restored backup.
                self.known.pop(waiting.cast.widget, None)
                settled.append((waiting, missing(waiting.cast)))
        task = asyncio.create_task(self.finish(settled, counted))
        self.publishing.add(task)
        task.add_done_callback(self.publishing.discard)

    async def finish(self, settled: list[tuple[Waiting, Committed | Exception]], counted: Counted) -> None:
        """Take the new tallies to Redis, then answer: by now everything is committed."""
        try:
            if counted.standings and await self.publish(counted.standings) and counted.outbox is not None:
                self.delivered.append(counted.outbox)
                self.queue.arrived.set()
        finally:
            for waiting, reply in settled:
                waiting.answer(reply)

    async def clear_outbox(self) -> None:
        """Clear delivered outbox rows away when there is no batch to do it on the way."""
        delivered, self.delivered = self.delivered, []
        if self.connection is None or self.connection.is_closed():
            return
        try:
            # A row that stays because this fails, however it does, is finished by the worker.
            with suppress(Exception):
                await self.connection.execute("DELETE FROM outbox WHERE id = ANY($1::bigint[])", delivered)
        except asyncio.CancelledError:
            # The lane stops, and clears away once more when it closes.
            self.delivered += delivered
            raise

    def drop_connection(self) -> None:
        """Forget a connection that can no longer be trusted."""
        if self.connection is not None:
            self.connection.terminate()
            self.connection = None

    async def close(self) -> None:
        """Let what is committed reach its readers, then close the connection."""
        if self.publishing:
            await asyncio.wait(self.publishing)
        await self.clear_outbox()
        self.drop_connection()


class Lanes:
    """All lanes of a process, each with its share of the partitions, and the contended lane."""

    def __init__(self, url: str, decide: Decide, publish: Publish, *, lanes: int = 3) -> None:
        contended = WidgetQueue()
        self.contended = contended
        self.lanes = [Lane(url, decide, publish, MixedQueue(), contended) for _ in range(lanes)]
        self.all = [*self.lanes, Lane(url, decide, publish, contended, None)]
        self.waiting = 0
        self.idle = asyncio.Event()
        self.idle.set()
        self.tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to count, on the running loop."""
        self.tasks = [asyncio.create_task(lane.run()) for lane in self.all]
        self.tasks.append(asyncio.create_task(self.expire()))

    async def cast(self, cast: Cast) -> Committed:
        """Give what a ballot came to once its batch is committed.

        Raises Refused children, Stale, or the fault of a format; Unavailable where nothing was counted or
        nothing can be told about it: casting again is safe.
        """
        if self.waiting >= MOST_WAITING:
            raise overloaded()
        loop = asyncio.get_running_loop()
        waiting = Waiting(cast, loop.create_future(), loop.time())
        held = self.contended.holds(cast.widget)
        queue = self.contended if held else self.lanes[cast.partition % len(self.lanes)].queue
        queue.put(waiting)
        self.waiting += 1
        self.idle.clear()
        try:
            return await waiting.future
        finally:
            self.waiting -= 1
            if not self.waiting:
                self.idle.set()

    async def expire(self) -> None:
        """Refuse ballots that have waited too long for a batch, even while every lane is stuck."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(PATIENCE / 8)
            for lane in self.all:
                answer(lane.queue.expired(loop.time() - PATIENCE), overloaded())

    async def close(self) -> None:
        """Count what is waiting, then stop."""
        await self.idle.wait()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for lane in self.all:
            await lane.close()


def answer(batch: Sequence[Waiting], refusal: Refused) -> None:
    """Give every ballot of a batch the same answer."""
    for waiting in batch:
        waiting.answer(refusal)


def is_data_error(error: asyncpg.PostgresError) -> bool:
    """Tell whether the data of some ballot, and not the engine, is at fault: SQLSTATE classes 22 and 23."""
    return (error.sqlstate or "")[:2] in ("22", "23")


def missing(cast: Cast) -> Refused:
    """Answer a ballot on a widget that has no tally row."""
    if cast.opening:
        return away()
    return unknown_widget()


def overloaded() -> Unavailable:
    """Say that too many ballots are waiting."""
    return Unavailable("overloaded", "Too many ballots at once; try again shortly.", retry_after=1)
