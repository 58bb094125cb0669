"""Changing widgets: a new state, or a new spec together with the tally that follows from it.

Every change raises the revision in the tally's row under that row's lock, so that no batch counts a ballot
against a spec or a schedule that no longer holds.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.errors import Conflicting, Refused, Unavailable, unknown_widget
from widgets.ledger import balances, deeds, sheets, unsettled
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.holding import Held, hold
from widgets.ledger.sheets import Mark
from widgets.ledger.tables import spec as specs
from widgets.ledger.tables import widget as table
from widgets.ledger.turns import turn
from widgets.model import Standing

THIS_MOMENT: Any = func.clock_timestamp()
"""The time of the change, by the clock that decides a widget's status."""

Keep: TypeAlias = Callable[[AsyncConnection, Held], Awaitable[None]]
"""Writes what is changed, in the transaction that raises the revision and under the tally's lock."""

LARGEST_AT_ONCE = 100_000
"""Sheets that are recounted while the tally's lock is held; for more, the widget is frozen meanwhile."""


async def change_state(
    engine: Engine, id: str, changes: Mapping[str, Any], *, expected: int | None = None
) -> Held:
    """Change fields of a widget's state, and raise its revision.

    `expected` is the revision the change was made for. Raises Unknown, and Conflicting for another revision.
    """
    async with writing(engine) as connection, hold(connection, [id]) as held:
        await raise_revision(connection, held, id, changes, expected)
        if "retired_at" in changes:
            # A widget that is taken away takes its readers' pictures along, and brings them back.
            await unsettled.note(connection, id)
    return held


async def change_spec(
    engine: Engine,
    id: str,
    spec: bytes,
    mark: Mark | None,
    *,
    expected: int,
    changes: Mapping[str, Any] | None = None,
) -> Held:
    """Give a widget a new spec, and `changes` of its state, and count its sheets by it, in one transaction.

    `mark` is None for a spec that changes no marks. A widget with more than `LARGEST_AT_ONCE` sheets takes no
    ballots until they are counted. Raises like `change_state`, and Conflicting while another is at it.
    """

    async def keep(connection: AsyncConnection, held: Held) -> None:
        await write_spec(connection, held, id, spec)

    return await change_marks(engine, id, mark, keep, expected=expected, changes=changes)


async def change_marks(
    engine: Engine,
    id: str,
    mark: Mark | None,
    keep: Keep,
    *,
    expected: int | None,
    changes: Mapping[str, Any] | None = None,
) -> Held:
    """Keep something by which a widget's sheets are counted otherwise, and count them, in one transaction.

    Like `change_spec`, whatever it is that `keep` writes.
    """
    if mark is None or await count_sheets(engine, id) <= LARGEST_AT_ONCE:
        async with writing(engine) as connection, hold(connection, [id]) as held:
            await raise_revision(connection, held, id, changes or {}, expected)
            await keep(connection, held)
            if mark is not None:
                held.get(id).replace(await count_by(connection, id, mark), held.now)
        return held
    async with frozen(engine, id, expected) as revision:
        async with reading(engine, one_moment=True) as connection:
            counted = await count_by(connection, id, mark)
        async with writing(engine) as connection, hold(connection, [id]) as held:
            await raise_revision(connection, held, id, {**(changes or {}), "frozen": False}, revision)
            await keep(connection, held)
            held.get(id).replace(counted, held.now)
    return held


async def raise_revision(
    connection: AsyncConnection, held: Held, id: str, changes: Mapping[str, Any], expected: int | None
) -> None:
    """Write a widget's new state and revision under its tally's lock. Raises Unknown and Conflicting."""
    working = held.get(id)
    asked = select(table.c.frozen).where(table.c.id == id)
    is_frozen = (await connection.execute(asked)).scalar_one_or_none()
    if is_frozen is None:
        raise unknown_widget()
    if expected is not None and expected != working.standing.revision:
        raise stale()
    if is_frozen and "frozen" not in changes:
        raise recounting()
    working.add({}, held.now)
    working.standing.revision += 1
    values = {**changes, "revision": working.standing.revision}
    await connection.execute(update(table).where(table.c.id == id).values(values))


async def write_spec(connection: AsyncConnection, held: Held, id: str, spec: bytes) -> None:
    """Keep a spec under the revision since which it holds."""
    values = {
        "widget": id,
        "revision": held.get(id).standing.revision,
        "body": msgspec.json.decode(spec),
    }
    await connection.execute(insert(specs).values(values))


async def count_by(connection: AsyncConnection, id: str, mark: Mark) -> Standing:
    """Count a widget as its tally should be: opening balances and the sheets' marks."""
    counted = (await connection.run_sync(sheets.add_up, {id: mark}))[id]
    await balances.add_to(connection, {id: counted})
    return counted


async def count_sheets(engine: Engine, id: str) -> int:
    """Tell how many sheets a widget has, but count no further than one beyond `LARGEST_AT_ONCE`."""
    async with reading(engine) as connection:
        return await connection.run_sync(sheets.count_up_to, id, LARGEST_AT_ONCE + 1)


@asynccontextmanager
async def frozen(engine: Engine, id: str, expected: int | None) -> AsyncIterator[int]:
    """Let a widget take no ballots meanwhile, and give the revision it has until then.

    If the process dies, `thaw` ends this. Raises Conflicting where another does the same.
    """
    async with turn(engine, f"freeze {id}") as mine:
        if not mine:
            raise recounting()
        # The log is told once, of what the widget is frozen for, and of nothing where that fails.
        with deeds.unnoted():
            held = await change_state(engine, id, {"frozen": True}, expected=expected)
        revision = held.get(id).standing.revision
        try:
            yield revision
        except BaseException:
            with suppress(Refused), deeds.unnoted():
                await change_state(engine, id, {"frozen": False}, expected=revision)
            raise


async def thaw(engine: Engine) -> list[Held]:
    """Let widgets take ballots again that were frozen by somebody who has died."""
    async with reading(engine) as connection:
        ids = list(await connection.scalars(select(table.c.id).where(table.c.frozen).limit(100)))
    thawed = []
    for id in ids:
        async with turn(engine, f"freeze {id}") as mine:
            if mine:
                thawed.append(await change_state(engine, id, {"frozen": False}))
    return thawed


def stale() -> Conflicting:
    """Say that a widget was changed since it was read."""
    return Conflicting(
        "stale_edit", "Somebody else has changed this widget meanwhile; look at it again, then change it."
    )


def recounting() -> Unavailable:
    """Say that a widget takes nothing while its sheets are recounted."""
    return Unavailable("frozen", "This widget is being recounted; try again shortly.", retry_after=5)
