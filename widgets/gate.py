"""The gate: asks the budgets of readers and networks for many ballots in one call."""

import asyncio

from widgets.counts.budgets import Budget, Budgets, Spending
from widgets.errors import OverBudget

WINDOW = 60
"""Seconds that reader and network budgets are counted over."""

STRANGERS_SHARE = 5
LEAST_FOR_STRANGERS = 10

LARGEST = 500
"""Ballots whose budgets are asked for at once."""


class Gate:
    """Gathers ballots while the question before them is under way, then asks for all of them together."""

    def __init__(self, budgets: Budgets, *, reader: int, network: int) -> None:
        self.budgets = budgets
        self.reader = Budget("reader", reader, WINDOW)
        self.network = Budget("network", network, WINDOW)
        self.stranger = Budget("stranger", for_strangers(network), WINDOW)
        self.waiting: list[tuple[list[Spending], asyncio.Future[int | None]]] = []
        self.task: asyncio.Task[None] | None = None

    async def admit(self, reader: bytes, network: bytes, *, stranger: bool = False) -> None:
        """Let one ballot of a reader on a network pass. Raises OverBudget.

        A `stranger` does not say from which of the site's pages the ballot comes; there are fewer for those.
        """
        future: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        spendings = [Spending(self.reader, reader), Spending(self.network, network)]
        if stranger:
            spendings.append(Spending(self.stranger, network))
        self.waiting.append((spendings, future))
        if self.task is None:
            self.task = asyncio.create_task(self.ask_all())
        wait = await future
        if wait is not None:
            raise OverBudget(
                "over_budget", f"Too many ballots in a short time; try again in {wait} s.", retry_after=wait
            )

    async def ask_all(self) -> None:
        """Ask until nobody waits. A fault is the answer of those it was met for, and of nobody else."""
        try:
            while self.waiting:
                asked, self.waiting = self.waiting[:LARGEST], self.waiting[LARGEST:]
                try:
                    waits = await self.ask([spendings for spendings, _ in asked])
                except Exception as fault:  # noqa: BLE001 - handed to those who wait
                    answer([future for _, future in asked], fault)
                else:
                    for (_, future), wait in zip(asked, waits, strict=True):
                        answer([future], wait)
        finally:
            self.task = None

    async def ask(self, asked: list[list[Spending]]) -> list[int | None]:
        """Ask for the spendings of several ballots, and give how long each has to wait."""
        answers = iter(await self.budgets.spend([each for spendings in asked for each in spendings]))
        return [longest([next(answers) for _ in spendings]) for spendings in asked]


def answer(futures: list[asyncio.Future[int | None]], reply: int | Exception | None) -> None:
    """Answer those who still wait."""
    for future in futures:
        if future.done():
            continue
        if isinstance(reply, Exception):
            future.set_exception(reply)
        else:
            future.set_result(reply)


def longest(waits: list[int | None]) -> int | None:
    """Give the longest of several waits, where None is no wait."""
    return max((wait for wait in waits if wait is not None), default=None)


def for_strangers(limit: int) -> int:
    """Give the part of a network's budget that is there for strangers: a fifth, unless that is little."""
    return min(limit, max(limit // STRANGERS_SHARE, LEAST_FOR_STRANGERS))
