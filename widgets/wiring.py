"""Wiring: opens the stores once and puts the use cases together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from msgspec import Struct

from widgets.casting import Casting
from widgets.catalog import Catalog
from widgets.counts.agreement import Agreement
from widgets.counts.budgets import Budgets
from widgets.counts.connection import Connection
from widgets.counts.tallies import Tallies
from widgets.gate import Gate
from widgets.ledger.connection import Engine, open_engine
from widgets.ledger.lanes import Lanes
from widgets.readers import Tokens
from widgets.results import Results
from widgets.settings import Settings


class Voxpop(Struct, frozen=True, kw_only=True):
    """Everything a process needs, opened."""

    settings: Settings
    engine: Engine
    redis: Connection
    catalog: Catalog
    casting: Casting
    results: Results
    budgets: Budgets
    tallies: Tallies
    tokens: Tokens
    agreement: Agreement


@asynccontextmanager
async def open_voxpop(settings: Settings) -> AsyncIterator[Voxpop]:
    """Open the stores, lend everything, and close it again once ballots under way are counted."""
    engine = open_engine(settings.database_url)
    redis = Connection(settings.redis_url)
    voxpop = put_together(settings, engine, redis)
    voxpop.casting.lanes.start()
    agreeing = asyncio.create_task(voxpop.agreement.run())
    try:
        yield voxpop
    finally:
        await voxpop.casting.lanes.close()
        agreeing.cancel()
        with suppress(asyncio.CancelledError):
            await agreeing
        await redis.close()
        await engine.dispose()


def put_together(settings: Settings, engine: Engine, redis: Connection) -> Voxpop:
    """Put the use cases together on open stores."""
    secret = settings.reader_secret.encode()
    catalog = Catalog(engine)
    tallies, budgets = Tallies(redis), Budgets(redis)
    results = Results(engine, catalog, tallies, secret)
    gate = Gate(budgets, reader=settings.reader_budget, network=settings.network_budget)
    casting = Casting(
        catalog,
        gate,
        results,
        lambda decide: Lanes(settings.database_url, decide, tallies.write, lanes=settings.lanes),
        secret,
    )
    return Voxpop(
        settings=settings,
        engine=engine,
        redis=redis,
        catalog=catalog,
        casting=casting,
        results=results,
        budgets=budgets,
        tallies=tallies,
        tokens=Tokens(settings.secrets),
        agreement=Agreement(redis),
    )
