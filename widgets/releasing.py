"""Releases of the script: each that was ever served is kept, so that pages which name it go on working."""

from collections.abc import Mapping

from widgets.ledger import scripts
from widgets.ledger.connection import Engine
from widgets.remembering import Remembered

KEPT = 300
"""Files of older releases in the memory of a process."""

FRESH = 2.0
"""Seconds the list of names is believed: whoever makes names up asks Postgres no more often."""

FOR_LONG = 86_400.0


class Releases:
    """The files of all releases, by names that hold a hash of what is in them.

    While a release takes the place of another, processes of both find each other's files here.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.names = Remembered(self.load_names, most=1, fresh=FRESH)
        self.files = Remembered(self.load_file, most=KEPT, fresh=FOR_LONG)

    async def keep(self, files: Mapping[str, bytes]) -> None:
        """Keep the files of this process's release. Raises Unavailable."""
        await scripts.keep(self.engine, files)

    async def find(self, name: str) -> bytes | None:
        """Give a file of any release, or None. Raises Unavailable."""
        return await self.files(name) if name in await self.names() else None

    async def load_names(self) -> frozenset[str]:
        """Read which files there are."""
        return await scripts.names(self.engine)

    async def load_file(self, name: str) -> bytes | None:
        """Read a file."""
        return await scripts.find(self.engine, name)
