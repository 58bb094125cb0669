"""Recounting: the numbers that follow from balances and sheets, beside those that stand in the tally."""

from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import func, select

from widgets.ledger import balances, sheets
from widgets.ledger.batch import Stale
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.holding import Held, hold
from widgets.ledger.sheets import Mark
from widgets.ledger.tables import tally
from widgets.ledger.tallies import select_standings
from widgets.model import Standing


class Head(Struct, frozen=True):
    """A widget that has a tally, and about how many sheets."""

    widget: str
    sheets: int


class Recounted(Struct, frozen=True):
    """A tally as it stands, and as it follows from balances and sheets, both of one moment."""

    stands: Standing
    follows: Standing


async def count_heads(engine: Engine) -> int:
    """Tell how many widgets have a tally."""
    asked = select(func.count()).where(tally.c.slot == "")
    async with reading(engine) as connection:
        return (await connection.execute(asked)).scalar_one()


async def select_heads(engine: Engine, partition: int, after: str, most: int) -> list[Head]:
    """Give the next widgets of a partition that have a tally, in id order."""
    asked = select(tally.c.widget, tally.c.turnout + tally.c.aside).where(
        tally.c.partition == partition, tally.c.slot == "", tally.c.widget > after
    )
    async with reading(engine) as connection:
        rows = await connection.execute(asked.order_by(tally.c.widget).limit(most))
        return [Head(widget, number) for widget, number in rows]


async def recount(engine: Engine, marks: Mapping[str, Mark]) -> dict[str, Recounted]:
    """Recount widgets of one partition in one REPEATABLE READ transaction.

    Those without a tally are left out.
    """
    async with reading(engine, one_moment=True) as connection:
        standings = await select_standings(connection, list(marks))
        asked = {widget: marks[widget] for widget in standings}
        follows = await connection.run_sync(sheets.add_up, asked)
        await balances.add_to(connection, follows)
    return {widget: Recounted(standings[widget], follows[widget]) for widget in standings}


async def repair(engine: Engine, widget: str, mark: Mark, revision: int, *, beyond: int = 0) -> Held:
    """Let a widget's tally be what follows from balances and sheets, under its lock.

    Its new version is greater than `beyond`. `revision` is that of the spec behind `mark`. Raises Unknown
    where there is no tally, and Stale where it has another revision by now.
    """
    async with writing(engine) as connection, hold(connection, [widget]) as held:
        if held.get(widget).standing.revision != revision:
            raise Stale
        counted = (await connection.run_sync(sheets.add_up, {widget: mark}))[widget]
        await balances.add_to(connection, {widget: counted})
        working = held.get(widget)
        working.replace(counted, held.now)
        working.standing.version = max(working.standing.version, beyond + 1)
    return held
