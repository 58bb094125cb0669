"""The words of public pages in every language, and the parts that they are drawn of."""

from typing import get_args

import pytest
from markupsafe import Markup

from api.public.drawing import PAGES
from api.public.scene import DRAWN_FORMS, find_chooses
from api.public.words import LANGUAGES, Words, choose_words, words_of
from widgets.formats import FORMATS
from widgets.parts import Part


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("ja, fr;q=0.4, en;q=0.3", "fr"),
        ("en;q=0.2, es;q=0.8", "es"),
        ("de;q=0, AR-eg;q=0.1", "ar"),
        ("", "en"),
        ("*", "en"),
        ("xx;q=9, ;;,,q=, de;q=x", "de"),
        ("," * 9000, "en"),
    ],
)
def test_the_readers_language(accepted, tag):
    assert choose_words(accepted.encode()).tag == tag


def test_every_language_says_everything():
    english = words_of("en").texts
    for tag in LANGUAGES:
        texts = words_of(tag).texts
        assert texts.keys() == english.keys()
        for key, text in texts.items():
            forms, wanted = (
                each.values() if isinstance(each, dict) else [each] for each in (text, english[key])
            )
            holes = {
                hole for form in wanted for hole in ("n", "most", "label", "date") if f"{{{hole}}}" in form
            }
            said = {
                hole for form in forms for hole in ("n", "most", "label", "date") if f"{{{hole}}}" in form
            }
            assert said == holes, (tag, key)


@pytest.mark.parametrize(
    ("tag", "n", "said"),
    [
        ("en", 1, "1 vote"),
        ("en", 12345, "12,345 votes"),
        ("de", 12345, "12.345 Stimmen"),
        ("fr", 0, "0 vote"),
        ("fr", 12345, "12\u202f345 votes"),
        ("es", 1234, "1234 votos"),
        ("es", 12345, "12.345 votos"),
        ("ar", 2, "صوتان"),
        ("ar", 5, "5 أصوات"),
        ("ar", 11, "11 صوتًا"),
        ("ar", 100, "100 صوت"),
    ],
)
def test_numbers_and_plurals(tag, n, said):
    assert words_of(tag).say("votes", n=n) == said


def test_every_part_is_drawn():
    """A part that is added needs a macro of its name, and nothing else here."""
    macros = PAGES.get_template("parts.html").module
    assert {each.__struct_config__.tag for each in get_args(Part)} <= set(vars(macros))


def test_every_format_is_asked_by_its_parts(service):
    """All samples of all formats can be asked in a form, or show by their parts that only a script can."""
    for format in FORMATS.values():
        for sample in format.samples:
            chooses = [each for part in format.ask(sample.spec) for each in find_chooses([part])]
            forms = {getattr(part, "form", "none") for part in format.ask(sample.spec)}
            assert chooses or not forms & set(DRAWN_FORMS)


def test_words_are_escaped_where_they_are_drawn():
    assert isinstance(Words("en", {"x": "{n}"}).say("x", n="<b>"), str)
    assert not isinstance(Words("en", {"x": "{n}"}).say("x", n="<b>"), Markup)
