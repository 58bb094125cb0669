"""Scenes painted for samples, so that what is shown in them is nobody's: a harbour, the sea, a fog horn."""

import math
from array import array
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO

import av
from PIL import Image, ImageDraw, ImageFilter

SEA = (640, 360)
RATE = 44_100


def paint_harbour(size: tuple[int, int] = (1600, 1000)) -> bytes:
    """Paint a harbour at dusk, as PNG."""
    width, height = size
    image = shade(size, ["#1b1f4b", "#4a2a6a", "#b2456e", "#f2784b", "#ffc46b"], 0.72)
    draw = ImageDraw.Draw(image)
    horizon = round(height * 0.72)
    draw.ellipse((1010, horizon - 150, 1250, horizon + 90), "#ffe9a8")
    water = shade((width, height - horizon), ["#d9744f", "#6d3a63", "#171a3d"], 1.0)
    image.paste(water, (0, horizon))
    draw.line([(0, horizon), (width, horizon)], "#2a1838", 6)
    for left, tall in ((140, 470), (390, 560), (620, 430)):
        crane(draw, left, horizon, tall)
    draw.polygon(
        [(820, horizon + 4), (1500, horizon + 4), (1440, horizon + 74), (870, horizon + 74)], "#120f26"
    )
    draw.rectangle((930, horizon - 62, 1330, horizon + 6), "#1d1836")
    draw.rectangle((1140, horizon - 120, 1200, horizon - 60), "#2b1e45")
    for left in range(955, 1310, 48):
        draw.rectangle((left, horizon - 44, left + 22, horizon - 24), "#ffd97a")
    glitter(draw, width, horizon, height)
    return saved(image.filter(ImageFilter.GaussianBlur(0.6)), "PNG")


def crane(draw: ImageDraw.ImageDraw, left: int, ground: int, tall: int) -> None:
    """Paint a crane."""
    top, ink = ground - tall, "#150f2a"
    draw.line([(left, ground), (left + 34, top), (left + 68, ground)], ink, 10)
    for step in range(1, 6):
        at = ground - tall * step // 6
        draw.line([(left + 6 * step, at), (left + 68 - 6 * step, at)], ink, 6)
    draw.line([(left - 90, top + 60), (left + 34, top - 40), (left + 250, top + 10)], ink, 8)
    draw.line([(left - 90, top + 20), (left + 250, top + 10)], ink, 10)
    draw.line([(left + 220, top + 10), (left + 220, top + 150)], ink, 4)
    draw.rectangle((left + 190, top + 150, left + 252, top + 190), "#7a2038")


def glitter(draw: ImageDraw.ImageDraw, width: int, horizon: int, height: int) -> None:
    """Paint the light on the water."""
    for row in range(horizon + 8, height, 9):
        depth = (row - horizon) / (height - horizon)
        reach = 60 + 240 * depth
        for step in range(3):
            at = 1130 + math.sin(row * 1.7 + step * 2.4) * reach
            draw.line([(at - 26 - 30 * depth, row), (at + 26 + 30 * depth, row)], "#ffcf86", 2)


def paint_waves(phase: float, size: tuple[int, int] = SEA) -> Image.Image:
    """Paint the sea under a full moon, at a moment of its swell from 0 to 1."""
    width, height = size
    image = shade(size, ["#05091f", "#0c1a44", "#1d3a73"], 1.0)
    draw = ImageDraw.Draw(image)
    for star in range(60):
        left, top = star * 137 % width, star * 71 % (height // 2)
        draw.point((left, top), "#cfe0ff")
    draw.ellipse((430, 48, 506, 124), "#f6f3da")
    for row in range(6):
        base, tall = height * (0.52 + 0.09 * row), 7 + 3 * row
        turn = 2 * math.pi * (phase * (1 + row % 2) + row / 6)
        line = [
            (x, base + tall * math.sin(x / (46 + 14 * row) + turn) + tall / 3 * math.sin(x / 19 - turn))
            for x in range(0, width + 8, 8)
        ]
        draw.polygon([*line, (width, height), (0, height)], (14 + 9 * row, 44 + 15 * row, 96 + 15 * row))
        draw.line(line, (120 + 15 * row, 160 + 13 * row, 210 + 7 * row), 2)
    return image


def shade(size: tuple[int, int], colours: list[str], until: float) -> Image.Image:
    """Paint a sky: colours that run into each other, from the top down to a part of the height."""
    column = Image.new("RGB", (1, len(colours)))
    for at, colour in enumerate(colours):
        column.paste(colour, (0, at, 1, at + 1))
    return column.resize((size[0], max(1, round(size[1] * until))), Image.Resampling.BICUBIC).resize(size)


def animate_waves(frames: int = 30) -> bytes:
    """Animate the sea, as GIF."""
    pictures = [paint_waves(each / frames).quantize(64) for each in range(frames)]
    return saved(pictures[0], "GIF", save_all=True, append_images=pictures[1:], duration=80, loop=0)


def film_waves(seconds: int = 4) -> bytes:
    """Film the sea, with its sound, as MP4."""
    file = BytesIO()
    with av.open(file, "w", format="mp4") as film:
        picture = film.add_stream("libx264", rate=15, options={"preset": "veryfast", "threads": "1"})
        picture.width, picture.height, picture.pix_fmt = *SEA, "yuv420p"
        sound = film.add_stream("aac", rate=RATE, layout="mono")
        for each in range(seconds * 15):
            frame: av.VideoFrame = av.VideoFrame.from_image(paint_waves(each / 60))  # type: ignore[no-untyped-call]
            film.mux(picture.encode(frame))
        film.mux(picture.encode(None))
        for heard in sound_frames(hiss(seconds)):
            film.mux(sound.encode(heard))
        film.mux(sound.encode(None))
    return file.getvalue()


def blow_horn() -> bytes:
    """Blow a fog horn twice, as MP3."""
    file = BytesIO()
    with av.open(file, "w", format="mp3") as recording:
        sound = recording.add_stream("libmp3lame", rate=RATE, layout="mono")
        for frame in sound_frames(horn()):
            recording.mux(sound.encode(frame))
        recording.mux(sound.encode(None))
    return file.getvalue()


def horn() -> "array[int]":
    """Give the wave of two blasts."""
    wave = array("h")
    for blast in (1.6, 2.2):
        for at in range(round(blast * RATE)):
            swell = min(1.0, at / 6000, (blast * RATE - at) / 12_000)
            turn = 2 * math.pi * at / RATE
            tone = math.sin(98 * turn) + 0.5 * math.sin(147 * turn) + 0.3 * math.sin(196 * turn)
            wave.append(round(9000 * swell * tone))
        wave.extend([0] * (RATE // 2))
    return wave


def hiss(seconds: int) -> "array[int]":
    """Give the wave of waves: a noise that swells. It is the same every time."""
    wave, noise, soft = array("h"), 1, 0.0
    for at in range(seconds * RATE):
        noise = (noise * 1_103_515_245 + 12_345) % 2**31
        soft += ((noise >> 8) % 2001 - 1000 - soft) * 0.08
        wave.append(round(soft * 6 * (0.35 + 0.3 * math.sin(2 * math.pi * at / RATE / 2))))
    return wave


def sound_frames(wave: "array[int]") -> Iterator[av.AudioFrame]:
    """Cut a wave into what an encoder takes."""
    size = 1024
    for at in range(0, len(wave), size):
        frame = av.AudioFrame("s16", "mono", size)
        piece = wave[at : at + size].tobytes().ljust(size * 2, b"\0")
        frame.planes[0].update(piece.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        yield frame


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    """Give the file of a picture."""
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()
