"""The worker: what has to be done again and again beside the serving of requests.

Any number of workers may run at once. Opening and closing are no jobs: they are functions of the time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from msgspec import Struct

from widgets.boards import list_pages
from widgets.counts import Away, Counts
from widgets.errors import Refused, Unavailable
from widgets.formats import FORMATS
from widgets.ledger import history, outbox, revisions, studies, widgets
from widgets.ledger.connection import Engine
from widgets.ledger.turns import turn
from widgets.marking import study_by
from widgets.media.shelf import Shelf
from widgets.model import Widget
from widgets.placing import place_known
from widgets.shelving import shelve_noted
from widgets.uploading import sweep

logger = logging.getLogger("voxpop")


class Chore(Struct, frozen=True):
    """Something that is done again so many seconds after it was done."""

    name: str
    every: float
    do: Callable[[], Awaitable[bool]]
    """Does it; False where an engine is away, so that it could not be finished."""


class Worker:
    """Does the chores until it is told to stop; an engine that is away makes it wait, never end."""

    def __init__(self, engine: Engine, counts: Counts, shelf: Shelf | None = None) -> None:
        """Take the engines, and the shelf that uploads are on, unless another worker sweeps it."""
        self.engine = engine
        self.counts = counts
        self.shelf = shelf
        self.publish = counts.tallies.write
        self.chores = [
            Chore("clearing a restarted Redis", 1.0, self.renew_counts),
            Chore("taking tallies to Redis", 1.0, self.finish_outbox),
            Chore("making studies", 2.0, self.renew_studies),
            Chore("listing new pages for the boards", 2.0, self.list_pages),
            Chore("ending freezes of the dead", 30.0, self.thaw),
            Chore("thinning out the history", 3600.0, self.thin_out),
            Chore("putting uploads where they belong", 2.0, self.shelve),
            Chore("sweeping unused uploads", 300.0, self.sweep),
        ]

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set."""
        logger.info("The worker is at work.")
        tasks = [asyncio.create_task(self.repeat(chore)) for chore in self.chores]
        try:
            await stop.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def repeat(self, chore: Chore) -> None:
        """Do one chore again and again; say once when it fails, and once when it succeeds again."""
        failing = False
        while True:
            failed = not await self.attempt(chore, quiet=failing)
            if failing and not failed:
                logger.info("%s goes on.", chore.name.capitalize())
            failing = failed
            await asyncio.sleep(chore.every)

    async def attempt(self, chore: Chore, *, quiet: bool) -> bool:
        """Do a chore once, and tell whether it was done."""
        try:
            reason = "Redis is away" if not await chore.do() else ""
        except Refused as refusal:
            reason = refusal.detail
        except Exception:
            if not quiet:
                logger.exception("A fault while %s; trying again.", chore.name)
            return False
        if reason and not quiet:
            logger.warning("%s has to wait: %s", chore.name.capitalize(), reason)
        return not reason

    async def renew_counts(self) -> bool:
        """Empty a Redis that was started anew: it may have come back with old tallies."""
        try:
            if await self.counts.renew():
                logger.info("Redis is a fresh start; tallies come from the ledger as readers ask for them.")
        except Away:
            return False
        return True

    async def finish_outbox(self) -> bool:
        """Take to Redis what a batch or a change left over."""
        return await outbox.finish_left_over(self.engine, self.publish)

    async def list_pages(self) -> bool:
        """List new pages, so that they can be on boards."""
        return await list_pages(self.engine)

    async def renew_studies(self) -> bool:
        """Make the studies that are due, in one worker at a time.

        A fault in one keeps no other from being made.
        """
        formats = [name for name, format in FORMATS.items() if format.studies]
        met: Exception | None = None
        async with turn(self.engine, "studies") as mine:
            after = ""
            while mine and (ids := await studies.select_due(self.engine, formats, after)):
                for widget in await widgets.select_these(self.engine, ids):
                    try:
                        await self.renew_study(widget)
                    except Unavailable:
                        raise
                    except Exception as fault:  # noqa: BLE001 - raised when the others are done
                        met = fault
                after = ids[-1]
        if met:
            raise met
        return True

    async def renew_study(self, widget: Widget) -> None:
        """Make the study of a widget by its format."""
        placed = place_known(widget)
        if placed is not None:
            await studies.renew(self.engine, widget.id, widget.revision, study_by(placed.format, placed.spec))

    async def thaw(self) -> bool:
        """End the freezes of widgets that nobody recounts any more."""
        for held in await revisions.thaw(self.engine):
            await outbox.finish(self.engine, held, self.publish)
        return True

    async def thin_out(self) -> bool:
        """Thin the history out, in one worker at a time."""
        async with turn(self.engine, "history") as mine:
            if mine:
                await history.thin_out(self.engine, datetime.now(UTC))
        return True

    async def shelve(self) -> bool:
        """Finish what was decided about uploads where whoever decided has not, in one worker at a time."""
        async with turn(self.engine, "shelving") as mine:
            if mine and self.shelf is not None:
                await shelve_noted(self.engine, self.shelf)
        return True

    async def sweep(self) -> bool:
        """Sweep away the uploads that nobody has used, in one worker at a time."""
        async with turn(self.engine, "uploads") as mine:
            if mine and self.shelf is not None:
                await sweep(self.engine, self.shelf)
        return True
