from typing import Any

import msgspec
import pytest

from widgets.errors import Malformed
from widgets.formats.shares import SHARED, Shares, SharesSpec
from widgets.model import Policy, Reveal

SHARES: Any = Shares()
SPEC = SharesSpec()
CHANNELS = ("native", "copy", "x", "facebook", "whatsapp", "telegram", "email")
ARRIVALS = tuple(f"arrived_{each}" for each in CHANNELS)
TALLY = {"": {"shared": 100}, "copy": {"shared": 3}, "x": {"shared": 1}}


def test_each_channel_is_a_slot_that_takes_an_empty_ballot_once():
    assert tuple(SHARES.slots(SPEC)) == (*CHANNELS, *ARRIVALS)
    assert all(SHARES.policy(SPEC, slot) is Policy.ONCE for slot in SHARES.slots(SPEC))
    [choose] = SHARES.ask(SPEC)
    assert (choose.form, choose.look, choose.undo) == ("none", "channels", False)
    assert [(option.slot, option.channel) for option in choose.options] == [(each, each) for each in CHANNELS]


def test_the_empty_slot_takes_an_opening_balance_and_no_ballot():
    assert "" not in SHARES.slots(SPEC)
    assert tuple(SHARES.openings(SPEC)) == ("", *CHANNELS)
    assert set(map(tuple, SHARES.openings(SPEC).values())) == {("shared",)}
    assert SHARES.marks(SPEC, {"": SHARED}) == {}


def test_the_total_holds_the_opening_balance_and_the_bars_the_channels():
    number, bars = SHARES.result(SPEC, TALLY, {})
    assert (number.value, number.unit) == (104, "shares")
    assert {bar.id: (bar.count, bar.percent) for bar in bars.bars if bar.count} == {
        "copy": (3, 75),
        "x": (1, 25),
    }
    assert bars.total == 4


def test_what_is_counted_beside_shares_changes_no_number():
    number, bars = SHARES.result(
        SPEC, {**TALLY, "arrived": {"arrived": 50}, "copy": {"shared": 3, "seen": 9}}, {}
    )
    assert (number.value, bars.total) == (104, 4)


def test_arrivals_are_counted_apart_and_never_in_the_total():
    sheet = {"arrived_copy": SHARED, "x": SHARED}
    assert SHARES.marks(SPEC, sheet) == {"arrived_copy": {"arrived": 1}, "x": {"shared": 1}}
    assert SHARES.vouched(SPEC) == dict(zip(ARRIVALS, CHANNELS, strict=True))
    number, bars, arrived = SHARES.result(SPEC, {**TALLY, "arrived_copy": {"arrived": 8}}, {})
    assert (number.value, bars.total) == (104, 4)
    assert (arrived.value, arrived.unit) == (8, "arrivals")


def test_having_come_by_a_link_reveals_nothing():
    sheet = {"arrived_copy": SHARED}
    assert SHARES.visible(SPEC, Reveal.AFTER_CASTING, TALLY, sheet, closed=False) == {}


def test_one_share_reveals_all_channels():
    hidden = SHARES.visible(SPEC, Reveal.AFTER_CASTING, TALLY, {}, closed=False)
    shown = SHARES.visible(SPEC, Reveal.AFTER_CASTING, TALLY, {"email": SHARED}, closed=False)
    assert SHARES.result(SPEC, hidden, {}) == []
    assert SHARES.result(SPEC, shown, {})[0].value == 104


def test_a_channel_no_longer_offered_marks_nothing():
    sheet = {"copy": SHARED, "x": SHARED}
    assert SHARES.marks(SharesSpec(channels=("x",)), sheet) == {"x": {"shared": 1}}


@pytest.mark.parametrize(("channels", "code"), [((), "no_channel"), (("x", "x"), "duplicate_id")])
def test_specs_that_are_refused(channels, code):
    with pytest.raises(Malformed) as refusal:
        SHARES.check_spec(SharesSpec(channels=channels))
    assert refusal.value.code == code


def test_an_unknown_channel_is_no_spec():
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"channels":["fax"]}', type=SharesSpec)
