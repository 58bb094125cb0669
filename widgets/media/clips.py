"""Clips: animations written anew as a short film without sound, a tenth of their size, that can be paused."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from widgets.media.making import Limits, Made, broken, too_much
from widgets.media.pictures import FAULTS, narrow, to_screen, write_copies

FILE = "clip.mp4"
WIDEST = 960
PAPER = "#ffffff"
"""What is seen through what is transparent: a film has nothing that is."""

UNHURRIED = 100
"""Milliseconds that a frame is shown whose time is so short that no browser believes it."""

HURRIED = 11
LONGEST = 10_000
FORMAT = {"movflags": "faststart", "fflags": "bitexact"}
CODEC = {"preset": "veryfast", "crf": "24", "threads": "1"}
MILLISECONDS = Fraction(1, 1000)


def is_clip(image: Image.Image) -> bool:
    """Tell whether a picture moves. The second picture within a JPEG is a camera's, and not shown."""
    return image.format in ("GIF", "PNG", "WEBP", "AVIF") and getattr(image, "n_frames", 1) > 1


def check_frames(image: Image.Image, limits: Limits) -> None:
    """Refuse an animation with too many frames before any is decoded. Raises Malformed."""
    frames = getattr(image, "n_frames", 1)
    if frames > limits.frames or frames * image.width * image.height > limits.all_pixels:
        raise too_much(
            f"This animation has {frames:,} frames of {image.width} x {image.height} pixels, too many; "
            "upload it as a film (MP4 or WebM) or make it shorter or smaller."
        )


def make_clip(image: Image.Image, out: Path, limits: Limits) -> Made:
    """Write an animation as a film, and its first frame as a picture. Raises Malformed."""
    check_frames(image, limits)
    try:
        size, seconds = write_film(read_frames(image), out)
    except FAULTS:
        raise broken("animation") from None
    return Made(kind="clip", width=size[0], height=size[1], seconds=seconds, file=FILE)


def read_frames(image: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    """Give each frame, and for how many milliseconds it is shown."""
    for at in range(getattr(image, "n_frames", 1)):
        image.seek(at)
        image.load()
        time = round(image.info.get("duration") or 0)
        yield to_paper(image), min(time if time >= HURRIED else UNHURRIED, LONGEST)


def to_paper(image: Image.Image) -> Image.Image:
    """Give a frame as a film can have it: nothing transparent, and even numbers of pixels."""
    shown = to_screen(image)
    if shown.mode == "RGBA":
        paper = Image.new("RGB", shown.size, PAPER)
        paper.paste(shown, mask=shown)
        shown = paper
    shown = narrow(shown, min(shown.width, WIDEST))
    size = max(2, shown.width // 2 * 2), max(2, shown.height // 2 * 2)
    return shown if shown.size == size else shown.resize(size)


def write_film(frames: Iterator[tuple[Image.Image, int]], out: Path) -> tuple[tuple[int, int], float]:
    """Write frames as a film, and give its size in pixels and in seconds."""
    first, time = next(frames)
    write_copies(first, out)
    at = 0
    with av.open(str(out / FILE), "w", format="mp4", options=FORMAT) as film:
        stream = film.add_stream("libx264", rate=50, options=CODEC)
        stream.width, stream.height = first.size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = stream.time_base = MILLISECONDS
        image = first
        while True:
            film.mux(stream.encode(frame_of(image, at)))
            at += time
            following = next(frames, None)
            if following is None:
                break
            image, time = following
        # A last frame again, where the clip ends: what has no successor has no length.
        film.mux(stream.encode(frame_of(image, at - 1)))
        film.mux(stream.encode(None))
    return first.size, at / 1000


def frame_of(image: Image.Image, at: int) -> av.VideoFrame:
    """Give a frame for the encoder, shown from this millisecond on."""
    frame: av.VideoFrame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
    frame.pts, frame.time_base = at, MILLISECONDS
    return frame
