"""Waiting: a queue before what only a few can do at once; nobody waits for long without being told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from anyio import CapacityLimiter

from widgets.errors import Unavailable


class Queue:
    """Lets `at_once` in, and `most` wait, each for at most `patience` seconds."""

    def __init__(self, what: str, *, at_once: int, most: int, patience: float) -> None:
        """Take, beside the numbers, what those who are sent away are told, as the beginning of a sentence."""
        self.what = what
        self.places = CapacityLimiter(at_once)
        self.most = most
        self.patience = patience

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and have it. Raises Unavailable where too many wait, or the wait is too long."""
        if self.places.statistics().tasks_waiting >= self.most:
            raise self.busy()
        borrower = object()
        with anyio.move_on_after(self.patience) as waited:
            await self.places.acquire_on_behalf_of(borrower)
        if waited.cancelled_caught:
            raise self.busy()
        try:
            yield
        finally:
            self.places.release_on_behalf_of(borrower)

    def busy(self) -> Unavailable:
        """Say that it is not the time."""
        return Unavailable("busy", f"{self.what} just now; try again in a moment.", retry_after=5)
