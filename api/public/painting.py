"""Paints the picture that social networks show with a link: what is asked, and never what was counted."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import cache, lru_cache
from io import BytesIO
from typing import NamedTuple

import fontpkg
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont, ImageOps

from widgets.errors import Refused
from widgets.remembering import Remembered

SIZE = (1200, 630)
MARGIN = 80
PAPER, INK, FAINT, RED, LINE, FILL = "#fffdf9", "#1b1c1f", "#5d6068", "#a3142a", "#cfc9bd", "#e4eaf3"
FAMILIES = ("Noto Sans", "Noto Sans Arabic")
"""Tried in this order: Latin, Greek, Cyrillic and Devanagari; then Arabic with Latin."""

REGULAR, BOLD = 420, 700
MOST_OPTIONS = 4
STRIP = 150
"""Pixels that the strip below a photograph is high."""

MOST_PICTURES = 200
PAINTERS = 2
"""How many pictures are painted at once, each in a thread."""

FRESH = 3600.0
_LETTERS = ("L", "M", "N")
_RIGHT_TO_LEFT = ("R", "AL")


class Poster(Struct, frozen=True, kw_only=True):
    """What is on a picture."""

    site: str
    title: str
    about: str = ""
    """What it is the result of, above the title."""

    photo: tuple[str, str] | None = None
    """The upload and its file that fill the picture, with the title below."""

    plays: bool = False
    question: str = ""
    options: tuple[str, ...] = ()


class Style(NamedTuple):
    """How a text is set."""

    size: int
    weight: int = REGULAR
    color: str = INK


class Pictures:
    """Paints posters, each once."""

    def __init__(self, read: Callable[[str, str], Awaitable[bytes]]) -> None:
        """Take what reads a file of an upload."""
        self.read = read
        self.painters = asyncio.Semaphore(PAINTERS)
        self.painted = Remembered(self.paint, most=MOST_PICTURES, fresh=FRESH)

    async def find(self, poster: Poster) -> bytes:
        """Give the picture of a poster, as PNG."""
        return await self.painted(poster)

    async def paint(self, poster: Poster) -> bytes:
        """Paint it, beside the loop."""
        photo = b""
        if poster.photo is not None:
            with suppress(Refused):
                photo = await self.read(*poster.photo)
        async with self.painters:
            return (
                await asyncio.to_thread(hang, poster, photo)
                if photo
                else await asyncio.to_thread(paint, poster)
            )


def paint(poster: Poster) -> bytes:
    """Paint a poster."""
    image = Image.new("RGB", SIZE, PAPER)
    easel = Easel(ImageDraw.Draw(image), is_right_to_left(poster.title))
    easel.draw.rectangle((0, 0, SIZE[0], 14), RED)
    top = easel.write(poster.site, Style(30, BOLD, RED), 56, 1) + 18
    title = poster.title if set_text(poster.title, Style(66))[1] else "?"
    if poster.about:
        top = easel.write(poster.about, Style(40, REGULAR, FAINT), top + 90, 2) + 12
    large = 104 if poster.about and len(title) < 40 else 66
    top = easel.write(title, Style(large if len(title) < 70 else 52, BOLD), top, 3)
    if poster.question:
        top = easel.write(poster.question, Style(36, REGULAR, FAINT), top + 8, 2)
    easel.list(poster.options, top + 34)
    return save(image)


def hang(poster: Poster, photo: bytes) -> bytes:
    """Paint a poster that a photograph fills, with the title on a strip below it."""
    image = Image.new("RGB", SIZE, PAPER)
    place = (SIZE[0], SIZE[1] - STRIP)
    shown = Image.open(BytesIO(photo)).convert("RGBA")
    ground = Image.new("RGBA", shown.size, PAPER)
    image.paste(ImageOps.fit(Image.alpha_composite(ground, shown), place).convert("RGB"), (0, 0))
    easel = Easel(ImageDraw.Draw(image, "RGBA"), is_right_to_left(poster.title))
    if poster.plays:
        middle = (place[0] // 2, place[1] // 2)
        easel.draw.circle(middle, 74, "#000000a0", "#ffffff", 6)
        easel.draw.regular_polygon((*middle, 40), 3, 270, "#ffffff")
    easel.draw.rectangle((0, place[1], SIZE[0], place[1] + 8), RED)
    top = easel.write(poster.site, Style(26, BOLD, RED), place[1] + 24, 1) + 6
    easel.write(poster.title, Style(46, BOLD), top, 1)
    return save(image)


def save(image: Image.Image) -> bytes:
    """Give a picture as PNG."""
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


class Easel:
    """Where a poster is painted, from the top down, and from the side where its script begins."""

    def __init__(self, draw: ImageDraw.ImageDraw, right_to_left: bool) -> None:
        self.draw = draw
        self.right_to_left = right_to_left

    def write(self, text: str, style: Style, top: int, most: int) -> int:
        """Write a text in so many lines at most, and give where the next thing may begin."""
        text, font = set_text(text, style)
        if font is None:
            return top
        for line in wrap(text, font, SIZE[0] - 2 * MARGIN, most):
            self.line(line, font, style.color, top, MARGIN)
            top += round(style.size * 1.25)
        return top

    def line(self, text: str, font: ImageFont.FreeTypeFont, color: str, top: int, indent: int) -> None:
        """Write one line."""
        left = SIZE[0] - indent - round(font.getlength(text)) if self.right_to_left else indent
        # From the baseline: fonts differ in what they keep free above it.
        self.draw.text((left, top + font.size), text, color, font, "ls")

    def list(self, options: tuple[str, ...], top: int) -> None:
        """List options as rows, as many as there is room for."""
        height, gap = 62, 14
        room = (SIZE[1] - 40 - top + gap) // (height + gap)
        for option in options[: max(0, min(room, MOST_OPTIONS))]:
            place = (MARGIN, top, SIZE[0] - MARGIN, top + height)
            self.draw.rounded_rectangle(place, 16, FILL, LINE, 2)
            text, font = set_text(option, Style(30))
            if font is not None:
                (line,) = wrap(text, font, SIZE[0] - 2 * MARGIN - 56, 1)
                self.line(line, font, INK, top + 12, MARGIN + 28)
            top += height + gap


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """Break a text into lines of this width; what does not fit on the last one is cut off."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    cut = len(lines) > most
    return [shorten(line, font, width, cut=cut and at == most) for at, line in enumerate(lines[:most], 1)]


