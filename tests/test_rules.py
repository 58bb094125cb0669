from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from widgets import rules
from widgets.errors import Conflicting, Malformed
from widgets.model import RESERVED_IDS, Ballot, Policy, Reveal, Tally
from widgets.rules import add, check_chosen, check_ids, check_text, difference, flatten, percent, percentages


class Said(Ballot, frozen=True, kw_only=True):
    word: str


counts = st.lists(st.integers(0, 10**12), min_size=1, max_size=30)
slots = st.sampled_from(["", "q1", "q2"])
tallies = st.dictionaries(slots, st.dictionaries(st.sampled_from("abc"), st.integers(0, 5)), max_size=3)


def total(*tallies: Tally) -> Tally:
    sum_of_all: Tally = {}
    for tally in tallies:
        add(sum_of_all, tally)
    return without_zeros(sum_of_all)


def without_zeros(tally: Tally) -> Tally:
    kept = {slot: {key: n for key, n in keys.items() if n} for slot, keys in tally.items()}
    return {slot: keys for slot, keys in kept.items() if keys}


@given(counts)
@example([1, 1, 1])
@example([1, 199])
@example([0, 0])
def test_percentages_sum_to_100_and_stay_within_one_of_exact(counts):
    rounded = percentages(counts)
    assert sum(rounded) == (100 if any(counts) else 0)
    assert len(rounded) == len(counts)
    for count, whole in zip(counts, rounded, strict=True):
        assert abs(whole * sum(counts) - 100 * count) < max(sum(counts), 1)


@given(counts)
def test_percentages_keep_the_order_of_the_counts(counts):
    by_count = sorted(zip(counts, percentages(counts), strict=True))
    for (fewer, smaller), (more, greater) in pairwise(by_count):
        if fewer < more:
            assert smaller <= greater


def test_the_missing_point_goes_to_the_largest_fraction_and_on_ties_to_the_first():
    assert percentages([1, 1, 1]) == [34, 33, 33]
    assert percentages([2, 1, 4]) == [29, 14, 57]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_percent_is_the_nearest_whole_number(part, whole):
    assume(part <= whole)
    rounded = percent(part, whole)
    assert 0 <= rounded <= 100
    assert 2 * abs(100 * part - rounded * whole) <= whole


def test_percent_rounds_halves_up():
    assert [percent(1, 200), percent(1, 201), percent(3, 3)] == [1, 0, 100]


@given(tallies, tallies)
def test_adding_the_difference_leads_from_one_tally_to_the_other(before, after):
    assert total(before, difference(before, after)) == without_zeros(after)


@given(tallies, tallies)
def test_the_difference_back_undoes_the_difference(before, after):
    assert total(difference(before, after), difference(after, before)) == {}


@given(tallies, tallies)
def test_a_difference_holds_no_zeros_and_leaves_its_arguments_alone(before, after):
    kept = repr((before, after))
    changed = difference(before, after)
    assert changed == without_zeros(changed)
    assert difference(before, before) == {}
    add(changed, {"": {"a": 1}})
    assert repr((before, after)) == kept


@given(tallies, st.integers(-3, 3))
def test_adding_times_over_is_adding_that_often(marks, times):
    at_once: Tally = {}
    one_by_one: Tally = {}
    add(at_once, marks, times)
    for _ in range(abs(times)):
        add(one_by_one, marks, 1 if times > 0 else -1)
    assert without_zeros(at_once) == without_zeros(one_by_one)


def test_flattening_lifts_the_empty_slot():
    assert flatten({"": {"shared": 2}, "copy": {"shared": 1}}) == {"shared": 2, "copy": {"shared": 1}}
    assert flatten({}) == {}


@pytest.mark.parametrize("policy", Policy)
def test_casting_what_stands_gives_the_same_sheet(policy):
    sheet = {"": Said(word="ballot")}
    assert rules.change(sheet, "", Said(word="ballot"), policy) is sheet
    assert rules.change(sheet, "other", None, policy) is sheet


def test_changing_touches_one_slot_and_no_other():
    old, new, kept = Said(word="old"), Said(word="new"), Said(word="kept")
    sheet = {"": old, "other": kept}
    assert rules.change(sheet, "", new, Policy.CHANGEABLE) == {"": new, "other": kept}
    assert rules.change(sheet, "", None, Policy.CHANGEABLE) == {"other": kept}
    assert sheet == {"": old, "other": kept}


@pytest.mark.parametrize("ballot", [Said(word="new"), None])
def test_what_was_cast_once_stays(ballot):
    with pytest.raises(Conflicting) as refusal:
        rules.change({"": Said(word="old")}, "", ballot, Policy.ONCE)
    assert refusal.value.code == "already_cast"


@pytest.mark.parametrize(
    ("reveal", "nobody", "caster", "after"),
    [
        (Reveal.ALWAYS, True, True, True),
        (Reveal.AFTER_CASTING, False, True, True),
        (Reveal.AFTER_CLOSE, False, False, True),
        (Reveal.MODERATORS, False, False, False),
    ],
)
def test_who_sees_a_tally_when(reveal, nobody, caster, after):
    assert rules.revealed(reveal, cast=False, closed=False) is nobody
    assert rules.revealed(reveal, cast=True, closed=False) is caster
    assert rules.revealed(reveal, cast=False, closed=True) is after


@pytest.mark.parametrize(
    ("ids", "code"),
    [
        *(([bad], "bad_id") for bad in ("", "A", "a b", "-a", "_a", "a>b", "ä", "a" * 33, "a\n", "a\x00")),
        *(([word], "reserved_id") for word in sorted(RESERVED_IDS)),
        (["a", "b", "a"], "duplicate_id"),
    ],
)
def test_ids_that_are_refused(ids, code):
    with pytest.raises(Malformed) as refusal:
        check_ids(ids, "option")
    assert refusal.value.code == code
    assert "option" in refusal.value.detail


def test_ids_that_are_taken():
    check_ids(["a", "0", "a-b_c", "a" * 32], "option")


def test_a_long_id_is_not_repeated_in_full():
    with pytest.raises(Malformed) as refusal:
        check_ids(["x" * 60_000], "option")
    assert len(refusal.value.detail) < 200


def test_a_text_within_its_bounds_is_taken():
    check_text("four", "label", most=4)
    check_text("", "label", least=0, most=4)


@pytest.mark.parametrize(
    ("text", "code"), [("", "missing_text"), (" \n\u3000", "missing_text"), ("fives", "text_too_long")]
)
def test_a_text_out_of_its_bounds_is_refused(text, code):
    with pytest.raises(Malformed) as refusal:
        check_text(text, "label", most=4)
    assert refusal.value.code == code
    assert "label" in refusal.value.detail


def test_white_space_is_no_way_around_the_greatest_length():
    with pytest.raises(Malformed):
        check_text(" " * 50, "label", least=0, most=4)


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        (["c"], "unknown_option"),
        (["a", "a"], "duplicate_option"),
        ([], "wrong_number_of_options"),
        (["a", "b", "d"], "wrong_number_of_options"),
    ],
)
def test_choices_that_are_refused(chosen, code):
    with pytest.raises(Malformed) as refusal:
        check_chosen(chosen, {"a": 1, "b": 1, "d": 1}, least=1, most=2)
    assert refusal.value.code == code


def test_choices_that_are_taken():
    check_chosen(["b"], {"a": 1, "b": 1}, least=1, most=2)
    check_chosen(["b", "a"], {"a": 1, "b": 1}, least=1, most=2)
