"""What all lists have in common: specs, numbers, order, and what is shown of a vote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.errors import Malformed
from widgets.formats.plain_list import Countdown, PlainList, PlainSpec
from widgets.formats.ranked_list import RankedList, RankedSpec, net
from widgets.items import ListItem, Vote
from widgets.model import Picture, Reveal
from widgets.parts import Items
from widgets.passages import Order

RANKED = RankedList()


def items_of(*ids):
    return tuple(ListItem(id=id, title=id.title()) for id in ids)


def only_items(format, spec):
    [part] = [part for part in format.ask(spec) if isinstance(part, Items)]
    return part.items


def test_numbers_go_up_in_a_list_and_down_in_a_countdown():
    spec = PlainSpec(items=items_of("a", "b", "c"))
    assert [item.number for item in only_items(PlainList(), spec)] == [1, 2, 3]
    assert [item.number for item in only_items(Countdown(), spec)] == [3, 2, 1]


def test_a_list_without_votes_has_no_slots_and_one_with_votes_counts_up_alone():
    items = items_of("a", "b")
    assert PlainList().slots(PlainSpec(items=items)) == {}
    voted = PlainSpec(items=items, votes=True)
    assert PlainList().slots(voted) == {"a": ["up"], "b": ["up"]}
    assert PlainList().marks(voted, {"a": Vote(vote=1), "gone": Vote(vote=1)}) == {"a": {"up": 1}}
    # Cast while this was a ranked list.
    assert PlainList().marks(voted, {"a": Vote(vote=-1)}) == {}


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (ListItem(id="A", title="A"), "bad_id"),
        (ListItem(id="seen", title="A"), "reserved_id"),
        (ListItem(id="a", title=" "), "missing_text"),
        (ListItem(id="a", title="A", text="x" * 4001), "text_too_long"),
        (ListItem(id="a", title="A", link="data:text/html,x"), "bad_link"),
        (ListItem(id="a", title="A", picture=Picture(media="m_" + "a" * 22, alt="")), "missing_text"),
        (ListItem(id="a", title="A", picture=Picture(media="../x", alt="A")), "bad_media"),
    ],
)
def test_items_that_cannot_be_shown_are_refused(item, code):
    with pytest.raises(Malformed) as refusal:
        RANKED.check_spec(RankedSpec(items=(item,)))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"items": ()}, "bad_number_of_items"),
        ({"items": items_of(*(f"i{n}" for n in range(501)))}, "bad_number_of_items"),
        ({"items": items_of("a", "a")}, "duplicate_id"),
        ({"items": items_of("a"), "page_size": -1}, "bad_page_size"),
        ({"items": items_of("a"), "page_size": 101}, "bad_page_size"),
    ],
)
def test_specs_that_make_no_list_are_refused(changes, code):
    with pytest.raises(Malformed) as refusal:
        RANKED.check_spec(RankedSpec(**changes))
    assert refusal.value.code == code


def test_the_address_of_a_film_is_shown_as_its_player_and_any_other_as_a_link():
    items = (
        ListItem(id="film", title="A film", link="https://youtu.be/jNQXAC9IVRw"),
        ListItem(id="page", title="A page", link="https://a.example/page"),
    )
    film, page = only_items(RANKED, RankedSpec(items=items))
    assert (film.media.kind, film.media.provider, film.link) == ("player", "YouTube", "")
    assert (page.media, page.link) == (None, "https://a.example/page")


counts = st.fixed_dictionaries({}, optional={"up": st.integers(0, 50), "down": st.integers(0, 50)})


@given(st.lists(counts, min_size=1, max_size=12))
def test_the_order_is_by_net_score_and_then_by_age(tallies):
    ids = [f"i{n}" for n in range(len(tallies))]
    tally = dict(zip(ids, tallies, strict=True))
    order = RANKED.rank(RankedSpec(items=items_of(*ids)), tally)
    assert sorted(order) == sorted(ids)
    keys = [(-net(tally[id]), ids.index(id)) for id in order]
    assert keys == sorted(keys)


@pytest.mark.parametrize("reveal", [Reveal.AFTER_CASTING, Reveal.AFTER_CLOSE, Reveal.MODERATORS])
def test_no_order_is_shown_before_its_time(reveal):
    spec = RankedSpec(items=items_of("a", "b"))
    tally = {"b": {"up": 3}}
    visible = RANKED.visible(spec, reveal, tally, {}, closed=False)
    assert RANKED.result(spec, visible, {}) == []
    voted = RANKED.visible(spec, reveal, tally, {"a": Vote(vote=1)}, closed=False)
    shown = [Order(ids=["b", "a"])] if reveal is Reveal.AFTER_CASTING else []
    assert RANKED.result(spec, voted, {}) == shown


def test_moderators_see_the_votes_of_each_kind():
    spec = RankedSpec(items=items_of("a", "b"))
    [table] = RANKED.tables(spec, {"b": {"up": 3, "down": 1}}, 4)
    assert (table.columns, table.of) == (["Up", "Down"], "those who voted")
    titles = [item.title for item in (spec.items[1], spec.items[0])]
    assert [row.label for row in table.rows] == titles
    assert [(row.counts, row.percent) for row in table.rows] == [([3, 1], 75), ([0, 0], 0)]
    assert PlainList().tables(PlainSpec(items=spec.items), {}, 0) == []
