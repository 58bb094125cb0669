"""Submissions: what readers send in to a widget, and what moderators make of it.

They are rows, not revisions. What is pending changes nothing; whatever changes what is approved raises the
widget's revision under its tally's lock, so that no ballot is counted against another list than its own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Integer, Row, Text, column, func, insert, select, update, values
from sqlalchemy.ext.asyncio import AsyncConnection

from widgets.errors import Conflicting, OverBudget, Unknown
from widgets.ledger import revisions, unsettled
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.holding import Held
from widgets.ledger.sheets import Mark
from widgets.ledger.tables import submission as table
from widgets.ledger.tables import widget as widgets

MOST_PENDING = 2000
"""Submissions of one widget that may wait for a moderator."""

MOST_OF_READER = 20
"""Of those, how many may be one reader's."""

MOST_APPROVED = 500
"""Submissions that one widget may show."""

AWAY = 3600
"""Seconds after which to look again whether moderators have caught up."""


class Submission(Struct, frozen=True, kw_only=True):
    """What a reader has sent in. `body` is JSON, `reader` and `network` are hashes."""

    widget: str
    id: str
    body: bytes
    reader: bytes
    network: bytes
    status: str = "pending"
    number: int | None = None
    sent_at: datetime | None = None
    decided_at: datetime | None = None


async def add(engine: Engine, sent: Submission) -> str:
    """Keep a submission until a moderator has looked at it, and tell its status.

    Sent again it is the one that is there already. Raises OverBudget where too many wait.
    """
    async with writing(engine) as connection:
        # Otherwise two at once would each be the last for which there is room.
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(sent.widget, 2))))
        known = select(table.c.status).where(table.c.widget == sent.widget, table.c.id == sent.id)
        status = (await connection.execute(known)).scalar_one_or_none()
        if status is None:
            await check_room(connection, sent)
            known_of = {name: getattr(sent, name) for name in ("widget", "id", "status", "reader", "network")}
            body = msgspec.json.decode(sent.body)
            await connection.execute(insert(table).values(**known_of, body=body))
    return status or sent.status


async def check_room(connection: AsyncConnection, sent: Submission) -> None:
    """Refuse more than moderators can be expected to read. Raises OverBudget."""
    of_reader = func.count().filter(table.c.reader == sent.reader)
    waiting = select(func.count(), of_reader).where(*pending(sent.widget))
    everyones, own = (await connection.execute(waiting)).one()
    if own >= MOST_OF_READER:
        raise OverBudget(
            "too_many_submissions",
            f"{own} of your submissions are waiting for a moderator; send more once they are decided.",
            retry_after=AWAY,
        )
    if everyones >= MOST_PENDING:
        raise OverBudget(
            "queue_full",
            "Too many submissions are waiting for a moderator; try again later.",
            retry_after=AWAY,
        )


def pending(widget: str) -> tuple[ColumnElement[bool], ...]:
    """Give the condition that a submission to a widget waits for a moderator."""
    return table.c.widget == widget, table.c.status == "pending"


async def select_by_status(
    engine: Engine, widget: str, status: str, most: int, *, after: str = ""
) -> list[Submission]:
    """Give submissions of one status, the oldest first, from the one after `after` on."""
    asked = select(table).where(table.c.widget == widget, table.c.status == status)
    if after:
        last = select(table.c.sent_at).where(table.c.widget == widget, table.c.id == after).scalar_subquery()
        asked = asked.where((table.c.sent_at > last) | ((table.c.sent_at == last) & (table.c.id > after)))
    async with reading(engine) as connection:
        rows = await connection.execute(asked.order_by(table.c.sent_at, table.c.id).limit(most))
        return [from_row(row) for row in rows]


async def select_waiting(
    engine: Engine, site: str, most: int, status: str = "pending"
) -> list[tuple[str, int]]:
    """Give a site's widgets with submissions of a status, and how many, the one with the oldest first."""
    asked = (
        select(table.c.widget, func.count())
        .join(widgets, widgets.c.id == table.c.widget)
        .where(widgets.c.site == site, table.c.status == status)
        .group_by(table.c.widget)
        .order_by(func.min(table.c.sent_at), table.c.widget)
    )
    async with reading(engine) as connection:
        return [(row[0], row[1]) for row in await connection.execute(asked.limit(most))]


