"""The gate before the ledger: many questions in one, and no ballot that waits for ever."""

import asyncio

import pytest

from widgets.counts.budgets import Budgets
from widgets.errors import OverBudget
from widgets.gate import Gate

pytestmark = pytest.mark.anyio


class Purse(Budgets):
    """Budgets that answer when they are told to, and keep what they were asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.was_asked = asyncio.Event()
        self.open = asyncio.Event()
        self.faults: list[Exception] = []
        self.waits: dict[bytes, int] = {}

    async def spend(self, spendings):
        self.asked.append(len(spendings))
        self.was_asked.set()
        await self.open.wait()
        if self.faults:
            raise self.faults.pop()
        return [self.waits.get(each.who) for each in spendings]


async def test_ballots_gather_while_a_question_is_under_way():
    purse = Purse()
    gate = Gate(purse, reader=10, network=10)
    first = asyncio.create_task(gate.admit(b"first", b"network"))
    await purse.was_asked.wait()
    rest = [asyncio.create_task(gate.admit(b"%d" % each, b"network")) for each in range(20)]
    await asyncio.sleep(0)
    purse.open.set()
    await asyncio.gather(first, *rest)
    assert purse.asked == [2, 40]


async def test_the_longer_wait_is_told():
    purse = Purse()
    purse.open.set()
    purse.waits = {b"reader": 3, b"network": 7}
    with pytest.raises(OverBudget) as refusal:
        await Gate(purse, reader=10, network=10).admit(b"reader", b"network")
    assert refusal.value.retry_after == 7


async def test_a_fault_reaches_those_it_was_met_for_and_the_next_are_asked_for():
    purse = Purse()
    purse.open.set()
    purse.faults = [RuntimeError("broken")]
    gate = Gate(purse, reader=10, network=10)
    with pytest.raises(RuntimeError, match="broken"):
        await gate.admit(b"first", b"network")
    await gate.admit(b"second", b"network")


async def test_a_reader_who_has_gone_is_no_fault():
    purse = Purse()
    gate = Gate(purse, reader=10, network=10)
    gone = asyncio.create_task(gate.admit(b"gone", b"network"))
    await purse.was_asked.wait()
    gone.cancel()
    purse.open.set()
    await gate.admit(b"here", b"network")
