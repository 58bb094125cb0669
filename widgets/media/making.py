"""What is made of an upload, and within which limits."""

from typing import Literal, TypeAlias

from msgspec import Struct

from widgets.errors import Malformed

Kind: TypeAlias = Literal["image", "clip", "video", "audio"]

MEGABYTE = 1024 * 1024


class Limits(Struct, frozen=True, kw_only=True):
    """How much an upload may be. `pixels` are those of one frame, `all_pixels` those of all together."""

    size: int
    """Bytes of the upload."""
    kinds: tuple[Kind, ...]
    pixels: int = 50_000_000
    side: int = 16_000
    frames: int = 1000
    all_pixels: int = 800_000_000
    seconds: int = 3600
    """How long a film or a recording may last."""
    patience: int = 60
    """Seconds of work that it may take."""
    memory: int = 1536 * MEGABYTE
    """Bytes that this work may need."""


READERS = Limits(size=8 * MEGABYTE, kinds=("image", "clip"))
"""What readers may upload."""

MODERATORS = Limits(size=200 * MEGABYTE, kinds=("image", "clip", "video", "audio"))
"""What moderators may upload."""


class Made(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="made"):
    """What was made: its size in pixels, how long it lasts, and its main file; pictures have only copies."""

    kind: Kind
    width: int = 0
    height: int = 0
    seconds: float = 0
    file: str = ""


class Refusal(Struct, frozen=True, tag="refused"):
    """Why nothing was made: the name of a class of refusals, and what it says."""

    refused: str
    code: str
    detail: str


def broken(what: str) -> Malformed:
    """Say that an upload cannot be read to its end."""
    return Malformed(
        "broken_media", f"This {what} is damaged or incomplete; save it anew and upload it again."
    )


def too_much(detail: str) -> Malformed:
    """Say that an upload is more than can be shown."""
    return Malformed("media_too_big", detail)
