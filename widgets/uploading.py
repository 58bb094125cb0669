"""Uploading: takes files in, has them made anew, keeps them, and gives them out.

A reader's upload is held: nobody can look at it before a moderator has let it be seen. Held files have names
of their own on the shelf, so that giving files out asks nobody whether it may.
"""

import asyncio
import hashlib
import secrets
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import msgspec

from widgets.counts.budgets import Budget, Budgets, Spending
from widgets.errors import Malformed, OverBudget, TooLarge, Unknown
from widgets.gate import for_strangers, longest
from widgets.ledger import media
from widgets.ledger.connection import Engine
from widgets.ledger.media import Stored
from widgets.media.captions import paint_captions
from widgets.media.making import MEGABYTE, MODERATORS, READERS, Limits, Made
from widgets.media.recognising import HEAD, recognise
from widgets.media.shelf import Found, Shelf
from widgets.media.workshop import Workshop
from widgets.model import Captioned, picture_widths
from widgets.remembering import Remembered

__all__ = ["Found", "Stored", "Uploading", "make_id", "sweep", "unknown", "used_up"]

HOUR = 3600
READERS_SHARE = 20
"""Uploads that a reader may send an hour."""

UNUSED = {True: timedelta(hours=1), False: timedelta(days=1)}
"""How long an upload waits to be used: a reader's, which is held, and a moderator's."""

KNOWN = 10_000
FRESH = 2.0
"""Of how many uploads it is remembered whether they are painted here, and for how many seconds."""

PAINTED_AHEAD = 8
"""Pictures that are painted as soon as they may be seen; further ones when somebody asks for them."""

SWEPT = 100
"""Uploads swept away at once."""

Chunks = AsyncIterator[bytes]


class Uploading:
    """Takes uploads and gives them out. All raise Unavailable where an engine or the shelf is away."""

    def __init__(self, engine: Engine, budgets: Budgets, shelf: Shelf, *, budget: int, quota: int) -> None:
        """Take the uploads that a network may send an hour, and the megabytes that a site may keep."""
        self.engine = engine
        self.budgets = budgets
        self.shelf = shelf
        self.workshop = Workshop()
        self.quota = quota * MEGABYTE
        self.painted = Remembered(self.paint, most=KNOWN, fresh=FRESH)
        self.reader = Budget("upload", READERS_SHARE, HOUR)
        self.network = Budget("upload-network", budget, HOUR)
        self.stranger = Budget("upload-stranger", for_strangers(budget), HOUR)

    async def admit(self, reader: bytes, network: bytes, *, stranger: bool = False) -> None:
        """Let a reader send one upload. Raises OverBudget."""
        spendings = [Spending(self.reader, reader), Spending(self.network, network)]
        spendings += [Spending(self.stranger, network)] * stranger
        wait = longest(await self.budgets.spend(spendings))
        if wait is not None:
            raise OverBudget("over_budget", f"Too many uploads; try again in {wait} s.", retry_after=wait)

    async def take_from_reader(self, site: str, who: bytes, chunks: Chunks) -> Stored:
        """Take a picture or a clip that a reader sends. Raises Malformed, Unsupported and TooLarge."""
        return await self.take(site, chunks, READERS, who=who)

    async def take_from_moderator(self, site: str, chunks: Chunks) -> Stored:
        """Take a picture, clip, film or sound that a moderator sends. Raises like `take_from_reader`."""
        return await self.take(site, chunks, MODERATORS)

    async def take(self, site: str, chunks: Chunks, limits: Limits, *, who: bytes = b"") -> Stored:
        """Take an upload. The same one again is answered with what was made of it the first time."""
        with tempfile.TemporaryDirectory(prefix="voxpop-upload-") as folder:
            given, out = prepare(Path(folder))
            digest = await receive(chunks, given, limits.size)
            known = await media.find_same(self.engine, site, who, digest)
            if known is not None:
                return known
            made = await self.workshop.make(given, out, limits)
            return await self.store(site, made, out, who=who, digest=digest)

    async def store(
        self, site: str, made: Made, out: Path, *, who: bytes = b"", digest: bytes = b""
    ) -> Stored:
        """Keep what was made, in a folder, for a while. Raises TooLarge where the site's quota is used up."""
        files = list_files(out)
        held = bool(who)
        stored = Stored(
            id=make_id(),
            site=site,
            kind=made.kind,
            width=made.width,
            height=made.height,
            seconds=made.seconds,
            file=made.file,
            size=sum(files.values()),
            who=who,
            digest=digest,
            held=held,
            expires_at=datetime.now(UTC) + UNUSED[held],
        )
        if not await media.add(self.engine, stored, self.quota):
            raise used_up(self.quota)
        for file in files:
            await self.shelf.put(name_of(stored.id, file.name, held=held), file)
        await media.mark_stored(self.engine, stored.id)
        return stored

    async def paint_ahead(self, ids: Iterable[str]) -> None:
        """Paint what may be seen from now on, so that whoever looks first need not wait for it."""
        for id in islice(ids, PAINTED_AHEAD):
            self.painted.forget(id, False)
            if not await self.shelf.names(name_of(id, "", held=False)):
                await self.painted(id, False)

    async def find(self, site: str, id: str) -> Stored:
        """Give an upload of the site. Raises Unknown."""
        found = await media.select_these(self.engine, site, [id])
        if id not in found:
            raise unknown()
        return found[id]

    async def size(self, id: str, file: str, *, held: bool = False) -> int:
        """Tell how many bytes a file of an upload has. Raises Unknown."""
        size = await self.shelf.size(name_of(id, file, held=held))
        if size is None:
            raise unknown()
        return size

    async def get(
        self, id: str, file: str, part: tuple[int, int] | None = None, *, held: bool = False
    ) -> Found:
        """Give a file of an upload, or a part of it. `held` ones are for moderators alone. Raises Unknown."""
        name = name_of(id, file, held=held)
        found = await self.shelf.get(name, part)
        if found is None and await self.painted(id, held):
            found = await self.shelf.get(name, part)
        if found is None:
            raise unknown()
        return found

    async def paint(self, id: str, held: bool) -> bool:
        """Paint a picture with words on it, if that is what this upload is; False where it is not."""
        known = await media.find_recipe(self.engine, id)
        if known is None or known[0].held is not held:
            return False
        stored, recipe = known[0], msgspec.json.decode(known[1], type=Captioned)
        plain = await self.read_any(recipe.media, f"{picture_widths(stored.width)[-1]}.webp")
        with tempfile.TemporaryDirectory(prefix="voxpop-meme-") as folder:
            out = Path(folder)
            async with self.workshop.benches:
                await asyncio.to_thread(paint_captions, plain, recipe.captions, out)
            files = list_files(out)
            names = [name_of(id, each.name, held=held) for each in files]
            for name, each in zip(names, files, strict=True):
                await self.shelf.put(name, each)
        after = await media.find_recipe(self.engine, id)
        if after is None or after[0].held is not held:
            # Somebody has decided otherwise meanwhile, and may have looked here before this was put here.
            await self.shelf.remove(names)
            return False
        await media.weigh(self.engine, id, sum(files.values()))
        return True

    async def read_any(self, id: str, file: str) -> bytes:
        """Read a copy of a picture whole, whether it may be seen or not. Raises Unknown."""
        for held in (False, True):
            found = await self.shelf.get(name_of(id, file, held=held))
            if found is not None:
                return b"".join([chunk async for chunk in found.chunks])
        raise unknown()

    async def read(self, id: str, file: str) -> bytes:
        """Read a copy of a picture whole. Raises Unknown."""
        return b"".join([chunk async for chunk in (await self.get(id, file)).chunks])


