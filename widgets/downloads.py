"""Downloads: an export is written to a file as fast as the ledger gives it, and sent from there.

So whoever fetches it slowly holds no connection to the ledger, and no moment of it.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from enum import StrEnum

import msgspec
from msgspec import Struct

from widgets.counts import Away, Progress
from widgets.errors import Conflicting, Refused, TooLarge, Unavailable
from widgets.exporting import COLUMNS, Exporting, Order, What
from widgets.rows import Form, Sheet
from widgets.spools import Spool

MOST_AT_ONCE = 4
"""Files that a process keeps at once."""

LARGEST = 2_000_000_000
"""Bytes a file may have."""

CHUNK = 65_536
"""Bytes that are sent at once."""

EVERY = 1.0
"""Seconds between two words about how far an export is."""

logger = logging.getLogger("voxpop")


class Stage(StrEnum):
    """Where an export is."""

    MAKING = "making"
    WHOLE = "whole"
    FAILED = "failed"


class Word(Struct, frozen=True):
    """How far an export is: `done` of about `expected` sheets or widgets, 0 where that is not known.

    `problem` is a sentence that says why it failed.
    """

    what: What
    form: Form
    stage: Stage = Stage.MAKING
    done: int = 0
    expected: int = 0
    size: int = 0
    problem: str = ""


class Stopped(Conflicting):
    """Whoever asked for it no longer wants it."""

    def __init__(self) -> None:
        super().__init__("export_stopped", "The export was cancelled before it was whole.")


class Making:
    """One export on its way into its file."""

    def __init__(self, exporting: Exporting, progress: Progress, order: Order, spool: Spool, name: bytes):
        self.exporting = exporting
        self.progress = progress
        self.order = order
        self.spool = spool
        self.name = name
        self.word = Word(order.what, order.form)
        self.told = 0.0
        self.size = 0
        self.failure: Exception | None = None
        self.moved = asyncio.Event()
        self.over = asyncio.Event()

    async def run(self) -> None:
        """Write the file, to its end or to what stops it."""
        try:
            await self.write()
        except OSError as problem:
            logger.error("an export cannot be written: %s", problem)
            self.failure = no_room()
        except Exception as problem:  # noqa: BLE001 - handed to whoever waits for the file
            self.failure = problem
        finally:
            self.over.set()
            self.moved.set()
        await self.tell_end()

    async def write(self) -> None:
        """Write all pieces. Raises whatever stops it."""
        sheet = Sheet(self.order.form, COLUMNS[self.order.what])
        async with aclosing(self.exporting.pieces(self.order, sheet, self.add)) as pieces:
            async for piece in pieces:
                if self.size + len(piece) > LARGEST:
                    raise too_large()
                await asyncio.to_thread(self.spool.append, piece)
                self.size += len(piece)
                self.moved.set()
                await self.tell_now_and_then()

    def add(self, done: int) -> None:
        """Take note of sheets or widgets that are written."""
        self.change(done=self.word.done + done)

    def change(self, **fields: object) -> None:
        """Put the word right."""
        self.word = msgspec.structs.replace(self.word, size=self.size, **fields)

    async def tell_now_and_then(self) -> None:
        """Say how far it is, unless that was said just now. Raises Stopped."""
        now = asyncio.get_running_loop().time()
        if not self.name or now - self.told < EVERY:
            return
        if not self.told:
            # Only an estimate: without it the export goes on, and tells no share of the whole.
            with suppress(Unavailable):
                self.change(expected=await self.exporting.expect(self.order))
        self.told = now
        if await self.tell():
            raise Stopped

    async def tell_end(self) -> None:
        """Say how it ended."""
        if isinstance(self.failure, Refused):
            self.change(stage=Stage.FAILED, problem=self.failure.detail)
        elif self.failure is not None:
            self.change(stage=Stage.FAILED, problem="Something went wrong here, and it is logged. Try again.")
        else:
            self.change(stage=Stage.WHOLE)
        await self.tell()

    async def tell(self) -> bool:
        """Say how far it is, and give whether it was asked to stop. Without Redis nobody is told."""
        if not self.name:
            return False
        with suppress(Away):
            return await self.progress.tell(self.name, msgspec.json.encode(self.word))
        return False

    async def wait(self, seconds: float) -> bool:
        """Wait for the whole of it, so long at most, and tell whether it is there. Raises what stopped it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.over.wait()
        if self.failure is not None:
            raise self.failure
        return self.over.is_set()

    async def follow(self) -> AsyncGenerator[bytes, None]:
        """Give the file as it grows, at the pace at which it is asked for. Raises what stopped it."""
        at = 0
        while True:
            self.moved.clear()
            if at < self.size:
                piece = await asyncio.to_thread(self.spool.read, at, min(CHUNK, self.size - at))
                at += len(piece)
                yield piece
            elif self.failure is not None:
                raise self.failure
            elif self.over.is_set():
                return
            else:
                await self.moved.wait()


