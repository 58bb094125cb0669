"""What Postgres and Redis hold at one moment, read with plain SQL and plain commands."""

from collections.abc import Iterable
from typing import Any

import asyncpg
import msgspec
from msgspec import Struct
from redis.asyncio import Redis

from tests.crash.counting import Counts


class Sheet(Struct, frozen=True):
    """One reader's ballots in one widget, as JSON."""

    ballots: dict[str, Any]
    aside: bool = False


class Standing(Struct, frozen=True):
    """A widget's numbers."""

    version: int
    turnout: int
    counts: Counts
    aside: int = 0


class State(Struct, frozen=True, kw_only=True):
    """The ledger at one moment, and what Redis had a little later."""

    sheets: dict[tuple[str, bytes], Sheet] = {}
    tallies: dict[str, Standing] = {}
    balances: dict[str, Counts] = {}
    outbox: int = 0
    redis: dict[str, Standing] = {}


async def read_state(database: str, redis: str) -> State:
    """Read everything."""
    connection = await asyncpg.connect(database)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            sheets = await connection.fetch("SELECT widget, reader, ballots, aside FROM sheet")
            tallies = await connection.fetch("SELECT * FROM tally")
            balances = await connection.fetch("SELECT widget, slot, key, count FROM balance")
            outbox = await connection.fetchval("SELECT count(*) FROM outbox")
    finally:
        await connection.close()
    standings = join_slots(tallies)
    return State(
        sheets={
            (row["widget"], row["reader"]): Sheet(msgspec.json.decode(row["ballots"]), row["aside"])
            for row in sheets
        },
        tallies=standings,
        balances=join_balances(balances),
        outbox=outbox,
        redis=await read_redis(redis, standings),
    )


def join_slots(rows: Iterable[Any]) -> dict[str, Standing]:
    """Put the rows of each widget's slots together."""
    counts: dict[str, Counts] = {}
    heads: dict[str, Any] = {}
    for row in rows:
        counts.setdefault(row["widget"], {})[row["slot"]] = msgspec.json.decode(row["counts"])
        if row["slot"] == "":
            heads[row["widget"]] = row
    return {
        widget: Standing(head["version"], head["turnout"], counts[widget], head["aside"])
        for widget, head in heads.items()
    }


def join_balances(rows: Iterable[Any]) -> dict[str, Counts]:
    """Sum each widget's opening balances over their sources."""
    balances: dict[str, Counts] = {}
    for row in rows:
        slot = balances.setdefault(row["widget"], {}).setdefault(row["slot"], {})
        slot[row["key"]] = slot.get(row["key"], 0) + row["count"]
    return balances


async def read_redis(url: str, widgets: Iterable[str]) -> dict[str, Standing]:
    """Read the tallies that Redis has."""
    names = {f"vox:1:{{{widget[2]}}}:{widget}": widget for widget in widgets}
    async with Redis.from_url(url) as redis:
        values = await redis.mget(list(names)) if names else []
    found = zip(names.values(), values, strict=True)
    return {widget: unpack(value) for widget, value in found if isinstance(value, bytes)}


def unpack(value: bytes) -> Standing:
    """Read a tally's value: "1", sixteen digits of version, then MessagePack."""
    _, turnout, aside, counts = msgspec.msgpack.decode(value[17:])
    return Standing(int(value[1:17]), turnout, counts, aside)