def prepare(folder: Path) -> tuple[Path, Path]:
    """Give the file for what is sent, and the folder for what is made of it."""
    out = folder / "out"
    out.mkdir()
    return folder / "given", out


def list_files(folder: Path) -> dict[Path, int]:
    """Give the files of a folder, each with its size."""
    return {file: file.stat().st_size for file in sorted(folder.iterdir())}


async def sweep(engine: Engine, shelf: Shelf) -> None:
    """Sweep away the uploads that nobody has used in time."""
    while expired := await media.claim_expired(engine, SWEPT):
        for id in expired:
            for held in (True, False):
                await shelf.remove(await shelf.names(name_of(id, "", held=held)))
        await media.remove(engine, expired)


async def receive(chunks: Chunks, file: Path, most: int) -> bytes:
    """Write an upload into a file as it comes, and give its digest.

    What begins like nothing that is taken here is refused before the rest has come. Raises Unsupported,
    TooLarge and Malformed.
    """
    digest, head, size = hashlib.blake2b(digest_size=20), b"", 0
    with file.open("wb") as target:
        async for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLarge("too_large", f"An upload may have {most // MEGABYTE} MB.")
            if len(head) < HEAD:
                head += chunk[:HEAD]
                if len(head) >= HEAD:
                    recognise(head)
            digest.update(chunk)
            await asyncio.to_thread(target.write, chunk)
    if not size:
        raise Malformed("missing_media", "The body is empty; send the file as it is.")
    recognise(head)
    return digest.digest()


def name_of(id: str, file: str, *, held: bool) -> str:
    """Give the name of a file on the shelf."""
    return f"{'held' if held else 'shown'}/{id[2:4]}/{id}/{file}".rstrip("/")


def make_id() -> str:
    """Make the id of an upload, which nobody guesses."""
    return "m_" + urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")


def used_up(quota: int) -> TooLarge:
    """Say that a site has no room for more uploads."""
    return TooLarge(
        "quota_used_up", f"This site has used up its {quota // MEGABYTE:,} MB for uploads; ask for more."
    )


def unknown() -> Unknown:
    """Say that there is no such upload, or not for whoever asks."""
    return Unknown(
        "unknown_media", "There is no such upload on this site; it may have expired. Upload it again."
    )
