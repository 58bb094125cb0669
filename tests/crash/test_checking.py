"""The checker finds what is wrong, and is silent about what is right."""

from collections.abc import Iterable
from math import inf

import msgspec
import pytest

from tests.crash.checking import Cast, check, check_own, check_page, stale
from tests.crash.counting import Counts, add_up, count_sheet
from tests.crash.history import Attempt, History, Place, Sight, Word
from tests.crash.offers import HOT, Offer, offer_page, offer_polls
from tests.crash.samples import DOWN, UP, VERSION, counted, lost, refused
from tests.crash.state import Sheet, Standing, State

OFFERS = [*offer_page(HOT), *offer_polls(HOT)]
REACTIONS, POINTS, SHARES, *POLLS = OFFERS
CAST = Cast(
    offers={offer.widget: offer for offer in OFFERS},
    owners={(offer.widget, bytes([number])): number for offer in OFFERS for number in range(4)},
)


def state_of(words: dict[Place, Word], version: int = VERSION) -> State:
    """Give the right state in which these words stand."""
    sheets: dict[tuple[str, bytes], Sheet] = {}
    for (reader, widget, slot), word in words.items():
        if word is not None:
            sheet = sheets.setdefault((widget, bytes([reader])), Sheet({}))
            sheet.ballots[slot] = dict(word)
    tallies = {offer.widget: standing_of(offer, sheets, version) for offer in OFFERS}
    return State(sheets=sheets, tallies=tallies, redis=dict(tallies))


def standing_of(offer: Offer, sheets: dict[tuple[str, bytes], Sheet], version: int) -> Standing:
    """Give the right numbers of a widget."""
    ballots = [sheet.ballots for (widget, _), sheet in sheets.items() if widget == offer.widget]
    counts: Counts = add_up(count_sheet(offer, each) for each in ballots)
    return Standing(version, sum(map(bool, ballots)), counts)


def history_of(attempts: dict[Place, list[Attempt]], *sights: Sight) -> History:
    """Give a history."""
    history = History(sights=list(sights))
    history.attempts.update(attempts)
    return history


def judge(attempts: dict[Place, list[Attempt]], stands: dict[Place, Word]) -> list[str]:
    """Check a history that began with nothing against the right state for these words."""
    return check(CAST, State(), history_of(attempts), state_of(stands))


HERE: Place = (0, POINTS.widget, "")


def complains(complaints: Iterable[str], *parts: str) -> bool:
    """Tell whether there is a complaint, and each of the parts is in one."""
    said = list(complaints)
    return bool(said) and all(any(part in each for each in said) for part in parts)


def test_what_was_acknowledged_is_right():
    assert judge({HERE: [counted(UP)]}, {HERE: UP}) == []


def test_an_acknowledged_ballot_that_is_not_there_is_found():
    assert complains(judge({HERE: [counted(UP)]}, {}), "the last word is None; it could only be {'vote': 1}")


def test_an_older_word_in_place_of_the_last_is_found():
    words = [counted(UP, 1), counted(DOWN, 2)]
    assert judge({HERE: words}, {HERE: DOWN}) == []
    assert complains(judge({HERE: words}, {HERE: UP}), "the last word is {'vote': 1}")


def test_a_ballot_that_was_withdrawn_and_is_there_is_found():
    words = [counted(UP, 1), counted(None, 2)]
    assert judge({HERE: words}, {}) == []
    assert complains(judge({HERE: words}, {HERE: UP}), "the last word")


def test_what_was_never_answered_may_stand_or_not():
    words = [counted(UP, 1), lost(DOWN, 2)]
    assert judge({HERE: words}, {HERE: UP}) == []
    assert judge({HERE: words}, {HERE: DOWN}) == []
    assert complains(judge({HERE: words}, {}), "the last word is None")


def test_what_was_over_before_an_acknowledged_word_cannot_come_back():
    words = [lost(UP, 1, over=2), counted(DOWN, 3)]
    assert judge({HERE: words}, {HERE: DOWN}) == []
    assert complains(judge({HERE: words}, {HERE: UP}), "the last word is {'vote': 1}")


