"""Turns: one at a time, and nobody keeps one by dying."""

import asyncio

from tests.ledger.votes import connected
from widgets.ledger.connection import open_engine
from widgets.ledger.turns import turn


async def test_one_at_a_time_and_then_the_next(database, engine):
    other = open_engine(database)
    async with turn(engine, "sweep") as mine:
        assert mine
        async with turn(other, "sweep") as theirs, turn(other, "dust") as something_else:
            assert (theirs, something_else) == (False, True)
    async with turn(other, "sweep") as mine:
        assert mine
    await other.dispose()


async def test_of_many_at_once_one_has_the_turn(database):
    engine = open_engine(database, size=10)
    ready = asyncio.Barrier(8)

    async def try_it() -> bool:
        async with turn(engine, "sweep") as mine:
            await ready.wait()
            return mine

    assert sum(await asyncio.gather(*(try_it() for _ in range(8)))) == 1
    await engine.dispose()


async def test_who_dies_leaves_the_turn_to_others(database, engine):
    async with connected(database) as dying:
        key = "hashtextextended('voxpop sweep', 0)"
        assert await dying.fetchval(f"SELECT pg_try_advisory_lock({key})")
        async with turn(engine, "sweep") as mine:
            assert not mine
    async with turn(engine, "sweep") as mine:
        assert mine
