"""The gate: asks the budgets of readers and networks for many ballots in one call."""

import asyncio
from contextlib import suppress

from widgets.counts.budgets import Budget, Budgets, Spending
from widgets.errors import OverBudget

WINDOW = 60
"""Seconds that reader and network budgets are counted over."""

LARGEST = 500
"""Ballots whose budgets are asked for at once."""


class Gate:
    """Gathers ballots while the question before them is under way, then asks for all of them together."""

    def __init__(self, budgets: Budgets, *, reader: int, network: int) -> None:
        self.budgets = budgets
        self.reader = Budget("reader", reader, WINDOW)
        self.network = Budget("network", network, WINDOW)
        self.waiting: list[tuple[bytes, bytes, asyncio.Future[int | None]]] = []
        self.task: asyncio.Task[None] | None = None

    async def admit(self, reader: bytes, network: bytes) -> None:
        """Let one ballot of a reader on a network pass. Raises OverBudget."""
        future: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self.waiting.append((reader, network, future))
        if self.task is None:
            self.task = asyncio.create_task(self.ask_all())
        wait = await future
        if wait is not None:
            raise OverBudget(
                "over_budget", f"Too many ballots in a short time; try again in {wait} s.", retry_after=wait
            )

    async def ask_all(self) -> None:
        """Ask until nobody waits."""
        while self.waiting:
            asked, self.waiting = self.waiting[:LARGEST], self.waiting[LARGEST:]
            spendings = [Spending(self.reader, reader) for reader, _, _ in asked]
            spendings += [Spending(self.network, network) for _, network, _ in asked]
            answers = await self.budgets.spend(spendings)
            for at, (_, _, future) in enumerate(asked):
                with suppress(asyncio.InvalidStateError):
                    future.set_result(longest(answers[at], answers[at + len(asked)]))
        self.task = None


def longest(one: int | None, other: int | None) -> int | None:
    """Give the longer of two waits, where None is no wait."""
    return max((wait for wait in (one, other) if wait is not None), default=None)
