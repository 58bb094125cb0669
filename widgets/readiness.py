"""Whether the engines answer, asked for those who run the service."""

import asyncio

from widgets.counts import Away, Counts
from widgets.errors import Unavailable
from widgets.ledger import sites
from widgets.ledger.connection import Engine

PATIENCE = 2.0
"""Seconds an engine may take to answer before it counts as away."""


async def ledger_answers(engine: Engine) -> bool:
    """Tell whether Postgres answers, and has the tables."""
    try:
        async with asyncio.timeout(PATIENCE):
            await sites.origins(engine)
    except (Unavailable, TimeoutError):
        return False
    return True


async def counts_answer(counts: Counts) -> bool:
    """Tell whether Redis answers."""
    try:
        async with asyncio.timeout(PATIENCE):
            await counts.check()
    except (Away, TimeoutError):
        return False
    return True
