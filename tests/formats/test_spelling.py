"""Which written answers are the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.formats.trivia_quiz.spelling import forms


def same(one: str, other: str) -> bool:
    return not forms(one).isdisjoint(forms(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reykjavík", " REYKJAVIK! "),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Ødegaard", "odegaard"),
        ("O’Neill", "O'neill"),
        ("Nagorno-Karabakh", "nagorno karabakh"),
        ("İstanbul", "istanbul"),
        ("المُدُن", "المدن"),
        ("Чайковский", "чайковский"),
        ("e\u0301cole", "École"),
        ("1988", "nineteen eighty-eight"),
        ("1,988", "1988"),
        ("1.988", "1 988"),
        ("21", "Twenty-one"),
        ("21", "vingt et un"),
        ("21", "einundzwanzig"),
        ("21", "veintiuno"),
        ("21", "٢١"),
        ("seven samurai", "7 Samurai"),
        ("1", "one"),
        ("3.5", "3,5"),
    ],
)
def test_what_is_the_same(one, other):
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.5", "35"),
        ("-5", "5"),
        ("1988", "1989"),
        ("twenty-one", "twenty-two"),
        ("Moscow", "Москва"),
        ("北京", "背景"),
        ("Iran", "Iraq"),
    ],
)
def test_what_is_another(one, other):
    assert not same(one, other)


@pytest.mark.parametrize("text", ["", "  ", "!!!", "—", "’"])
def test_what_says_nothing_is_the_same_as_nothing(text):
    assert forms(text) == frozenset()


@given(st.text(max_size=100))
def test_any_text_has_forms_and_the_same_in_capitals(text):
    assert forms(text) == forms(text)
    assert all(form == "".join(form.split()) for form in forms(text))
    if text.isascii():
        assert forms(text.upper()) == forms(text)


@given(st.integers(-(10**12), 10**12))
def test_a_number_is_the_same_with_and_without_separators(number):
    assert same(str(number), f"{number:,}")
    assert same(str(number), f"{number:,}".replace(",", "."))
    assert not same(str(number), str(number + 1))
