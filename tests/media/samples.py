"""Media made for tests: pictures, animations, films and sounds, sound ones and evil ones."""

import math
import struct
import zlib
from array import array
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
from PIL import Image, ImageDraw

SECRET = "53.5N 9.9E by A. Nonymous"
"""What no file that is served may hold."""


def painted(size: tuple[int, int] = (640, 400), mode: str = "RGB", shade: int = 0) -> Image.Image:
    """A picture whose upper left quarter is red."""
    image = Image.new("RGB", size, (40, 90 + shade % 150, 200))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), "#d02020")
    return image.convert(mode)


def saved(image: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def camera_jpeg() -> bytes:
    """A photograph as a telephone makes it: on its side, and with where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (53.0, 33.0, 0.0)
    return saved(painted(), "JPEG", exif=exif, comment=SECRET.encode(), quality=90)


def animation(
    format: str = "GIF", frames: int = 6, size: tuple[int, int] = (120, 90), time: int = 80
) -> bytes:
    """Something that moves."""
    pictures = [painted(size, shade=25 * each) for each in range(frames)]
    return saved(pictures[0], format, save_all=True, append_images=pictures[1:], duration=time, loop=0)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it is enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def film(container: str = "mp4", codec: str = "libx264", sound: str | None = None) -> bytes:
    """A film of half a second, with what a telephone writes beside it."""
    file = BytesIO()
    with av.open(file, "w", format=container) as target:
        target.metadata.update(title=SECRET, location="+53.5500+009.9900/", comment=SECRET)
        video: Any = target.add_stream(codec, rate=24)
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        audio: Any = target.add_stream(sound, rate=48000, layout="mono") if sound else None
        for each in range(12):
            target.mux(video.encode(av.VideoFrame.from_image(painted((320, 180), shade=10 * each))))
        target.mux(video.encode(None))
        if audio:
            hum(target, audio, 0.5)
    return file.getvalue()


def recording(container: str = "mp3", codec: str = "libmp3lame", seconds: float = 1.0) -> bytes:
    """A hum."""
    file = BytesIO()
    with av.open(file, "w", format=container) as target:
        target.metadata.update(title=SECRET, artist=SECRET)
        hum(target, target.add_stream(codec, rate=48000, layout="mono"), seconds)
    return file.getvalue()


def hum(target: Any, stream: Any, seconds: float) -> None:
    size = 960
    for at in range(0, int(48000 * seconds), size):
        frame = av.AudioFrame("s16", "mono", size)
        wave = array("h", (round(8000 * math.sin((at + each) / 35)) for each in range(size)))
        frame.planes[0].update(wave.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = 48000, at, Fraction(1, 48000)
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))
