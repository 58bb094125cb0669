import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.likeness import find_like, group, plain
from widgets.model import Likeness


def titled(*titles):
    return {f"i{n}": Likeness(title=title) for n, title in enumerate(titles)}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Café Bäcker", "cafe backer!", True),
        ("The mill by the river", "By the river: the Mill", True),
        ("The covered market", "The covered markets", True),
        ("The shop on the corner", "The mill by the river", False),
        ("Tea", "Teq", False),
        ("Tea", "TEA!", True),
        ("!!!", "???", False),
        ("مخبز المحطة", "مَخبز المحطة", True),
    ],
)
def test_which_titles_are_alike(one, other, alike):
    assert (len(group(titled(one, other))) == 1) is alike


def test_what_shows_the_same_is_alike_whatever_it_is_called():
    picture = frozenset({"m_1"})
    ones = {"a": Likeness(title="Bread", things=picture), "b": Likeness(title="A loaf", things=picture)}
    assert group(ones) == [["a", "b"]]
    assert find_like({"a": ones["a"]}, {"x": Likeness(title="Cake", things=frozenset({"m_2"}))}) == {"a": []}


@given(st.lists(st.text(max_size=12), max_size=8))
def test_groups_hold_everything_once_and_in_order(titles):
    ones = titled(*titles)
    groups = group(ones)
    assert sorted(id for each in groups for id in each) == sorted(ones)
    assert all(each == sorted(each, key=list(ones).index) for each in groups)
    assert [each[0] for each in groups] == sorted((each[0] for each in groups), key=list(ones).index)


@given(st.text(max_size=40))
def test_a_plain_title_is_plain_already(title):
    assert plain(plain(title)) == plain(title)
