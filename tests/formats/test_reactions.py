from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from widgets.errors import Conflicting, Malformed
from widgets.formats.reactions import (
    KINDS,
    Kind,
    PageReactionsSpec,
    Reactions,
    ReactionsBallot,
    ReactionsSpec,
)
from widgets.parts import Badge, Bars, Choose, Text

REACTIONS: Any = Reactions()
SPEC = ReactionsSpec()
COUNTS = st.fixed_dictionaries({kind.id: st.integers(0, 50) for kind in KINDS})


def badges(**counts: int) -> list[tuple[str, int]]:
    return [(each.id, each.percent) for each in REACTIONS.badges(SPEC, {"": counts})]


def test_a_page_has_seven_reactions_in_this_order_with_names_and_icons():
    [choose] = REACTIONS.ask(SPEC)
    assert [option.id for option in choose.options] == [
        "cute",
        "fun",
        "hate",
        "confused",
        "fail",
        "geeky",
        "love",
    ]
    assert all(option.label and option.icon and option.key == option.value for option in choose.options)
    assert (choose.form, choose.field, choose.most, choose.instant, choose.undo) == (
        "many",
        "reactions",
        3,
        True,
        True,
    )


FIT = ["hate", "confused", "fail", "geeky", "love"]
UNFIT = tuple(replace(kind, retired=kind.id in ("cute", "fun")) for kind in KINDS)


@pytest.mark.parametrize(
    "spec", [REACTIONS.suit(SPEC, "solemn"), ReactionsSpec(kinds=UNFIT), PageReactionsSpec(kinds=UNFIT)]
)
def test_what_is_not_offered_counts_on_for_whoever_gave_it_and_nobody_else_can_give_it(spec):
    [choose] = REACTIONS.ask(spec)
    assert [option.id for option in choose.options] == list(REACTIONS.slots(spec)[""]) == FIT
    held = {"": ReactionsBallot(reactions=("fun", "love"))}
    assert REACTIONS.marks(spec, held) == REACTIONS.marks(SPEC, held) == {"": {"fun": 1, "love": 1}}
    [bars] = REACTIONS.result(spec, {"": {"fun": 3, "love": 1, "cute": 0}}, {})
    assert [(bar.id, bar.count, bar.percent) for bar in bars.bars if bar.count] == [
        ("love", 1, 25),
        ("fun", 3, 75),
    ]
    assert REACTIONS.badges(spec, {"": {"fun": 9, "love": 3}}) == [
        Badge(id="love", label="Love", icon="😍", percent=25)
    ]
    more = ReactionsBallot(reactions=("love", "fun", "hate"))
    REACTIONS.check(spec, "", more)
    assert REACTIONS.cast(spec, held, "", more) == {"": more}
    with pytest.raises(Conflicting) as refusal:
        REACTIONS.cast(spec, {"": ReactionsBallot(reactions=("love",))}, "", more)
    assert refusal.value.code == "not_offered"
    assert REACTIONS.cast(spec, held, "", None) == {}


def test_what_a_moderator_takes_out_of_a_widget_of_their_own_counts_no_more():
    sheet = {"": ReactionsBallot(reactions=("fun", "love"))}
    assert REACTIONS.marks(ReactionsSpec(kinds=KINDS[2:]), sheet) == {"": {"love": 1}}
    assert REACTIONS.marks(PageReactionsSpec(kinds=KINDS[2:]), sheet) == {"": {"fun": 1, "love": 1}}
    assert REACTIONS.marks(ReactionsSpec(kinds=KINDS[2:]), {"": ReactionsBallot(reactions=("fun",))}) == {}


def test_a_tone_that_would_leave_nothing_to_offer_is_not_taken():
    spec = ReactionsSpec(kinds=KINDS[:2])
    assert REACTIONS.suit(spec, "solemn") == spec


