"""What is owed to budgets in one process, for while Redis is away."""

from collections import OrderedDict
from typing import TypeAlias

Bill: TypeAlias = tuple[bytes, int, int, int]
"""Who pays, the milliseconds one costs, the most that may be owed, and how many are wanted."""

MOST_PAYERS = 50_000
"""How many payers are remembered; beyond that, who has not paid for longest is forgotten."""


class Purse:
    """The same rules as the script that pays inside Redis, over a bounded memory."""

    def __init__(self, most_payers: int = MOST_PAYERS) -> None:
        self.most_payers = most_payers
        self.settled: OrderedDict[bytes, float] = OrderedDict()

    def pay(self, bill: Bill, now: float) -> tuple[int, int]:
        """Give how many are granted at `now`, in seconds, and in how many milliseconds one more will be."""
        who, cost, most, wanted = bill
        debt = max(round((self.settled.get(who, now) - now) * 1000), 0)
        granted = max(min(wanted, (most - debt) // cost), 0)
        if granted:
            debt += granted * cost
            self.settled[who] = now + debt / 1000
            self.settled.move_to_end(who)
            if len(self.settled) > self.most_payers:
                self.settled.popitem(last=False)
        return granted, max(debt + cost - most, 0)