def shorten(line: str, font: ImageFont.FreeTypeFont, width: int, *, cut: bool) -> str:
    """Cut a line that is too wide, or goes on elsewhere."""
    if not cut and font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def set_text(text: str, style: Style) -> tuple[str, ImageFont.FreeTypeFont | None]:
    """Give a text without the signs that no font has, and the font for it; None if it lacks letters, too."""
    for family in FAMILIES:
        if all(has(family, each) for each in text if unicodedata.category(each)[0] in _LETTERS):
            kept = "".join(each for each in text if each.isspace() or has(family, each))
            return kept, load_font(family, style.size, style.weight)
    return "", None


def is_right_to_left(text: str) -> bool:
    """Tell whether a text begins with a script that is written from right to left."""
    for each in text:
        direction = unicodedata.bidirectional(each)
        if direction == "L" or direction in _RIGHT_TO_LEFT:
            return direction != "L"
    return False


@lru_cache(maxsize=64)
def load_font(family: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Load a font."""
    font = ImageFont.truetype(str(fontpkg.path(family)), size)
    font.set_variation_by_axes([weight, 100])
    return font


@lru_cache(maxsize=8192)
def has(family: str, character: str) -> bool:
    """Tell whether a font has a character, and not just the box that stands for those it lacks."""
    return bytes(load_font(family, 20, REGULAR).getmask(character)) != lacking(family)


@cache
def lacking(family: str) -> bytes:
    """Give what a font draws for a character that it lacks: here one that will never be assigned."""
    return bytes(load_font(family, 20, REGULAR).getmask("\U0010fffe"))