class Downloads:
    """The exports that one process makes."""

    def __init__(self, exporting: Exporting, progress: Progress, folder: str = "") -> None:
        """Keep files in a folder, or where the system keeps temporary ones."""
        self.exporting = exporting
        self.progress = progress
        self.folder = folder
        self.under_way = 0

    @asynccontextmanager
    async def make(self, order: Order, name: bytes = b"") -> AsyncIterator[Making]:
        """Begin an export, and end it in every case when the block ends; the name is that of its progress.

        Raises Unavailable where too many are under way, or there is no room.
        """
        if self.under_way >= MOST_AT_ONCE:
            raise Unavailable(
                "exports_busy",
                f"{MOST_AT_ONCE} exports are under way here, and no more fit; try again in a minute.",
                retry_after=60,
            )
        self.under_way += 1
        try:
            async with self.spooled(order, name) as making:
                yield making
        finally:
            self.under_way -= 1

    @asynccontextmanager
    async def spooled(self, order: Order, name: bytes) -> AsyncIterator[Making]:
        """Open a file, write it beside the block, and close it."""
        try:
            spool = Spool(self.folder)
        except OSError as problem:
            logger.error("an export cannot be written: %s", problem)
            raise no_room() from None
        making = Making(self.exporting, self.progress, order, spool, name)
        writing = asyncio.create_task(making.run())
        try:
            yield making
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing
            spool.close()
            if making.failure is None and making.word.stage is not Stage.WHOLE:
                making.failure = Stopped()
                await making.tell_end()

    async def look(self, name: bytes) -> Word | None:
        """Tell how far an export is, None where nothing is known of it. Raises Unavailable without Redis."""
        try:
            word = await self.progress.read(name)
        except Away:
            raise untold() from None
        return msgspec.json.decode(word, type=Word) if word else None

    async def stop(self, name: bytes) -> None:
        """Ask an export to stop. Raises Unavailable without Redis."""
        try:
            await self.progress.stop(name)
        except Away:
            raise untold() from None


def name_of(*parts: str) -> bytes:
    """Make the name of an export's progress of what only those have who may know it."""
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16, person=b"voxpop progress").digest()


def too_large() -> TooLarge:
    """Say that a file would become too large."""
    return TooLarge(
        "export_too_large",
        f"This table has more than {LARGEST:,} bytes. Take it widget by widget or in spans of time, "
        "or let whoever runs Voxpop write it with `voxpop export`.",
    )


def no_room() -> Unavailable:
    """Say that the disk does not take the file."""
    return Unavailable(
        "no_room",
        "The server's disk has no room for this export. Tell whoever runs Voxpop, and try again later.",
        retry_after=300,
    )


def untold() -> Unavailable:
    """Say that progress cannot be told."""
    return Unavailable("progress_untold", "How far it is cannot be told right now.", retry_after=2)
