"""The second count agrees with the formats' own, so that neither can be wrong alone."""

from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.crash.counting import add_up, count_sheet, unflatten
from tests.crash.offers import HOT, Offer, choose_word, offer_page, offer_polls, poll_spec
from widgets import rules
from widgets.formats import find_format
from widgets.model import WIDGET_ID

OFFERS = [*offer_page(HOT), *offer_polls(HOT)]


def sheet_of(random: Random, offer: Offer) -> dict[str, Any]:
    """Fill a sheet at random."""
    words = {name: choose_word(random, slot) for name, slot in offer.slots.items()}
    return {name: word for name, word in words.items() if word is not None}


def spec_of(offer: Offer) -> Any:
    """Give the spec of the widget that is offered."""
    format = find_format(offer.format)
    if offer.own:
        return format.page_spec
    return msgspec.convert(poll_spec(offer.slots), format.spec_type)


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: f"{offer.format} {offer.widget}")
@given(seed=st.integers(min_value=0))
def test_it_agrees_with_the_formats(offer, seed):
    sheet = sheet_of(Random(seed), offer)
    format, spec = find_format(offer.format), spec_of(offer)
    ballots = msgspec.convert(sheet, dict[str, format.ballot_type])  # type: ignore[name-defined]
    for slot, ballot in ballots.items():
        format.check(spec, slot, ballot)
    assert count_sheet(offer, sheet) == format.marks(spec, ballots)


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: f"{offer.format} {offer.widget}")
def test_offers_are_what_the_formats_take(offer):
    format, spec = find_format(offer.format), spec_of(offer)
    format.check_spec(spec)
    assert WIDGET_ID.fullmatch(offer.widget)
    assert set(offer.slots) <= set(format.slots(spec))


@given(seed=st.integers(min_value=0))
def test_a_tally_as_readers_get_it_is_the_same(seed):
    random = Random(seed)
    for offer in OFFERS:
        tally = add_up(count_sheet(offer, sheet_of(random, offer)) for _ in range(5))
        assert unflatten(rules.flatten({"": {"up": 0}, **tally})) == tally
