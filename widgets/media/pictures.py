"""Pictures: decoded within limits, turned upright, and written anew in several widths, and nothing beside."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from widgets.media.making import Limits, Made, broken, too_much
from widgets.media.recognising import PICTURES
from widgets.model import picture_widths

QUALITY = 82
EFFORT = 4
FAULTS = (OSError, ValueError, SyntaxError, EOFError, IndexError, UnidentifiedImageError)
"""What Pillow raises for a picture that is none."""


def open_picture(given: Path, kind: str, limits: Limits) -> Image.Image:
    """Open a picture without decoding it. Raises Malformed where it is damaged or too big."""
    # Limits of our own, with sentences for people, take the place of Pillow's.
    Image.MAX_IMAGE_PIXELS = None
    try:
        image = Image.open(given, formats=[PICTURES[kind]])
    except FAULTS:
        raise broken("picture") from None
    width, height = image.size
    if max(width, height) > limits.side or width * height > limits.pixels:
        most = limits.pixels // 1_000_000
        raise too_much(f"This picture has {width:,} x {height:,} pixels; it may have {most} million.")
    return image


def make_picture(image: Image.Image, out: Path) -> Made:
    """Write a picture's copies. Raises Malformed where it is damaged."""
    try:
        if image.format == "JPEG":
            # A JPEG can be decoded at half its size or less, which is quicker and needs less memory.
            image.draft(None, (3200, 3200))
        image.load()
        upright = to_screen(ImageOps.exif_transpose(image))
    except FAULTS:
        raise broken("picture") from None
    width, height = write_copies(upright, out)
    return Made(kind="image", width=width, height=height)


def to_screen(image: Image.Image) -> Image.Image:
    """Give a picture in the colours of screens, with transparency where it has some, and nothing else."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):
        # 16 bits a pixel, or more; screens show 8.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    clear = "A" in image.getbands() or "transparency" in image.info
    if profile and image.mode in ("RGB", "CMYK", "L") and not clear:
        image = match_colours(image, profile)
    shown = image.convert("RGBA" if clear else "RGB")
    shown.info = {}
    return shown


def match_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """Turn the colours of a profile into those of screens; a profile that makes no sense is left aside."""
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        matched = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return matched or image


def write_copies(image: Image.Image, out: Path) -> tuple[int, int]:
    """Write a picture in its widths, and give the size of the largest copy."""
    widths = picture_widths(image.width)
    largest = narrow(image, widths[-1])
    for width in widths:
        copy = narrow(largest, width)
        copy.save(out / f"{width}.webp", "WEBP", quality=QUALITY, method=EFFORT, exif=b"", xmp=b"")
    return largest.size


def narrow(image: Image.Image, width: int) -> Image.Image:
    """Give a picture that is so many pixels wide."""
    if image.width == width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
