"""One transaction that counts a batch of ballots: lock, read, decide, write, commit. Five round trips.

The ledger never learns what a format is: it is handed `decide`, a pure function, and adds up what comes back.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import asyncpg
import msgspec
from msgspec import Struct

from widgets.errors import Refused
from widgets.ledger.connection import Connection
from widgets.ledger.statements import LOCK, READ, WRITE
from widgets.ledger.working import EPOCH, Cast, Committed, Decision, Sheets, Working, decode_counts
from widgets.model import Standing


class Stale(Exception):
    """The widget's revision is not the one the ballot was checked against."""


class Busy(Exception):
    """Another transaction holds the widget's tally, or there is no such tally yet."""


Decide: TypeAlias = Callable[[Cast, bytes | None, datetime, int], Decision | None]
"""Pure: (cast, sheet as JSON or None, now, revision) -> what changes or None; raises Refused, Stale."""


class Counted(Struct):
    """What came of a batch, cast by cast, with the standings that changed and the outbox row naming them."""

    answers: list[Committed | Exception]
    standings: list[Standing]
    outbox: int | None = None


async def count(
    connection: Connection,
    casts: Sequence[Cast],
    decide: Decide,
    *,
    skip_busy: bool,
    delivered: Sequence[int] = (),
) -> Counted:
    """Count a batch in one transaction.

    Each cast is Committed, or gets the exception that is its answer: Refused, Stale, or Busy where its tally
    is not there or, with `skip_busy`, locked elsewhere. Outbox rows named in `delivered` are cleared away on
    the way. Raises what the driver raises: after a PostgresError nothing was counted; after any other the
    connection must be dropped, and only counting again makes sure.
    """
    await connection.execute("BEGIN")
    try:
        working = await lock(connection, casts, skip_busy=skip_busy)
        if not working:
            await connection.execute("ROLLBACK")
            return Counted([Busy() for _ in casts], [])
        sheets, now = await read(connection, casts, working)
        refusals = [settle(cast, working.get(cast.widget), sheets, decide, now) for cast in casts]
        outbox = await write(connection, working, sheets, now, delivered)
        await connection.execute("COMMIT")
    except asyncpg.PostgresError:
        if not connection.is_closed():
            await connection.execute("ROLLBACK")
        raise
    standings = {widget: each.standing for widget, each in working.items()}
    answers = [
        refusal
        if refusal is not None
        else Committed(standings[cast.widget], sheets.bodies.get((cast.widget, cast.reader), b"{}"), now)
        for cast, refusal in zip(casts, refusals, strict=True)
    ]
    return Counted(answers, [each.standing for each in working.values() if each.changed], outbox)


async def lock(connection: Connection, casts: Sequence[Cast], *, skip_busy: bool) -> dict[str, Working]:
    """Lock the batch's tallies in id order, the busy ones left out with `skip_busy`."""
    partitions = {cast.widget: cast.partition for cast in casts}
    rows = await connection.fetch(
        LOCK + (" SKIP LOCKED" if skip_busy else ""), list(partitions.values()), list(partitions)
    )
    return {
        widget: Working(
            Standing(
                widget=widget,
                tally={"": decode_counts(counts)},
                turnout=turnout,
                version=version,
                revision=revision,
                aside=aside,
            ),
            partitions[widget],
        )
        for widget, counts, turnout, version, revision, aside in rows
    }


async def read(
    connection: Connection, casts: Sequence[Cast], working: dict[str, Working]
) -> tuple[Sheets, datetime]:
    """Read the batch's sheets and the locked tallies' other slots, in one later statement than the lock."""
    asked = {(cast.widget, cast.reader): cast.partition for cast in casts if cast.widget in working}
    rows = await connection.fetch(
        READ,
        list(asked.values()),
        [widget for widget, _ in asked],
        [reader for _, reader in asked],
        [each.partition for each in working.values()],
        list(working),
    )
    sheets, now = Sheets(), EPOCH
    for widget, reader, slot, body, aside, clock in rows:
        if clock is not None:
            now = clock
        elif slot is not None:
            working[widget].standing.tally[slot] = decode_counts(body)
        else:
            sheets.bodies[widget, reader] = body.encode()
            if aside:
                sheets.aside.add((widget, reader))
    return sheets, now


def settle(
    cast: Cast, working: Working | None, sheets: Sheets, decide: Decide, now: datetime
) -> Exception | None:
    """Decide one cast and add it up; give the exception that is its answer, or None where it stands."""
    if working is None:
        return Busy()
    key = cast.widget, cast.reader
    try:
        decision = decide(cast, sheets.bodies.get(key), now, working.standing.revision)
        if decision is None:
            return None
        if key in sheets.aside:
            # The marks of a sheet set aside are zero before and after.
            decision = msgspec.structs.replace(decision, marks={}, turnout=0)
        working.apply(decision, now)
    except (Refused, Stale) as answer:
        return answer
    except StopIteration as fault:
        # The one exception that no future can carry, as no coroutine can (PEP 479).
        return RuntimeError(f"A format raised {fault!r}.")
    except Exception as fault:  # noqa: BLE001 - a format's own fault fails that ballot alone
        return fault
    sheets.bodies[key] = decision.ballots
    sheets.written[key] = cast
    return None


async def write(
    connection: Connection,
    working: dict[str, Working],
    sheets: Sheets,
    now: datetime,
    delivered: Sequence[int],
) -> int | None:
    """Write sheets, tallies, history and one outbox row; give that row's id, or None if nothing changed."""
    changed = [each for each in working.values() if each.changed]
    if not changed:
        return None
    tallies = [row for each in changed for row in each.rows()]
    past = [each.past for each in changed if each.past]
    outbox: int = await connection.fetchval(
        WRITE,
        *columns(sheets.rows(), 6),
        now,
        *columns(tallies, 8),
        *columns(past, 6),
        list(delivered),
        [each.standing.widget for each in changed],
    )
    return outbox


def columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Turn rows into columns, the form in which arrays go to Postgres."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