async def select_these(engine: Engine, widget: str, ids: Iterable[str]) -> dict[str, Submission]:
    """Give those of these submissions that there are, by id."""
    asked = select(table).where(table.c.widget == widget, table.c.id.in_(list(ids)))
    async with reading(engine) as connection:
        return {row.id: from_row(row) for row in await connection.execute(asked)}


async def approve(
    engine: Engine, widget: str, ids: Sequence[str], mark: Mark | None, *, expected: int | None = None
) -> Held:
    """Let submissions be seen, with the next numbers in the order given; who had a number keeps it.

    `mark` counts the sheets with them, where some had been seen before and may have votes. Raises Unknown,
    and Conflicting where the list is full or `expected` is no longer the widget's revision.
    """

    async def keep(connection: AsyncConnection, _: Held) -> None:
        shown = func.count().filter(table.c.status == "approved")
        asked = select(shown, func.max(table.c.number)).where(table.c.widget == widget)
        # Of all that ever was: a number that is free again would stand for another list.
        already, last = (await connection.execute(asked)).one()
        statuses = await find_statuses(connection, widget, ids)
        new = [id for id in dict.fromkeys(ids) if statuses[id] != "approved"]
        if already + len(new) > MOST_APPROVED:
            raise Conflicting("list_full", f"A list shows at most {MOST_APPROVED} submissions.")
        if new:
            numbers = list(enumerate(new, (last or 0) + 1))
            rows = values(column("number", Integer), column("id", Text), name="numbered").data(numbers)
            these = (table.c.widget == widget, table.c.id == rows.c.id)
            await connection.execute(
                update(table)
                .where(*these)
                .values(
                    status="approved",
                    number=func.coalesce(table.c.number, rows.c.number),
                    decided_at=func.now(),
                )
            )
            await unsettled.note(connection, widget, new)

    return await revisions.change_marks(engine, widget, mark, keep, expected=expected)


async def hide(
    engine: Engine,
    widget: str,
    ids: Sequence[str],
    mark: Mark | None,
    *,
    status: str,
    expected: int | None = None,
) -> Held:
    """Let submissions not be seen, or no longer: they are `rejected` from now on, or `pending` once more.

    `mark` counts the sheets without them where some had been approved. Raises like `approve`.
    """

    async def keep(connection: AsyncConnection, _: Held) -> None:
        await find_statuses(connection, widget, ids)
        these = (table.c.widget == widget, table.c.id.in_(list(ids)))
        await connection.execute(update(table).where(*these).values(status=status, decided_at=func.now()))
        await unsettled.note(connection, widget, ids)

    return await revisions.change_marks(engine, widget, mark, keep, expected=expected)


async def edit(engine: Engine, widget: str, id: str, body: bytes, *, expected: int | None = None) -> Held:
    """Give a submission another body. Raises like `approve`."""

    async def keep(connection: AsyncConnection, _: Held) -> None:
        await find_statuses(connection, widget, [id])
        these = (table.c.widget == widget, table.c.id == id)
        # What it showed before, and what it shows from now on.
        await unsettled.note(connection, widget, [id])
        await connection.execute(update(table).where(*these).values(body=msgspec.json.decode(body)))
        await unsettled.note(connection, widget, [id])

    return await revisions.change_marks(engine, widget, None, keep, expected=expected)


async def find_statuses(connection: AsyncConnection, widget: str, ids: Sequence[str]) -> dict[str, str]:
    """Give the statuses of submissions by id. Raises Unknown where one is not there."""
    asked = select(table.c.id, table.c.status).where(table.c.widget == widget, table.c.id.in_(list(ids)))
    found = {row[0]: row[1] for row in await connection.execute(asked)}
    if len(found) < len(set(ids)):
        raise Unknown("unknown_submission", "There is no such submission to this widget.")
    return found


def from_row(row: Row[Any]) -> Submission:
    """Read a submission from its row."""
    return Submission(
        widget=row.widget,
        id=row.id,
        body=msgspec.json.encode(row.body),
        reader=row.reader,
        network=row.network,
        status=row.status,
        number=row.number,
        sent_at=row.sent_at,
        decided_at=row.decided_at,
    )