@given(COUNTS)
def test_bars_show_each_kinds_share_of_all_reactions(counts):
    [bars] = REACTIONS.result(SPEC, {"": counts}, {})
    assert {bar.id: bar.count for bar in bars.bars} == counts
    assert bars.total == REACTIONS.total(SPEC, {"": counts}) == sum(counts.values())
    assert sum(bar.percent for bar in bars.bars) == (100 if bars.total else 0)


def test_zeros_are_shown_and_the_hidden_is_not():
    assert isinstance(REACTIONS.result(SPEC, {"": {}}, {})[0], Bars)
    assert REACTIONS.result(SPEC, {}, {}) == []


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, []),
        ({"love": 2}, []),
        ({"love": 3}, [("love", 100)]),
        ({"love": 10, "fun": 3}, [("love", 77)]),
        ({"love": 13, "fun": 4}, [("love", 76), ("fun", 24)]),
        ({"love": 5, "fun": 2}, [("love", 71)]),
        ({"love": 5, "fun": 5, "hate": 5}, [("fun", 34), ("hate", 33)]),
        ({"dropped": 90, "love": 3}, [("love", 100)]),
    ],
)
def test_badges(counts, expected):
    assert badges(**counts) == expected


@given(COUNTS)
def test_a_badge_is_a_reaction_that_none_surpasses(counts):
    given = REACTIONS.badges(SPEC, {"": counts})
    assert len(given) <= 2
    if given:
        assert counts[given[0].id] == max(counts.values()) >= 3
    else:
        assert max(counts.values()) < 3


def test_an_empty_ballot_says_how_to_take_back():
    with pytest.raises(Malformed) as refusal:
        REACTIONS.check(SPEC, "", ReactionsBallot(reactions=()))
    assert refusal.value.code == "empty_ballot"
    assert "withdraw" in refusal.value.detail


def test_with_two_kinds_two_are_the_most():
    spec = ReactionsSpec(kinds=KINDS[:2])
    REACTIONS.check_spec(spec)
    assert REACTIONS.ask(spec)[0].most == 2


def test_a_description_stands_before_the_buttons():
    assert [type(part) for part in REACTIONS.ask(ReactionsSpec(description="How was it?"))] == [Text, Choose]


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (ReactionsSpec(kinds=()), "bad_number_of_kinds"),
        (ReactionsSpec(kinds=tuple(Kind(id=f"k{n}", label="x") for n in range(13))), "bad_number_of_kinds"),
        (ReactionsSpec(kinds=KINDS[:2], tone="solemn"), "bad_number_of_kinds"),
        (ReactionsSpec(kinds=(Kind(id="a", label="x", retired=True),)), "bad_number_of_kinds"),
        (
            ReactionsSpec(kinds=(*KINDS, *(Kind(id=f"k{n}", label="x", retired=True) for n in range(34)))),
            "too_many_kinds",
        ),
        (ReactionsSpec(kinds=(Kind(id="a", label="x"), Kind(id="a", label="y"))), "duplicate_id"),
        (ReactionsSpec(kinds=(Kind(id="A", label="x"),)), "bad_id"),
        (ReactionsSpec(kinds=(Kind(id="a", label=" "),)), "missing_text"),
        (ReactionsSpec(kinds=(Kind(id="a", label="x" * 41),)), "text_too_long"),
        (ReactionsSpec(kinds=(Kind(id="a", label="x", icon="🥰" * 17),)), "text_too_long"),
        (ReactionsSpec(most=0), "bad_most"),
        (ReactionsSpec(most=13), "bad_most"),
        (ReactionsSpec(title="x" * 201), "text_too_long"),
        (ReactionsSpec(description="x" * 2001), "text_too_long"),
    ],
)
def test_specs_that_are_refused(spec, code):
    with pytest.raises(Malformed) as refusal:
        REACTIONS.check_spec(spec)
    assert refusal.value.code == code
    assert refusal.value.detail.endswith(".")


@pytest.mark.parametrize(
    "body", [b"{}", b'{"reactions":"love"}', b'{"reactions":null}', b'{"reactions":["love"],"count":9}']
)
def test_bodies_that_are_no_ballot(body):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=ReactionsBallot)
