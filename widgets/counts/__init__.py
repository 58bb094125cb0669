"""Redis, and nothing else speaks it: the tallies readers see, budgets, the salt of the day.

Redis may lose anything at any time, be gone, be frozen, or refuse to work: then every answer here comes in
bounded time, and says so by `Away`, by False, or by falling back to what this process knows by itself. No
exception of redis-py leaves this room.
"""

import asyncio
from contextlib import suppress

from widgets.counts import keys
from widgets.counts.agreement import Agreement
from widgets.counts.budgets import Budget, Budgets, Spending
from widgets.counts.connection import Away, Connection
from widgets.counts.progress import Progress
from widgets.counts.scripts import PAY, PUT_TALLY
from widgets.counts.tallies import Tallies

__all__ = ["Away", "Budget", "Counts", "Progress", "Spending"]


class Counts:
    """All that is kept in one Redis, 7.0 or newer, or Valkey. Raises ValueError for a URL of anything else.

    Opening it does not touch Redis: a process may start while Redis is away.
    """

    def __init__(self, url: str) -> None:
        self.connection = Connection(url)
        self.tallies = Tallies(self.connection)
        self.budgets = Budgets(self.connection)
        self.progress = Progress(self.connection)
        self.salt = Agreement(self.connection)
        self.agreeing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to agree about the salt with the other processes, on the running loop."""
        self.agreeing = asyncio.create_task(self.salt.run())

    async def check(self) -> None:
        """See that Redis is there and able to run the scripts. Raises Away, which tells what is wrong."""
        await self.connection.ask([("SCRIPT", "LOAD", each.source) for each in (PUT_TALLY, PAY)])

    async def renew(self) -> bool:
        """Remove every key if Redis was started anew, and tell so. Raises Away.

        What comes back from a disk or a replica may be older than what Redis had already confirmed. The key
        that names the run comes back too, and so gives the others away.
        """
        info, known = await self.connection.ask([("INFO", "server"), ("GET", keys.RUN)])
        run = str(info["run_id"]).encode() if isinstance(info, dict) else b""
        if known == run:
            return False
        await self.clear()
        await self.connection.ask([("SET", keys.RUN, run)])
        return True

    async def clear(self) -> int:
        """Remove every key of Voxpop, and no other, and tell how many there were. Raises Away.

        For what makes all tallies wrong at once, like restoring a backup; nobody should be writing meanwhile.
        """
        cursor, removed = 0, 0
        while True:
            cursor, names = await self.connection.scan(cursor, keys.EVERYTHING)
            removed += await self.connection.unlink(names)
            if cursor == 0:
                return removed

    async def close(self) -> None:
        """Stop agreeing and hang up."""
        if self.agreeing is not None:
            self.agreeing.cancel()
            with suppress(asyncio.CancelledError):
                await self.agreeing
        await self.connection.close()
