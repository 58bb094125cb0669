"""Illustrating: the uploads that a spec names are the site's, of the right kind, and known by their size."""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from widgets.errors import Malformed
from widgets.ledger import media
from widgets.ledger.connection import Engine
from widgets.ledger.media import Stored
from widgets.model import Upload
from widgets.uploading import unknown

AnySpec = TypeVar("AnySpec", bound=Struct)


async def settle_sent(engine: Engine, site: str, sent: Any, who: bytes) -> Any:
    """Give what a reader sends in with the sizes of its uploads filled in, and keep those for moderators.

    Raises Unknown where one was not uploaded by `who`, and Malformed where it is of another kind.
    """
    named = {each.media: each for each in find_uploads(sent)}
    if not named:
        return sent
    stored = await media.select_these(engine, site, named)
    if any(id not in stored or stored[id].who != who for id in named):
        raise unknown()
    for each in named.values():
        check_kind(each, stored[each.media])
    await media.keep(engine, site, named)
    return fill(sent, stored)


async def settle(engine: Engine, site: str, spec: AnySpec, *, held: bool = False) -> AnySpec:
    """Give a spec with the sizes of its uploads filled in, and keep those; with `held` also readers'.

    Raises Unknown where one is not the site's, or is held, and Malformed where it is of another kind.
    """
    named = {each.media: each for each in find_uploads(spec)}
    if not named:
        return spec
    stored = await media.select_these(engine, site, named)
    if any(id not in stored or (stored[id].held and not held) for id in named):
        raise unknown()
    for each in find_uploads(spec):
        check_kind(each, stored[each.media])
    await media.keep(engine, site, named)
    settled: AnySpec = fill(spec, stored)
    return settled


def find_uploads(value: Any) -> Iterator[Upload]:
    """Find every upload that a spec names, wherever it stands."""
    if isinstance(value, Upload):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from find_uploads(getattr(value, name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from find_uploads(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from find_uploads(each)


def check_kind(upload: Upload, stored: Stored) -> None:
    """Refuse an upload of another kind than is shown there."""
    if stored.kind not in upload.kinds:
        wanted = " or ".join(upload.kinds)
        raise Malformed(
            "wrong_media", f"The upload {upload.media} is of the kind {stored.kind}; this takes {wanted}."
        )


def fill(value: Any, stored: dict[str, Stored]) -> Any:
    """Give a value with the sizes of all uploads within it filled in."""
    if isinstance(value, Upload):
        known = stored[value.media]
        return msgspec.structs.replace(value, width=known.width, height=known.height, file=known.file)
    if isinstance(value, Struct):
        fields = {name: fill(getattr(value, name), stored) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **fields)
    if isinstance(value, tuple | list):
        return type(value)(fill(each, stored) for each in value)
    if isinstance(value, dict):
        return {name: fill(each, stored) for name, each in value.items()}
    return value
