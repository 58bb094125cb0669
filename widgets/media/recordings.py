"""Films and sounds: what is seen and heard is copied as it is into a new file, and nothing else is."""

from pathlib import Path

import av
from av.container import InputContainer
from PIL import Image

from widgets.errors import Malformed
from widgets.media.making import Limits, Made, broken, too_much
from widgets.media.pictures import write_copies

READ_BY = {"mp4": "mov", "webm": "matroska", "mp3": "mp3"}
WRITTEN_BY = {"mp4": "mp4", "webm": "webm", "mp3": "mp3"}
SHOWN = {"mp4": ("h264", "av1", "vp9"), "webm": ("vp8", "vp9", "av1"), "mp3": ()}
HEARD = {"mp4": ("aac", "mp3", "opus"), "webm": ("opus", "vorbis"), "mp3": ("mp3",)}
"""What browsers play, by type of file."""

LARGEST_SIDE = 4096
COMPLETE = 0.9
"""Which part of what a file says it has must be there."""

_NAMES = {"mp4": ("film.mp4", "sound.m4a"), "webm": ("film.webm", "sound.weba"), "mp3": ("", "sound.mp3")}


def make_recording(given: Path, kind: str, out: Path, limits: Limits) -> Made:
    """Write a film or a sound anew, and a film's first picture. Raises Malformed."""
    try:
        with av.open(str(given), format=READ_BY[kind], options={"protocol_whitelist": "file"}) as source:
            return copy(source, kind, out, limits)
    except (av.FFmpegError, ValueError, StopIteration):
        raise broken("file") from None


def copy(source: InputContainer, kind: str, out: Path, limits: Limits) -> Made:
    """Copy the first film and the first sound of a file."""
    films = [each for each in source.streams.video if kind != "mp3"][:1]
    sounds = list(source.streams.audio)[:1]
    if not films and not sounds:
        raise broken("file")
    for stream, taken in [*((each, SHOWN) for each in films), *((each, HEARD) for each in sounds)]:
        check_codec(stream.codec.canonical_name, taken[kind])
    width = height = 0
    if films:
        width, height = write_poster(source, out)
    name = _NAMES[kind][0 if films else 1]
    seconds = remux(source, [*films, *sounds], out / name, WRITTEN_BY[kind], limits)
    return Made(
        kind="video" if films else "audio", width=width, height=height, seconds=round(seconds, 2), file=name
    )


def check_codec(name: str, taken: tuple[str, ...]) -> None:
    """Refuse what browsers do not play. Raises Malformed."""
    if name not in taken:
        raise Malformed(
            "unplayable_media",
            f"Browsers do not play {name[:20]} in this type of file; export it as MP4 with H.264 and AAC.",
        )


def write_poster(source: InputContainer, out: Path) -> tuple[int, int]:
    """Write the first picture of a film upright, and give the film's size as it is seen."""
    stream = source.streams.video[0]
    if max(stream.width, stream.height) > LARGEST_SIDE:
        raise too_much(
            f"This film has {stream.width} x {stream.height} pixels; it may have {LARGEST_SIDE} a side."
        )
    frame = next(source.decode(stream))
    image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    if frame.rotation:
        image = image.rotate(frame.rotation, expand=True)
    write_copies(image, out)
    source.seek(0)
    return image.size


def remux(source: InputContainer, streams: list, path: Path, format: str, limits: Limits) -> float:  # type: ignore[type-arg]
    """Copy packets into a new file, and give how many seconds they last."""
    options = {"movflags": "faststart"} if format == "mp4" else {"write_xing": "0", "id3v2_version": "0"}
    last = 0.0
    with av.open(str(path), "w", format=format, options=options | {"fflags": "bitexact"}) as target:
        copies = {stream.index: target.add_stream_from_template(stream) for stream in streams}
        for each in copies.values():
            each.metadata.clear()
        for packet in source.demux(streams):
            if packet.dts is None:
                continue
            if packet.pts is not None:
                last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base))
            if last > limits.seconds:
                raise too_much(f"This lasts longer than {limits.seconds // 60} minutes; make it shorter.")
            packet.stream = copies[packet.stream.index]
            target.mux(packet)
    if source.duration and last < COMPLETE * source.duration / av.time_base:
        raise broken("file")
    return last
