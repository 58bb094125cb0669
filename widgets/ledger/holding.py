"""Holding tallies under their locks while something other than a batch changes them.

What a moderator, an import or a repair changes goes the way of a batch: locks in id order, then the state as
it stands and the time, at the end tallies, history and one outbox row, all in the caller's transaction.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.errors import Unknown
from widgets.ledger import deeds
from widgets.ledger.tables import history, outbox, tally
from widgets.ledger.tallies import select_standings
from widgets.ledger.working import Working
from widgets.model import Standing, partition_of


class Held(Struct):
    """Tallies under lock, by widget, and the time read after the lock.

    Once the transaction is committed, `standings` have to reach Redis, and the outbox row may go. `ballots`
    is how many were moved, for the log.
    """

    working: dict[str, Working]
    now: datetime
    outbox: int | None = None
    ballots: int = 0

    @property
    def standings(self) -> list[Standing]:
        """The tallies that changed."""
        return [each.standing for each in self.working.values() if each.changed]

    def get(self, widget: str) -> Working:
        """Give a widget's tally. Raises Unknown where it has none."""
        if widget not in self.working:
            raise Unknown("unknown_widget", "There is no such widget, or nobody has cast a ballot in it.")
        return self.working[widget]


@asynccontextmanager
async def hold(connection: AsyncConnection, widgets: Iterable[str]) -> AsyncIterator[Held]:
    """Lock those tallies that there are, lend them, and write what was changed in them."""
    ids = sorted(widgets)
    held = await lock(connection, ids)
    yield held
    await write(connection, held)


async def lock(connection: AsyncConnection, ids: list[str]) -> Held:
    """Lock tallies in id order, and read them and the clock in later statements than the lock."""
    keys = [(partition_of(widget), widget) for widget in ids]
    heads = select(tally.c.widget).where(
        tuple_(tally.c.partition, tally.c.widget).in_(keys), tally.c.slot == ""
    )
    locked = list(await connection.scalars(heads.order_by(tally.c.widget).with_for_update()))
    standings = await select_standings(connection, locked)
    now = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
    return Held({id: Working(standings[id], partition_of(id)) for id in locked}, now)


async def write(connection: AsyncConnection, held: Held) -> None:
    """Write changed tallies, their history, and the outbox row that names them."""
    changed = [each for each in held.working.values() if each.changed]
    if not changed:
        return
    await write_tallies(connection, [row for each in changed for row in each.rows()])
    await write_history(connection, [each.past for each in changed if each.past])
    for each in changed:
        await deeds.note_change(connection, each.standing.widget, held.ballots)
    row = insert(outbox).values(written_at=held.now, widgets=[each.standing.widget for each in changed])
    held.outbox = (await connection.execute(row.returning(outbox.c.id))).scalar_one()


async def write_tallies(connection: AsyncConnection, rows: list[tuple[Any, ...]]) -> None:
    """Write tallies' rows, as `Working.rows` gives them."""
    names = ("partition", "widget", "slot", "counts", "turnout", "version", "revision", "aside")
    statement = upsert(tally)
    replaced = {name: statement.excluded[name] for name in names[3:]}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=names[:3], set_=replaced), decoded(names, rows)
    )


async def write_history(connection: AsyncConnection, rows: list[tuple[Any, ...]]) -> None:
    """Keep what stood at the end of earlier buckets."""
    names = ("partition", "widget", "at", "counts", "turnout", "version")
    statement = upsert(history)
    replaced = {name: statement.excluded[name] for name in names[3:]}
    if rows:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=names[:3], set_=replaced), decoded(names, rows)
        )


def decoded(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Give rows by column name, their `counts` decoded, for the driver encodes them itself."""
    return [
        dict(zip(names, row, strict=True)) | {"counts": msgspec.json.decode(row[names.index("counts")])}
        for row in rows
    ]