@pytest.mark.parametrize("over", [3.2, inf])
def test_what_was_still_under_way_may_come_last(over):
    words = [lost(UP, 1, over=over), counted(DOWN, 3)]
    assert judge({HERE: words}, {HERE: UP}) == []
    assert judge({HERE: words}, {HERE: DOWN}) == []


def test_a_word_that_stood_before_must_still_stand():
    before = state_of({HERE: UP})
    assert check(CAST, before, History(), state_of({HERE: UP})) == []
    assert complains(check(CAST, before, History(), state_of({})), "the last word is None")
    assert complains(check(CAST, before, History(), state_of({HERE: DOWN})), "the last word")


def test_a_ballot_that_nobody_sent_is_found():
    other: Place = (1, POINTS.widget, "")
    assert complains(judge({HERE: [counted(UP)]}, {HERE: UP, other: UP}), "reader 1", "could only be None")


def test_a_sheet_that_is_nobody_s_is_found():
    state = state_of({HERE: UP})
    state.sheets[POINTS.widget, b"stranger"] = Sheet({"": UP})
    assert complains(check(CAST, State(), history_of({HERE: [counted(UP)]}), state), "belongs to nobody")


def test_a_refusal_changes_nothing_and_needs_a_reason():
    shared: Place = (0, SHARES.widget, "copy")
    assert judge({shared: [counted({}, 1), refused(None, 2)]}, {shared: {}}) == []
    assert complains(judge({shared: [counted({}, 1), refused(None, 2)]}, {}), "the last word is None")
    assert complains(judge({shared: [refused({}, 2)]}, {}), "was refused")
    assert complains(judge({HERE: [refused(UP, 2)]}, {}), "was refused")
    assert complains(judge({shared: [refused(None, 2, code="closed")]}, {}), "was refused as 'closed'")


def test_an_answer_about_another_word_is_found():
    wrong = msgspec.structs.replace(counted(UP), mine=DOWN)
    assert complains(judge({HERE: [wrong]}, {HERE: UP}), "was acknowledged as {'vote': -1}")


def test_an_answer_that_nobody_should_get_is_found():
    history = History(oddities=["500"])
    assert check(CAST, State(), history, state_of({})) == ["500"]


def spoil(counts: Counts, turnout: int = 1) -> State:
    """Give a state in which one vote up stands, and the tally says something else."""
    state = state_of({HERE: UP})
    wrong = Standing(VERSION, turnout, counts)
    tallies = state.tallies | {POINTS.widget: wrong}
    return msgspec.structs.replace(state, tallies=tallies, redis=dict(tallies))


@pytest.mark.parametrize(
    ("counts", "turnout"),
    [
        ({"": {"up": 2}}, 1),
        ({}, 1),
        ({"": {"up": 1, "down": 1}}, 1),
        ({"": {"up": 1, "down": -1}}, 1),
        ({"": {"up": 1}, "elsewhere": {"up": 1}}, 1),
        ({"": {"up": 1}}, 2),
        ({"": {"up": 1}}, 0),
    ],
)
def test_a_tally_that_is_not_the_sum_of_its_sheets_is_found(counts, turnout):
    history = history_of({HERE: [counted(UP)]})
    assert check(CAST, State(), history, spoil({"": {"up": 1}})) == []
    assert complains(check(CAST, State(), history, spoil(counts, turnout)), POINTS.widget)


def test_opening_balances_count_and_sheets_set_aside_do_not():
    state = state_of({HERE: UP})
    state.sheets[HERE[1], b"\0"] = Sheet({"": UP}, aside=True)
    balanced = msgspec.structs.replace(state, balances={POINTS.widget: {"": {"up": 166}}})
    history = history_of({HERE: [counted(UP)]})
    assert complains(check(CAST, State(), history, balanced), "166")
    balanced.tallies[POINTS.widget] = balanced.redis[POINTS.widget] = Standing(VERSION, 0, {"": {"up": 166}})
    assert check(CAST, State(), history, balanced) == []


