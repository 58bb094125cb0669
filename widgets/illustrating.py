"""Illustrating: the uploads that a spec names are the site's, of the right kind, and known by their size."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from widgets.errors import Malformed
from widgets.ledger import media
from widgets.ledger.connection import Engine
from widgets.ledger.media import Stored
from widgets.media.captions import check_letters
from widgets.model import Captioned, Picture, Upload
from widgets.uploading import unknown, used_up

AnySpec = TypeVar("AnySpec", bound=Struct)


async def settle_sent(engine: Engine, site: str, sent: Any, who: bytes, quota: int) -> Any:
    """Give what a reader sends in with the sizes of its uploads filled in, and keep those for moderators.

    Raises Unknown where one was not uploaded by `who`, Malformed where it is of another kind, and TooLarge
    where the site has no room for a picture with words on it: `quota` is how many bytes it may keep.
    """
    named = {each.media for each in find_uploads(sent)}
    if not named:
        return sent
    stored = await media.select_these(engine, site, named)
    if any(id not in stored or (stored[id].held and stored[id].who != who) for id in named):
        raise unknown()
    return await keep(engine, site, sent, stored, held=True, quota=quota)


async def settle(engine: Engine, site: str, spec: AnySpec, *, held: bool = False) -> AnySpec:
    """Give a spec with the sizes of its uploads filled in, and keep those; with `held` also readers'.

    Raises Unknown where one is not the site's, or is held, and Malformed where it is of another kind.
    """
    named = {each.media for each in find_uploads(spec)}
    if not named:
        return spec
    stored = await media.select_these(engine, site, named)
    if any(id not in stored or (stored[id].held and not held) for id in named):
        raise unknown()
    settled: AnySpec = await keep(engine, site, spec, stored, held=held)
    return settled


async def keep(
    engine: Engine, site: str, value: Any, stored: dict[str, Stored], *, held: bool, quota: int | None = None
) -> Any:
    """Keep all uploads that a value names, and give it with their sizes filled in.

    What is refused keeps none: they expire as they would have. Raises as `settle_sent` does.
    """
    for each in find_uploads(value):
        check_kind(each, stored[each.media])
    await plan_captions(engine, site, find_uploads(value), stored, held=held, quota=quota)
    if not await media.keep(engine, site, {each.media for each in find_uploads(value)}):
        raise unknown()
    return fill(value, stored, site)


async def plan_captions(
    engine: Engine,
    site: str,
    uploads: Iterable[Upload],
    stored: dict[str, Stored],
    *,
    held: bool,
    quota: int | None = None,
) -> None:
    """See that pictures with words on them can be asked for. Raises Malformed for words without letters.

    One that is yet to be painted counts as much as the picture below its words.
    """
    for each in uploads:
        if isinstance(each, Captioned):
            check_letters(each.captions)
            known = stored[each.media]
            made = Stored(
                id=made_id(site, each),
                site=site,
                kind="image",
                width=known.width,
                height=known.height,
                size=known.size,
                who=known.who,
                held=held or known.held,
            )
            if not await media.add_recipe(engine, made, msgspec.json.encode(plain(each)), quota):
                raise used_up(quota or 0)


def made_id(site: str, picture: Captioned) -> str:
    """Derive the id of a picture with words on it: the same words on the same picture are the same one."""
    said = site.encode() + b"\n" + msgspec.json.encode([picture.media, picture.captions])
    digest = hashlib.blake2b(said, digest_size=16, person=b"voxpop.captions").digest()
    return f"m_{urlsafe_b64encode(digest).decode().rstrip('=')}"


def plain(picture: Captioned) -> Captioned:
    """Give what a picture with words on it is painted from."""
    return Captioned(media=picture.media, alt="", captions=picture.captions)


def find_uploads(value: Any) -> Iterator[Upload]:
    """Find every upload that a spec names, wherever it stands."""
    if isinstance(value, Upload):
        yield value
        if isinstance(value, Captioned) and value.made:
            yield Picture(media=value.made, alt=value.alt)
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


def fill(value: Any, stored: dict[str, Stored], site: str) -> Any:
    """Give a value with the sizes of all uploads within it filled in."""
    if isinstance(value, Upload):
        known = stored[value.media]
        made = {"made": made_id(site, value)} if isinstance(value, Captioned) else {}
        return msgspec.structs.replace(value, width=known.width, height=known.height, file=known.file, **made)
    if isinstance(value, Struct):
        fields = {name: fill(getattr(value, name), stored, site) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **fields)
    if isinstance(value, tuple | list):
        return type(value)(fill(each, stored, site) for each in value)
    if isinstance(value, dict):
        return {name: fill(each, stored, site) for name, each in value.items()}
    return value
