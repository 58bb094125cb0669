"""How the processes of a deployment come to hold the same salt: by telling, on a channel.

A process that has just connected tells the salt it holds. Whoever holds an elder one answers with that;
whoever holds a younger one takes the elder. So all end with the eldest; what was lost while Redis was away is
made up for when the process connects again. Nothing is stored: channels are in no append-only file and no
snapshot.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from widgets.counts import keys
from widgets.counts.connection import FAILURES, PATIENCE, REST, Away, Connection
from widgets.counts.salt import SIZE, Salt, advance, choose, day_of, is_near, network_of, pack, unpack

log = logging.getLogger(__name__)


class Agreement:
    """Holds the salt of the day: from the start its own, and once `run` runs the one of all processes.

    `adopted` is set whenever the salt of another process has taken the place of its own.
    """

    def __init__(self, connection: Connection, clock: Callable[[], datetime] | None = None) -> None:
        self.connection = connection
        self.clock = clock or (lambda: datetime.now(UTC))
        self.adopted = asyncio.Event()
        now = self.clock()
        self.held = Salt(
            day=day_of(now), born=int(now.timestamp() * 1_000_000), value=secrets.token_bytes(SIZE)
        )

    def network_of(self, address: str, now: datetime) -> bytes:
        """Name the network of an address for the day of `now`: 8 bytes, which mean nothing the day after."""
        self.held = advance(self.held, day_of(now))
        return network_of(self.held, address)

    async def run(self) -> None:
        """Agree with the other processes until cancelled; while Redis is away, try again every second."""
        while True:
            try:
                await self.talk()
            except (Away, *FAILURES):
                pass
            except Exception:
                # Without this task two processes would name one network differently until they start anew.
                log.exception("A fault while agreeing about the salt; trying again.")
            await asyncio.sleep(REST)

    async def talk(self) -> None:
        """Listen and answer until the connection breaks. Raises Away or any of `FAILURES`."""
        async with self.connection.channel() as channel:
            async with asyncio.timeout(PATIENCE):
                await channel.subscribe(keys.SALT)
            async for message in channel.listen():
                if message["type"] == "subscribe":
                    await self.tell()
                elif message["type"] == "message":
                    await self.hear(unpack(message["data"]))

    async def hear(self, heard: Salt | None) -> None:
        """Take an elder salt, or answer a younger one with the one held. Raises Away."""
        day = day_of(self.clock())
        if heard is None or not is_near(heard, day):
            return
        before, self.held = self.held, choose(self.held, heard, day)
        if self.held != advance(before, self.held.day):
            self.adopted.set()
        elif self.held != advance(heard, self.held.day):
            await self.tell()

    async def tell(self) -> None:
        """Tell every process the salt held here. Raises Away."""
        self.held = advance(self.held, day_of(self.clock()))
        await self.connection.ask([("PUBLISH", keys.SALT, pack(self.held))])
