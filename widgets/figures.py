"""How uploads are shown: the part for each, with the paths of its files."""

from typing import Literal

from widgets.model import Captioned, Picture, Upload, picture_widths
from widgets.parts import Media, Source


def media_path(media: str, variant: str) -> str:
    """Give the path of a file of an upload."""
    return f"/media/{media}/{variant}"


def copies_of(media: str, width: int) -> list[Source]:
    """Give the copies of a picture, or of a film's still picture, the smallest first."""
    return [
        Source(media_path(media, f"{each}.webp"), each) for each in (picture_widths(width) if width else ())
    ]


def show_picture(picture: Picture, caption: str = "") -> Media:
    """Show a picture, with the words on it if it has some."""
    shown, alt = picture.media, picture.alt
    if isinstance(picture, Captioned):
        shown, alt = picture.made or shown, f"{alt} — {' / '.join(each.text for each in picture.captions)}"
    sources = copies_of(shown, picture.width)
    return Media(
        kind="image",
        src=sources[-1].src if sources else "",
        sources=sources,
        width=picture.width,
        height=picture.height,
        alt=alt,
        caption=caption,
        credit=picture.credit,
    )


def show_film(film: Upload, kind: Literal["clip", "video", "audio"], **words: str) -> Media:
    """Show something that plays, with its own first picture; `words` are the other fields of the part."""
    return Media(
        kind=kind,
        src=media_path(film.media, film.file) if film.file else "",
        sources=copies_of(film.media, film.width),
        width=film.width,
        height=film.height,
        **words,
    )
