"""Image, gif, video and audio: what their specs refuse, and what is shown of them."""

from typing import Any

import msgspec
import pytest

from widgets.errors import Malformed
from widgets.figures import show_picture
from widgets.formats import FORMATS
from widgets.model import Picture
from widgets.parts import Media

ID = "m_" + "A" * 22
PICTURE = {"media": ID, "alt": "A red door"}


def spec_of(name: str, **fields: Any) -> Any:
    format = FORMATS[name]
    spec = msgspec.convert(fields, format.spec_type)
    format.check_spec(spec)
    return spec


def shown(name: str, **fields: Any) -> Media:
    part = FORMATS[name].ask(spec_of(name, **fields))[-1]
    assert isinstance(part, Media)
    return part


@pytest.mark.parametrize(
    ("name", "fields", "code"),
    [
        ("image", {"picture": PICTURE | {"alt": " "}}, "missing_text"),
        ("image", {"picture": PICTURE | {"media": "../../etc/passwd"}}, "bad_media"),
        ("image", {"picture": PICTURE | {"media": "w_" + "A" * 22}}, "bad_media"),
        ("image", {"picture": PICTURE | {"alt": "x" * 501}}, "text_too_long"),
        ("image", {"picture": PICTURE, "caption": "x" * 501}, "text_too_long"),
        ("gif", {"clip": PICTURE | {"alt": ""}}, "missing_text"),
        ("gif", {"clip": PICTURE | {"media": "m_short"}}, "bad_media"),
        ("video", {"title": "A film"}, "which_media"),
        ("video", {"title": "A film", "url": "youtu.be/dQw4w9WgXcQ", "film": {"media": ID}}, "which_media"),
        ("video", {"url": "youtu.be/dQw4w9WgXcQ"}, "missing_text"),
        ("video", {"title": "A film", "url": "https://youtube.com.evil.com/watch?v=1"}, "unknown_player"),
        ("video", {"title": "A film", "url": "https://soundcloud.com/forss/flickermood"}, "wrong_media"),
        ("audio", {"title": "A sound", "url": "https://youtu.be/dQw4w9WgXcQ"}, "wrong_media"),
        ("audio", {"title": "A sound"}, "which_media"),
        ("audio", {"sound": {"media": ID}}, "missing_text"),
    ],
)
def test_what_a_spec_refuses(name, fields, code):
    with pytest.raises(Malformed) as refused:
        spec_of(name, **fields)
    assert refused.value.code == code
    assert refused.value.detail.endswith(".")


@pytest.mark.parametrize("name", ["image", "gif", "video", "audio"])
def test_there_is_nothing_to_vote_on(name):
    format = FORMATS[name]
    for sample in format.samples:
        assert dict(format.slots(sample.spec)) == dict(format.counted(sample.spec)) == {}
        with pytest.raises(Malformed):
            format.check(sample.spec, "", format.ballot_type())


@pytest.mark.parametrize(
    ("width", "copies"), [(300, [300]), (480, [480]), (700, [480, 700]), (1600, [480, 960, 1600])]
)
def test_a_picture_is_shown_by_its_copies(width, copies):
    part = show_picture(Picture(media=ID, alt="A red door", width=width, height=200), "A door.")
    assert [each.src for each in part.sources] == [f"/media/{ID}/{copy}.webp" for copy in copies]
    assert part.src == part.sources[-1].src
    assert (part.alt, part.caption, part.width) == ("A red door", "A door.", width)


def test_a_clip_and_a_film_are_shown_by_their_files():
    clip = shown("gif", clip=PICTURE | {"width": 640, "height": 360, "file": "clip.mp4"})
    assert (clip.kind, clip.src) == ("clip", f"/media/{ID}/clip.mp4")
    film = shown(
        "video", title="A film", film={"media": ID, "width": 640, "height": 360, "file": "film.webm"}
    )
    assert (film.kind, film.src, film.alt) == ("video", f"/media/{ID}/film.webm", "A film")
    assert [each.width for each in film.sources] == [480, 640]
    sound = shown("audio", title="A sound", sound={"media": ID, "file": "sound.mp3"})
    assert (sound.kind, sound.src, sound.sources) == ("audio", f"/media/{ID}/sound.mp3", [])


def test_a_film_elsewhere_is_a_door_that_shows_only_our_own_picture():
    part = shown(
        "video", title="A film", url="youtu.be/dQw4w9WgXcQ", poster=PICTURE | {"width": 500, "height": 9}
    )
    assert (part.kind, part.provider, part.width, part.height) == ("player", "YouTube", 16, 9)
    assert all(each.src.startswith("/media/") for each in part.sources)
    assert part.link == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def test_a_vine_is_a_notice():
    part = shown("video", title="Six seconds", url="https://vine.co/v/abcdeFGHIJ1")
    assert (part.kind, part.src, part.provider) == ("notice", "", "Vine")
