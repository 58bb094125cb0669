"""How far long work has come, told by the process that does it to the one that is asked.

What is kept dies by itself; nothing depends on it. Without Redis nobody can be told, and the work goes on.
"""

from widgets.counts.connection import Connection
from widgets.counts.keys import progress_key

KEPT = 900
"""Seconds for which the last word of some work is remembered."""


class Progress:
    """The last word of each work, by a name that only those who may know it can make."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def tell(self, name: bytes, word: bytes) -> bool:
        """Keep how far it is, and tell whether it was asked to stop. Raises Away."""
        key = progress_key(name)
        told = [("HSET", key, "word", word), ("EXPIRE", key, KEPT), ("HGET", key, "stop")]
        return (await self.connection.ask(told))[-1] is not None

    async def read(self, name: bytes) -> bytes | None:
        """Give the last word, or None where there is none yet. Raises Away."""
        [word] = await self.connection.ask([("HGET", progress_key(name), "word")])
        return word if isinstance(word, bytes) else None

    async def stop(self, name: bytes) -> None:
        """Ask that it stop. Raises Away."""
        key = progress_key(name)
        await self.connection.ask([("HSET", key, "stop", "1"), ("EXPIRE", key, KEPT)])
