"""Words on pictures: painted where they belong, in the scripts there are letters for."""

from typing import Any

import pytest
from PIL import Image, ImageChops

from tests.media import samples
from widgets.errors import Malformed
from widgets.media.captions import check_letters, direction_of, paint_captions
from widgets.model import Caption

PLAIN = samples.saved(Image.new("RGB", (600, 400), "#404040"), "WEBP", lossless=True)


def painted(tmp_path: Any, *captions: Caption) -> tuple[int, int, int, int] | None:
    """The box that words have changed."""
    paint_captions(PLAIN, captions, tmp_path)
    shown = Image.open(tmp_path / "600.webp").convert("L")
    return (
        ImageChops.difference(shown, Image.new("L", shown.size, 64)).point(lambda v: 255 * (v > 60)).getbbox()
    )


@pytest.mark.parametrize(
    "text",
    ["When it rains", "Όταν βρέχει", "Когда дождь", "عندما تمطر", "כשיורד גשם", "जब बारिश होती है", "เมื่อฝนตก"],
)
def test_words_stand_where_they_are_put_in_many_scripts(tmp_path, text):
    check_letters([Caption(text=text)])
    box = painted(tmp_path, Caption(text=text, x=50, y=50, width=90))
    assert box is not None
    left, top, right, bottom = box
    assert top >= 185
    assert bottom <= 320
    assert abs((left + right) / 2 - 300) < 12
    assert sorted(file.name for file in tmp_path.iterdir()) == ["480.webp", "600.webp"]


def test_long_words_are_broken_and_get_smaller_until_there_is_room(tmp_path):
    box = painted(tmp_path, Caption(text="so many words " * 14, x=50, y=60, width=60, size=30))
    assert box is not None
    assert box[0] >= 600 * 0.18
    assert box[2] <= 600 * 0.82
    assert box[3] <= 400


def test_colours_are_those_that_were_chosen(tmp_path):
    paint_captions(PLAIN, [Caption(text="■■■ III", size=30, colour="#ff0000", outline="#00ff00")], tmp_path)
    colours: Any = Image.open(tmp_path / "600.webp").convert("RGB").get_flattened_data()
    assert any(r > 200 > 80 > g for r, g, b in colours)
    assert any(g > 200 > 80 > r for r, g, b in colours)


@pytest.mark.parametrize("text", ["漢字", "ሰላም"])
def test_scripts_without_letters_are_refused_rather_than_boxes_painted(text):
    with pytest.raises(Malformed) as refused:
        check_letters([Caption(text="fine"), Caption(text=text)])
    assert refused.value.code == "no_letters"


def test_a_sign_without_a_shape_is_left_out(tmp_path):
    check_letters([Caption(text="Hello 🦄!")])
    assert painted(tmp_path, Caption(text="Hello 🦄!")) == painted(tmp_path, Caption(text="Hello !"))


@pytest.mark.parametrize(
    ("text", "direction"), [("abc", "ltr"), ("… שלום", "rtl"), ("١٢ سلام", "rtl"), ("12", "ltr")]
)
def test_a_text_is_written_from_its_side(text, direction):
    assert direction_of(text) == direction