def test_sheets_without_a_tally_are_found():
    state = state_of({HERE: UP})
    del state.tallies[POINTS.widget], state.redis[POINTS.widget]
    assert complains(check(CAST, State(), history_of({HERE: [counted(UP)]}), state), "no tally")


def test_a_version_that_goes_back_is_found():
    there: Place = (1, POINTS.widget, "")
    words = {HERE: [counted(UP, 1, VERSION)], there: [counted(UP, 2, VERSION - 1)]}
    assert complains(judge(words, {HERE: UP, there: UP}), "and after that")
    at_once = {HERE: [counted(UP, 1, VERSION)], there: [counted(UP, 1.2, VERSION - 1)]}
    assert judge(at_once, {HERE: UP, there: UP}) == []


def test_an_acknowledged_version_that_is_lost_is_found():
    words = {HERE: [counted(UP, version=VERSION + 1)]}
    assert complains(judge(words, {HERE: UP}), f"version {VERSION + 1} was acknowledged")


def see(version: int, turnout: int, **counts: int) -> Sight:
    """Give numbers that somebody saw of the points."""
    return Sight(POINTS.widget, version, turnout, counts, "a page")


@pytest.mark.parametrize(
    ("sights", "wrong"),
    [
        ([see(VERSION, 1, up=1, down=0)], ""),
        ([see(VERSION - 5, 2, up=1, down=1), see(VERSION - 5, 2, up=1, down=1)], ""),
        ([see(VERSION, 1, up=2)], "in Postgres"),
        ([see(VERSION, 2, up=1)], "in Postgres"),
        ([see(VERSION - 5, 2, up=1, down=1), see(VERSION - 5, 2, up=2)], "in a page"),
        ([see(VERSION + 1, 1, up=1)], "newer than the ledger's"),
    ],
)
def test_numbers_that_differ_at_the_same_version_are_found(sights, wrong):
    complaints = check(CAST, State(), history_of({HERE: [counted(UP)]}, *sights), state_of({HERE: UP}))
    assert complains(complaints, wrong) if wrong else complaints == []


@pytest.mark.parametrize(
    ("shown", "is_stale"),
    [
        (Standing(VERSION - 1, 0, {}), True),
        (Standing(VERSION, 1, {"": {"up": 2}}), False),
        (Standing(VERSION, 2, {"": {"up": 1}}), False),
        (Standing(VERSION + 1, 1, {"": {"up": 1}}), False),
    ],
)
def test_a_redis_that_disagrees_is_found(shown, is_stale):
    state = state_of({HERE: UP})
    state.redis[POINTS.widget] = shown
    assert stale(state) == ([POINTS.widget] if is_stale else [])
    assert complains(check(CAST, State(), history_of({HERE: [counted(UP)]}), state), "Redis has")


def test_a_redis_that_has_nothing_is_right():
    state = msgspec.structs.replace(state_of({HERE: UP}), redis={})
    assert check(CAST, State(), history_of({HERE: [counted(UP)]}), state) == []


def test_a_page_must_show_what_the_ledger_has():
    state = state_of({HERE: UP})
    assert check_page([see(VERSION, 1, up=1, down=0)], [POINTS], state) == []
    for wrong in ([see(VERSION - 1, 1, up=1)], [see(VERSION, 0, up=1)], [see(VERSION, 1, down=1)], []):
        assert complains(check_page(wrong, [POINTS], state), "the page shows")


def test_own_ballots_must_be_those_in_the_ledger():
    state = state_of({HERE: UP})
    assert list(check_own({POINTS.widget: {"mine": {"": UP}}}, 0, CAST, state)) == []
    assert list(check_own({POINTS.widget: {"mine": {}}}, 1, CAST, state)) == []
    for mine in ({}, {"": DOWN}, {"": UP, "elsewhere": UP}):
        assert complains(check_own({POINTS.widget: {"mine": mine}}, 0, CAST, state), "reader 0 sees")
    assert complains(check_own({POINTS.widget: {"mine": {"": UP}}}, 1, CAST, state), "reader 1 sees")
