"""Soft budgets: so much in so much time, of a reader, a network or anybody else.

A budget is a bucket that leaks: it holds `limit` and one leaks out every `seconds / limit`. So a burst of the
whole limit is fine after a quiet while, and then the rate is the limit's; there is no window at whose edge
twice as much would pass, and who is refused waits only until the next one has leaked out. (The generic cell
rate algorithm, ITU-T I.371.) All that has to be kept is when the bucket will be empty, and a key's time to
live keeps that by itself: no key of a budget can outlive its debt.
"""

import math
from collections.abc import Sequence

from msgspec import Struct

from widgets.counts.connection import Away, Connection, Reply
from widgets.counts.keys import budget_key
from widgets.counts.purse import Bill, Purse
from widgets.counts.scripts import PAY


class Budget(Struct, frozen=True):
    """At most `limit` in `seconds`, under a name of its own. Raises ValueError unless both are at least 1."""

    name: str
    limit: int
    seconds: int

    def __post_init__(self) -> None:
        if self.limit < 1 or self.seconds < 1:
            raise ValueError(f"The budget {self.name!r} must allow at least 1 in at least 1 second.")

    @property
    def cost(self) -> int:
        """Tell how many milliseconds one takes to leak out: whole ones, rounded in favour of who pays."""
        return max(self.seconds * 1000 // self.limit, 1)


class Spending(Struct, frozen=True):
    """One thing that `who` does under a budget; `who` is a hash, for it becomes part of a key."""

    budget: Budget
    who: bytes


class Budgets:
    """Grants or refuses spendings, over all processes together; while Redis is away, in this one alone."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.purse = Purse()

    async def spend(self, spendings: Sequence[Spending]) -> list[int | None]:
        """Spend, in one pipeline, and tell of each: None if granted, else in how many seconds to try again.

        Earlier ones come first. What is refused is not spent. Never raises: without Redis the same rules
        hold for what this process itself has seen meanwhile.
        """
        wanted: dict[Spending, list[int]] = {}
        for at, each in enumerate(spendings):
            wanted.setdefault(each, []).append(at)
        answers: list[int | None] = [None] * len(spendings)
        paid = await self.pay([bill(each, len(places)) for each, places in wanted.items()])
        for places, (granted, wait) in zip(wanted.values(), paid, strict=True):
            for at in places[granted:]:
                answers[at] = max(math.ceil(wait / 1000), 1)
        return answers

    async def pay(self, bills: Sequence[Bill]) -> list[tuple[int, int]]:
        """Give for each how many are granted, and in how many milliseconds one more will be."""
        replies: Sequence[Reply]
        try:
            replies = await self.connection.run(PAY, bills)
        except Away:
            replies = [None] * len(bills)
        return [self.read(bill, reply) for bill, reply in zip(bills, replies, strict=True)]

    def read(self, bill: Bill, reply: Reply) -> tuple[int, int]:
        """Read what the script answered to a bill; where it could not run, this process pays by itself."""
        match reply:
            case 0:
                return bill[-1], 0
            case [int(granted), int(wait)]:
                return granted, wait
            case _:
                return self.purse.pay(bill, self.connection.clock())


def bill(spending: Spending, wanted: int) -> Bill:
    """Give what the script and the purse are asked."""
    budget = spending.budget
    return budget_key(budget.name, spending.who), budget.cost, budget.cost * budget.limit, wanted
