"""The stores alone: ballots a second into the ledger, and the room that pages and ballots take."""

import asyncio
import os
import time
from collections.abc import Callable

import asyncpg
import msgspec
import redis.asyncio

from widgets.casting import Intent, decide
from widgets.catalog import Catalog
from widgets.counts import Counts
from widgets.ledger.batch import count
from widgets.ledger.connection import connect_lane, open_engine
from widgets.ledger.openings import open_widgets
from widgets.ledger.working import Cast, Opening
from widgets.model import Standing, page_widget_id, partition_of
from widgets.placing import Placed, read_ballot

BATCH = 1000
MILLION = 1_000_000
RUNS = 10
"""Parts that filling is measured in: how much slower the last is than the first tells what growing costs."""
PAGES = 1000
LOVE = b'{"reactions":["love"]}'


class Stores:
    """The engines of an installation, spoken to without HTTP."""

    def __init__(self, database_url: str, redis_url: str, origin: str) -> None:
        self.database_url = database_url
        self.redis_url = redis_url
        self.origin = origin

    async def own_widget(self, path: str, format: str = "reactions") -> Placed:
        """Give a page's own widget."""
        engine = open_engine(self.database_url)
        try:
            url = f"{self.origin}{path}"
            return await Catalog(engine).own_widget(page_widget_id("bench", url, format), "bench", url)
        finally:
            await engine.dispose()

    async def fill(self, placed: Placed, ballots: int, tell: Callable[[int], None]) -> list[float]:
        """Cast so many first ballots on one widget in batches, and give how many a second, tenth by tenth."""
        connection = await connect_lane(self.database_url)
        first = self.cast(placed)
        await open_widgets(connection, [first])
        spent = [0.0] * RUNS
        for done in range(0, ballots, BATCH):
            casts = [self.cast(placed) for _ in range(BATCH)]
            began = time.perf_counter()
            await count(connection, casts, decide, skip_busy=False)
            spent[done * RUNS // ballots] += time.perf_counter() - began
            tell(done + BATCH)
        await connection.close()
        return [ballots / RUNS / seconds for seconds in spent]

    def cast(self, placed: Placed) -> Cast:
        """Give a ballot of a new reader."""
        widget = placed.widget
        return Cast(
            widget=widget.id,
            partition=partition_of(widget.id),
            reader=os.urandom(16),
            slot="",
            network=os.urandom(8),
            referrer="search.example",
            context=Intent(placed, read_ballot(placed, "", LOVE)),
            opening=Opening(widget.site, widget.url, MILLION),
        )

    async def sheet_bytes(self) -> int:
        """Give the bytes that all sheets take, indexes included."""
        connection = await asyncpg.connect(self.database_url)
        await connection.execute("VACUUM ANALYZE sheet")
        size: int = await connection.fetchval(
            "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('sheet') WHERE isleaf"
        )
        await connection.close()
        return int(size)

    async def page_bytes(self) -> float:
        """Give the bytes of Redis that a page with all its own widgets takes."""
        counts = Counts(self.redis_url)
        async with redis.asyncio.Redis.from_url(self.redis_url) as client:
            before = (await client.info("memory"))["used_memory"]
            await counts.tallies.write([each for number in range(PAGES) for each in standings(number)])
            after = (await client.info("memory"))["used_memory"]
        await counts.close()
        return float(after - before) / PAGES


def standings(number: int) -> list[Standing]:
    """Give the tallies of a page that a few hundred readers have reacted to."""
    tallies = {
        "reactions": {"": {"cute": 12, "fun": 140, "hate": 9, "love": 230, "geeky": 31}},
        "points": {"": {"up": 166, "down": 12}},
        "shares": {"": {"shared": 105}, "copy": {"shared": 14}, "arrived_copy": {"arrived": 52}},
    }
    return [
        Standing(
            widget=page_widget_id("bench", f"https://bench.example/{number}", format),
            tally=tally,
            turnout=321,
            version=1_795_000_000_000_000,
        )
        for format, tally in tallies.items()
    ]


def run_fill(stores: Stores, placed: Placed, ballots: int, tell: Callable[[int], None]) -> list[float]:
    """Cast ballots, from code that has no event loop."""
    return asyncio.run(stores.fill(placed, ballots, tell))


def encode(value: object) -> bytes:
    """Give readable JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2)
