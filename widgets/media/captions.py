"""Words on pictures, painted: wrapped, outlined, shaped and ordered as their script wants it."""

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import fontpkg
from PIL import Image, ImageDraw, ImageFont

from widgets.errors import Malformed
from widgets.media.pictures import write_copies
from widgets.model import Caption

FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Heebo", "Noto Sans Thai", "Noto Sans Tamil", "Noto Sans Telugu")
"""Tried in this order: Latin, Greek, Cyrillic and Devanagari; Arabic; Hebrew; and three scripts of Asia."""

AXES = {b"Weight": 900, b"Width": 75}
"""Heavy and narrow, where a font can be."""

LEADING = 1.12
OUTLINE = 0.06
"""How thick the outline is, in letters' sizes."""

LEAST_SIZE = 9
_LETTERS = ("L", "M", "N")


def check_letters(captions: Iterable[Caption]) -> None:
    """Refuse words in a script that no font here has: nobody wants boxes. Raises Malformed."""
    for each in captions:
        if find_family(each.text) is None:
            raise Malformed(
                "no_letters",
                f"{each.text[:40]!r} cannot be written on a picture: letters are Latin, Greek, Cyrillic, "
                "Devanagari, Arabic, Hebrew, Thai, Tamil or Telugu. Write it in one of these.",
            )


def paint_captions(picture: bytes, captions: Iterable[Caption], out: Path) -> None:
    """Write a picture's copies with words on them. The picture is one that was made here."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for each in captions:
        write(draw, image.size, each)
    write_copies(image, out)


def write(draw: ImageDraw.ImageDraw, size: tuple[int, int], caption: Caption) -> None:
    """Write one caption; one that is too long for the room below its place gets smaller."""
    width, top = caption.width / 100 * size[0], caption.y / 100 * size[1]
    pixels = caption.size / 100 * size[1]
    while True:
        text, font = set_text(caption.text, round(pixels))
        lines = wrap(text, font, width)
        room = max(size[1] - top, pixels * LEADING)
        fits = len(lines) * pixels * LEADING <= room and all(font.getlength(line) <= width for line in lines)
        if fits or pixels <= LEAST_SIZE:
            break
        pixels *= 0.92
    stroke = max(1, round(pixels * OUTLINE)) if caption.outline else 0
    for at, line in enumerate(lines):
        # From the baseline: fonts differ in what they keep free above it.
        place = (caption.x / 100 * size[0], top + pixels * (0.92 + at * LEADING))
        draw.text(
            place,
            line,
            caption.colour,
            font,
            "ms",
            direction=direction_of(text),
            stroke_width=stroke,
            stroke_fill=caption.outline or None,
        )


def wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Break a text into lines of this width, and where its writer did; a word that is longer stays whole."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def set_text(text: str, size: int) -> tuple[str, ImageFont.FreeTypeFont]:
    """Give a text without the signs that its font lacks, and the font."""
    family = find_family(text) or FAMILIES[0]
    kept = "".join(each for each in text if each.isspace() or has(family, each))
    return kept, load_font(family, size)


def find_family(text: str) -> str | None:
    """Find the font that has all letters of a text."""
    letters = [each for each in text if unicodedata.category(each)[0] in _LETTERS]
    return next((family for family in FAMILIES if all(has(family, each) for each in letters)), None)


def direction_of(text: str) -> Literal["ltr", "rtl"]:
    """Tell from which side a text is written, by its first letter."""
    for each in text:
        direction = unicodedata.bidirectional(each)
        if direction in ("L", "R", "AL"):
            return "ltr" if direction == "L" else "rtl"
    return "ltr"


@lru_cache(maxsize=128)
def load_font(family: str, size: int) -> ImageFont.FreeTypeFont:
    """Load a font, as heavy and as narrow as it can be."""
    font = ImageFont.truetype(str(fontpkg.path(family)), max(size, LEAST_SIZE))
    axes = font.get_variation_axes()
    font.set_variation_by_axes([AXES.get(each["name"] or b"", each["default"] or 0) for each in axes])
    return font


@lru_cache(maxsize=8192)
def has(family: str, character: str) -> bool:
    """Tell whether a font has a character, and not just the box that stands for those it lacks."""
    return bytes(load_font(family, 20).getmask(character)) != lacking(family)


@cache
def lacking(family: str) -> bytes:
    """Give what a font draws for a character that it lacks: here one that will never be assigned."""
    return bytes(load_font(family, 20).getmask("\U0010fffe"))
