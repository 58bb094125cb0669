"""Open lists: who could have seen what, and what follows from it for the order."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets import rules
from widgets.errors import Conflicting, Malformed
from widgets.formats.open_list import SEEN, OpenList, OpenSpec, OpenVote, Suggestion, lower_bound
from widgets.items import ListItem
from widgets.model import Approved, Picture, Sheet, Tally

FORMAT = OpenList()
VOTE = OpenVote(vote=1)
OWN = OpenSpec(items=(ListItem(id="first", title="First"), ListItem(id="second", title="Second")))


def approve(*numbers, spec=OWN):
    approved = [
        Approved(id=f"s{n}", number=n, body=msgspec.json.encode(Suggestion(title=f"Number {n}")))
        for n in numbers
    ]
    return FORMAT.extend(spec, approved)


def tally_of(spec, sheets):
    tally: Tally = {}
    for sheet in sheets:
        rules.add(tally, FORMAT.marks(spec, sheet))
    return tally


@st.composite
def histories(draw):
    """Readers vote while a list grows and shrinks: sheets, the list at the end, how many were let in."""
    last = 0
    approved: list[int] = []
    sheets: list[Sheet[OpenVote]] = [{} for _ in range(4)]
    for _ in range(draw(st.integers(0, 30))):
        match draw(st.sampled_from(["approve", "reject", "vote", "vote", "vote", "withdraw"])):
            case "approve":
                last += 1
                approved.append(last)
            case "reject" if approved:
                approved.remove(draw(st.sampled_from(approved)))
            case move if move in ("vote", "withdraw"):
                spec = approve(*approved)
                at = draw(st.integers(0, 3))
                slot = draw(st.sampled_from(sorted(spec.ids)))
                ballot = VOTE if move == "vote" else None
                sheets[at] = FORMAT.cast(spec, sheets[at], slot, ballot)
    return sheets, approve(*approved), last


@given(histories())
def test_everybody_with_a_vote_is_counted_once_among_those_who_saw(history):
    sheets, spec, _ = history
    tally = tally_of(spec, sheets)
    voters = [sheet for sheet in sheets if sheet]
    assert sum(counts.get(SEEN, 0) for counts in tally.values()) == len(voters)
    chances = FORMAT.chances(spec, tally)
    for item in spec.items:
        assert chances[item.id] == len(voters)
    for each in spec.approved:
        assert chances[each.item.id] == sum(sheet[SEEN].number >= each.number for sheet in voters)
        # Whoever voted for it has seen it.
        assert tally.get(each.item.id, {}).get("up", 0) <= chances[each.item.id]
    assert all(chances[one.item.id] >= chances[other.item.id] for one, other in pairwise(spec.approved))


@given(histories(), st.integers(0, 5))
def test_an_approval_changes_no_marks(history, more):
    sheets, spec, last = history
    numbers = [each.number for each in spec.approved]
    longer = approve(*numbers, *range(last + 1, last + 1 + more))
    assert tally_of(longer, sheets) == tally_of(spec, sheets)


@given(histories())
def test_the_order_is_by_the_bound_and_then_by_age(history):
    sheets, spec, _ = history
    tally = tally_of(spec, sheets)
    chances = FORMAT.chances(spec, tally)
    ids = [item.id for item in spec.listed]
    order = FORMAT.rank(spec, tally)
    keys = [(-lower_bound(tally.get(id, {}).get("up", 0), chances[id]), ids.index(id)) for id in order]
    assert sorted(order) == sorted(ids)
    assert keys == sorted(keys)


def test_the_bound_is_that_of_wilson():
    # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I: method 3.
    for up, of, bound in ((81, 263, 0.2553), (15, 148, 0.0624), (0, 20, 0.0), (1, 29, 0.0061)):
        assert lower_bound(up, of) == pytest.approx(bound, abs=0.0001)
    assert lower_bound(0, 0) == 0


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_bound_is_a_share_and_more_votes_or_fewer_chances_raise_it(up, missed):
    bound = lower_bound(up, up + missed)
    assert 0 <= bound < 1
    assert lower_bound(up + 1, up + 1 + missed) > bound
    assert lower_bound(up, up + missed + 1) <= bound


def test_what_came_late_and_is_liked_stands_before_what_was_there_first():
    spec = approve(1)
    tally = {"": {SEEN: 80}, "first": {"up": 30}, "s1": {"up": 18, SEEN: 20}}
    assert FORMAT.rank(spec, tally) == ["s1", "first", "second"]


def test_the_note_of_what_was_seen_is_no_ballot():
    with pytest.raises(Malformed):
        FORMAT.check(OWN, "first", OpenVote(vote=1, number=3))
    assert SEEN not in FORMAT.slots(OWN)
    sheet = FORMAT.cast(approve(1, 2), {}, "first", VOTE)
    assert sheet == {"first": VOTE, SEEN: OpenVote(vote=0, number=2)}
    assert FORMAT.cast(approve(1, 2), sheet, "first", None) == {}


def test_voting_is_closed_by_a_switch_of_its_own():
    with pytest.raises(Conflicting):
        FORMAT.cast(msgspec.structs.replace(OWN, voting=False), {}, "first", VOTE)


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (approve(1), "approved_given"),
        (OpenSpec(submissions=False), "no_items"),
    ],
)
def test_specs_that_make_no_open_list_are_refused(spec, code):
    with pytest.raises(Malformed) as refusal:
        FORMAT.check_spec(spec)
    assert refusal.value.code == code


def test_a_list_may_begin_with_nothing_but_its_form():
    FORMAT.check_spec(OpenSpec())


def test_pictures_can_be_left_out():
    sent = Suggestion(title="A", picture=Picture(media="m_" + "a" * 22, alt="A"))
    FORMAT.check_submission(OWN, sent)
    with pytest.raises(Malformed):
        FORMAT.check_submission(msgspec.structs.replace(OWN, pictures=False), sent)
