"""The shelf: where files are kept, in a folder or in an S3-compatible store."""

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from msgspec import Struct
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from widgets.errors import Unavailable

if TYPE_CHECKING:
    from obstore import BytesStream
    from obstore.store import RetryConfig

CHUNK = 256 * 1024
"""Bytes read at once."""

RETRYING: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
REMOTE = ("s3://", "s3a://")


class Found(Struct, frozen=True):
    """A file on the shelf: how many bytes it has in all, and those that were asked for."""

    size: int
    chunks: AsyncIterator[bytes]


class Shelf:
    """Files by name. All raise Unavailable where the store cannot be reached."""

    def __init__(self, place: str) -> None:
        """Take a folder, which is made when something is first put there, or the URL of a bucket."""
        self.place = place
        self.opened: ObjectStore | None = None

    @property
    def store(self) -> ObjectStore:
        """The store, opened when it is first used. Keys of a bucket come from the environment, as AWS_*."""
        if self.opened is None:
            if self.place.startswith(REMOTE):
                self.opened = from_url(self.place, retry_config=RETRYING)
            else:
                self.opened = LocalStore(Path(self.place).absolute(), mkdir=True, automatic_cleanup=True)
        return self.opened

    async def put(self, name: str, file: Path) -> None:
        """Put a file on the shelf, whole or not at all."""
        try:
            await obstore.put_async(self.store, name, file)
        except (BaseError, OSError) as problem:
            raise away() from problem

    async def size(self, name: str) -> int | None:
        """Tell how many bytes a file has, or None where there is none."""
        try:
            return (await obstore.head_async(self.store, name))["size"]
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as problem:
            raise away() from problem

    async def get(self, name: str, part: tuple[int, int] | None = None) -> Found | None:
        """Give a file, or a part of it from one byte up to before another; None where there is none."""
        try:
            options = {"range": part} if part else {}
            found = await obstore.get_async(self.store, name, options=options)  # type: ignore[arg-type]
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as problem:
            raise away() from problem
        return Found(found.meta["size"], read(found.stream(min_chunk_size=CHUNK)))

    async def copy(self, name: str, to: str) -> None:
        """Put a file there under another name, too."""
        try:
            await obstore.copy_async(self.store, name, to)
        except (BaseError, OSError) as problem:
            raise away() from problem

    async def names(self, folder: str) -> list[str]:
        """List the files whose names begin with that of a folder."""
        try:
            found = await obstore.list_with_delimiter_async(self.store, folder)
        except (NotFoundError, FileNotFoundError):
            return []
        except (BaseError, OSError) as problem:
            raise away() from problem
        return [each["path"] for each in found["objects"]]

    async def remove(self, names: Iterable[str]) -> None:
        """Take files away; those that are not there are no trouble."""
        for name in names:
            try:
                await obstore.delete_async(self.store, name)
            except (NotFoundError, FileNotFoundError):
                continue
            except (BaseError, OSError) as problem:
                raise away() from problem


async def read(chunks: "BytesStream") -> AsyncIterator[bytes]:
    """Give bytes as the rest of the program knows them."""
    async for chunk in chunks:
        yield bytes(chunk)


def away() -> Unavailable:
    """Say that the store is away."""
    return Unavailable(
        "media_away", "Pictures and films cannot be reached right now; try again shortly.", retry_after=5
    )
