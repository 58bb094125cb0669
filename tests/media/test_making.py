"""Uploads are read in a process of their own: what comes out, and what does not."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.media import samples
from widgets.errors import Malformed, Refused, TooLarge, Unavailable, Unsupported
from widgets.media.making import MODERATORS, READERS, Limits, Made
from widgets.media.recognising import recognise
from widgets.media.workshop import BENCHES, WAITING, Workshop, environment

pytestmark = pytest.mark.anyio

SMALL = msgspec.structs.replace(MODERATORS, patience=20)


async def make(folder: Path, data: bytes, limits: Limits = SMALL) -> tuple[Made, dict[str, bytes]]:
    out = folder / "out"
    out.mkdir()
    (folder / "given").write_bytes(data)
    made = await Workshop().make(folder / "given", out, limits)
    return made, {file.name: file.read_bytes() for file in out.iterdir()}


async def refusal(folder: Path, data: bytes, limits: Limits = SMALL) -> Refused:
    with pytest.raises(Refused) as refused:
        await make(folder, data, limits)
    assert refused.value.detail.endswith(".")
    return refused.value


def looked_at(data: bytes) -> Any:
    return Image.open(BytesIO(data))


def played(data: bytes) -> Any:
    return av.open(BytesIO(data))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF", "GIF"])
async def test_a_picture_is_written_anew_in_its_widths(tmp_path, format):
    made, files = await make(tmp_path, samples.saved(samples.painted((1000, 600)), format))
    assert made == Made(kind="image", width=1000, height=600)
    assert sorted(files) == ["1000.webp", "480.webp", "960.webp"]
    assert looked_at(files["480.webp"]).size == (480, 288)
    red, _, blue = looked_at(files["1000.webp"]).convert("RGB").getpixel((20, 20))
    assert red > 150 > blue


async def test_no_copy_is_wider_than_the_picture_or_than_screens(tmp_path):
    made, files = await make(tmp_path, samples.saved(samples.painted((2400, 300))))
    assert (made.width, made.height) == (1600, 200)
    assert sorted(files) == ["1600.webp", "480.webp", "960.webp"]


async def test_a_photograph_is_upright_and_says_nothing_of_where_it_was_taken(tmp_path):
    given = samples.camera_jpeg()
    assert samples.SECRET.encode() in given
    made, files = await make(tmp_path, given + b"<script>alert(1)</script>")
    assert (made.width, made.height) == (400, 640), "turned upright"
    upright = looked_at(files["400.webp"]).convert("RGB")
    assert upright.getpixel((390, 10))[0] > 150, "what was upper left is upper right"
    for file in files.values():
        assert not looked_at(file).getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(looked_at(file).info)
        assert not any(each in file for each in (samples.SECRET.encode(), b"<script", b"Exif", b"GPS"))


@pytest.mark.parametrize("mode", ["P", "L", "1", "LA", "RGBA", "CMYK", "I;16"])
async def test_every_kind_of_pixels_is_shown(tmp_path, mode):
    image = Image.new(mode, (90, 60), 30_000) if mode == "I;16" else samples.painted((90, 60), mode)
    made, files = await make(tmp_path, samples.saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert made.width == 90
    shown = looked_at(files["90.webp"])
    assert shown.mode in ("RGB", "RGBA")
    if mode == "I;16":
        assert 110 < shown.convert("L").getpixel((5, 5)) < 125


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
async def test_what_moves_becomes_a_clip_without_sound_and_a_still_picture(tmp_path, format):
    made, files = await make(tmp_path, samples.animation(format, size=(121, 91)))
    assert (made.kind, made.width, made.height, made.seconds) == ("clip", 120, 90, 0.48)
    assert sorted(files) == ["120.webp", "clip.mp4"]
    with played(files["clip.mp4"]) as film:
        assert [each.type for each in film.streams] == ["video"]
        assert film.streams.video[0].codec.canonical_name == "h264"
        times = [float(frame.pts * frame.time_base) for frame in film.decode(video=0)]
    assert times == pytest.approx([0, 0.08, 0.16, 0.24, 0.32, 0.40, 0.479], abs=0.002)


@pytest.mark.parametrize(
    ("data", "kind", "file", "codecs"),
    [
        (samples.film(sound="aac"), "video", "film.mp4", ["h264", "aac"]),
        (samples.film("webm", "libvpx-vp9", "libopus"), "video", "film.webm", ["vp9", "opus"]),
        (samples.recording(), "audio", "sound.mp3", ["mp3"]),
        (samples.recording("mp4", "aac"), "audio", "sound.m4a", ["aac"]),
    ],
    ids=["mp4", "webm", "mp3", "m4a"],
)
async def test_films_and_sounds_are_copied_without_what_is_said_of_them(tmp_path, data, kind, file, codecs):
    assert samples.SECRET.encode() in data
    made, files = await make(tmp_path, data)
    assert (made.kind, made.file) == (kind, file)
    assert (made.width, made.height) == ((320, 180) if kind == "video" else (0, 0))
    assert made.seconds == pytest.approx(0.5 if kind == "video" else 1.0, abs=0.1)
    assert sorted(files) == sorted([file, *(["320.webp"] if kind == "video" else [])])
    assert samples.SECRET.encode() not in files[file]
    assert b"+53.55" not in files[file]
    with played(files[file]) as film:
        assert [each.codec.canonical_name for each in film.streams] == codecs
        assert sum(1 for _ in film.decode(film.streams[0])) >= 12


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        b"MZ\x90\x00",
        b"PK\x03\x04",
        b"II*\x00\x08\x00\x00\x00",
        b"\xff",
    ],
)
async def test_what_is_no_picture_is_refused_by_what_it_is(tmp_path, data):
    refused = await refusal(tmp_path, data)
    assert (type(refused), refused.code) == (Unsupported, "unknown_media")


@pytest.mark.parametrize(
    "data",
    [samples.saved(samples.painted(), each)[:600] for each in ("PNG", "WEBP", "GIF")]
    + [
        samples.saved(samples.painted(), "JPEG")[:2000],
        samples.film()[:2500],
        samples.film("webm", "libvpx-vp9")[:900],
        samples.bomb(4000, 4000),
        b"\x89PNG\r\n\x1a\n" + b"<svg onload=alert(1)>" * 9,
        b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 60,
        b"GIF89a" + b"\0" * 80,
        b"\0\0\0\x18ftypisom" + b"\0" * 80,
    ],
)
async def test_what_is_incomplete_or_only_begins_like_a_picture_is_refused(tmp_path, data):
    refused = await refusal(tmp_path, data)
    assert (type(refused), refused.code) == (Malformed, "broken_media")


async def test_what_says_it_is_enormous_is_refused_before_it_is_decoded(tmp_path):
    tight = msgspec.structs.replace(SMALL, patience=2, memory=400 * 2**20)
    refused = await refusal(tmp_path, samples.bomb(), tight)
    assert refused.code == "media_too_big"
    assert "60,000 x 60,000" in refused.detail


@pytest.mark.parametrize("format", ["GIF", "WEBP"])
async def test_too_many_frames_are_refused(tmp_path, format):
    refused = await refusal(tmp_path, samples.animation(format, frames=1200, size=(4, 4)))
    assert refused.code == "media_too_big"


async def test_what_takes_too_much_memory_or_time_ends_with_its_process(tmp_path):
    data = samples.saved(samples.painted((5000, 5000)))
    hungry = msgspec.structs.replace(SMALL, memory=120 * 2**20)
    assert (await refusal(tmp_path, data, hungry)).code == "media_too_big"


async def test_what_browsers_do_not_play_is_refused(tmp_path):
    refused = await refusal(tmp_path, samples.film("mp4", "mpeg4"))
    assert refused.code == "unplayable_media"
    assert "mpeg4" in refused.detail


async def test_readers_send_pictures_and_no_films(tmp_path):
    assert type(await refusal(tmp_path, samples.film(), READERS)) is Unsupported


async def test_a_file_beyond_the_limit_is_not_read(tmp_path):
    refused = await refusal(
        tmp_path, samples.saved(samples.painted()), msgspec.structs.replace(SMALL, size=99)
    )
    assert type(refused) is TooLarge


async def test_a_crowd_is_asked_to_come_back(tmp_path):
    workshop = Workshop()
    workshop.inside = BENCHES + WAITING
    with pytest.raises(Unavailable) as refused:
        await workshop.make(tmp_path, tmp_path, SMALL)
    assert refused.value.retry_after


def test_the_process_is_told_no_secret(monkeypatch):
    monkeypatch.setitem(os.environ, "VOXPOP_SECRETS", "not for everybody")
    assert "not for everybody" not in str(environment())


@settings(max_examples=300)
@given(st.binary(max_size=80))
def test_recognising_knows_a_type_or_refuses(head):
    try:
        known = recognise(head)
    except Unsupported:
        return
    assert known in ("png", "jpeg", "gif", "webp", "avif", "mp4", "webm", "mp3")
