"""Tickets are believed for a while, for their purpose, and when they are ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.errors import Forbidden
from widgets.tickets import LONGEST_TICKET, Tickets

KEYS = ("a key for the tests", "an older key for the tests")
NOW = 1_900_000_000
TEXTS = st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF)), min_size=1, max_size=3)

frames = Tickets(KEYS, "frame", lasting=100, step=10)


def code_of(tickets: Tickets, ticket: str, now: float) -> str:
    with pytest.raises(Forbidden) as refusal:
        tickets.read(ticket, now)
    return refusal.value.code


@given(about=TEXTS, now=st.floats(0, 2**40), later=st.floats(0, 200))
def test_a_ticket_tells_what_it_was_issued_for_until_it_expires(about, now, later):
    ticket = frames.issue(about, now)
    if later < 100:
        assert frames.read(ticket, now + later) == about
    if later >= 110:
        assert code_of(frames, ticket, now + later) == "expired_ticket"


@given(first=st.integers(0, 10**12), second=st.integers(0, 10**12))
def test_tickets_of_one_step_are_the_same(first, second):
    same = frames.issue(["w"], first) == frames.issue(["w"], second)
    assert same is (first // 10 == second // 10)


@given(at=st.integers(0), by=st.integers(1, 127))
def test_a_changed_ticket_is_not_ours(at, by):
    ticket = frames.issue(["demo", "w_1"], NOW)
    at %= len(ticket)
    changed = ticket[:at] + chr((ord(ticket[at]) + by) % 128) + ticket[at + 1 :]
    # A signature's last character holds fewer bits than it could: another one may mean the same.
    if at < len(ticket) - 1:
        assert code_of(frames, changed, NOW) == "bad_ticket"


@given(st.text(max_size=600))
def test_no_text_makes_it_stumble(text):
    assert code_of(frames, text, NOW) == "bad_ticket"


def test_what_is_too_long_is_not_read():
    ticket = frames.issue(["w" * LONGEST_TICKET], NOW)
    assert code_of(frames, ticket, NOW) == "bad_ticket"


def test_a_ticket_is_good_for_one_purpose_alone():
    assert code_of(Tickets(KEYS, "ballot", lasting=100), frames.issue(["w"], NOW), NOW) == "bad_ticket"


def test_keys_may_be_replaced_one_after_the_other():
    ticket = Tickets(KEYS[1:], "frame", lasting=100).issue(["w"], NOW)
    assert frames.read(ticket, NOW) == ["w"]
    assert code_of(Tickets(KEYS[:1], "frame", lasting=100), ticket, NOW) == "bad_ticket"
