"""Recognising what an upload is by its first bytes: what it is called, or said to be, tells nothing."""

from widgets.errors import Unsupported

HEAD = 64
"""Bytes that tell."""

PICTURES = {"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}
"""The types that are pictures, as Pillow calls them."""

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x1aE\xdf\xa3", "webm"),
    (b"ID3", "mp3"),
)
_MPEG_AUDIO_LAYER, _MP3 = 0xE6, 0xE2
"""The bits of a frame's second byte that tell what it is, and their value for layer 3."""


def recognise(head: bytes) -> str:
    """Tell the type of an upload that begins with these bytes. Raises Unsupported for what is not taken."""
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "avif" if head[8:12] in (b"avif", b"avis") else "mp4"
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & _MPEG_AUDIO_LAYER == _MP3:
        return "mp3"
    raise Unsupported(
        "unknown_media",
        "This is no picture, film or recording that is taken here: send PNG, JPEG, GIF, WebP, AVIF, MP4, "
        "WebM or MP3.",
    )
