"""Shelving: the files of what readers have uploaded are where everybody finds them, or moderators alone."""

from collections.abc import Iterable
from contextlib import suppress

from widgets.errors import Unavailable
from widgets.ledger import unsettled
from widgets.ledger.connection import Engine
from widgets.media.shelf import Shelf
from widgets.uploading import name_of

KEPT_DAYS = 30
"""For how long the pictures of what was rejected are kept, in case a moderator thinks again."""

AT_ONCE = 50
"""Uploads that a worker looks at in one go."""


async def shelve_soon(engine: Engine, shelf: Shelf, site: str, ids: Iterable[str]) -> None:
    """Put uploads where they belong; where an engine or the shelf is away, a worker does so later."""
    for id in ids:
        with suppress(Unavailable):
            await shelve(engine, shelf, site, id)


async def shelve_noted(engine: Engine, shelf: Shelf) -> None:
    """Put the uploads where they belong that a change has noted and nobody has dealt with since."""
    for site, id in await unsettled.select_some(engine, AT_ONCE):
        await shelve(engine, shelf, site, id)


async def shelve(engine: Engine, shelf: Shelf, site: str, id: str) -> None:
    """Put an upload where it belongs by what shows it now; again, it changes nothing. Raises Unavailable."""
    settled = await unsettled.decide(engine, site, id, KEPT_DAYS)
    async with unsettled.moving(engine, settled) as still:
        if still:
            await move(shelf, id, held=settled.held)


async def move(shelf: Shelf, id: str, *, held: bool) -> None:
    """Move the files of an upload. The last thing done is to take them away where they were."""
    there = await shelf.names(name_of(id, "", held=not held))
    for name in there:
        await shelf.copy(name, name_of(id, name.rpartition("/")[2], held=held))
    await shelf.remove(there)
