"""The checker: a pure function over what readers were told and what is there in the end.

It proves of each round that every acknowledged ballot is there as its reader's last word, that nothing is
counted twice or that nobody sent, and that sheets = tallies = Redis. What it finds wrong it tells in words;
right histories leave it silent.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from tests.crash.counting import add_up, count_sheet, unflatten, without_zeros
from tests.crash.history import Attempt, History, Place, Sight, Told, Word
from tests.crash.offers import Offer
from tests.crash.state import Sheet, State


class Cast(Struct, frozen=True):
    """Who takes part: the widgets by id, and whose sheet each sheet is, by reader's number."""

    offers: dict[str, Offer]
    owners: dict[tuple[str, bytes], int]


def check(cast: Cast, before: State, history: History, after: State) -> list[str]:
    """Tell everything that is wrong with a state, given an earlier one and all that was said in between."""
    return [
        *history.oddities,
        *check_words(cast, before, history, after),
        *check_answers(cast, history),
        *check_sums(cast, after),
        *check_versions(history, after),
        *check_sights(history, after),
        *check_redis(after),
    ]


def check_words(cast: Cast, before: State, history: History, after: State) -> Iterable[str]:
    """Tell of ballots that are lost, out of date, or that nobody sent."""
    was, now = words_of(cast, before), words_of(cast, after)
    for widget, reader in after.sheets:
        if (widget, reader) not in cast.owners:
            yield f"{widget}: the sheet {reader.hex()} belongs to nobody who takes part"
    for place in sorted(was.keys() | now.keys() | history.attempts.keys()):
        possible = possible_words(was.get(place), history.attempts.get(place, []))
        if now.get(place) not in possible:
            shown = " or ".join(map(repr, possible))
            yield f"{name(cast, place)}: the last word is {now.get(place)!r}; it could only be {shown}"


def possible_words(before: Word, attempts: Sequence[Attempt]) -> list[Word]:
    """Give all words that can stand in a place after these attempts, of which each came after the one before.

    What was acknowledged stands, and everything before it is gone, unless its reader had given it up and it
    was still under way.
    """
    possible = [before]
    unanswered: list[Attempt] = []
    for attempt in attempts:
        if attempt.told is Told.COUNTED:
            late = [each.word for each in unanswered if each.over > attempt.sent]
            possible = [attempt.word, *late]
        elif attempt.told is Told.NOTHING:
            unanswered.append(attempt)
            possible.append(attempt.word)
    return possible


def words_of(cast: Cast, state: State) -> dict[Place, Word]:
    """Give what stands in each place where anything does."""
    return {
        (cast.owners[key], key[0], slot): ballot
        for key, sheet in state.sheets.items()
        if key in cast.owners
        for slot, ballot in sheet.ballots.items()
    }


def check_answers(cast: Cast, history: History) -> Iterable[str]:
    """Tell of answers that acknowledge another word than was sent, and of refusals without a reason."""
    for place, attempts in history.attempts.items():
        unanswered: list[Attempt] = []
        for attempt in attempts:
            late = [each.word for each in unanswered if each.over > attempt.sent]
            if attempt.told is Told.COUNTED and attempt.mine not in [attempt.word, *late]:
                yield f"{name(cast, place)}: {attempt.word!r} was acknowledged as {attempt.mine!r}"
            if attempt.told is Told.REFUSED and not may_refuse(cast, place, attempt):
                yield f"{name(cast, place)}: {attempt.word!r} was refused as {attempt.code!r}"
            if attempt.told is Told.NOTHING:
                unanswered.append(attempt)


def may_refuse(cast: Cast, place: Place, attempt: Attempt) -> bool:
    """Tell whether a refusal is right: only what was cast for good cannot be taken back."""
    _, widget, slot = place
    return cast.offers[widget].slots[slot].once and attempt.word is None and attempt.code == "already_cast"


def check_sums(cast: Cast, state: State) -> Iterable[str]:
    """Tell of tallies that are not the sum of their sheets and opening balance."""
    sheets: dict[str, list[Sheet]] = {}
    for (widget, _), sheet in state.sheets.items():
        sheets.setdefault(widget, []).append(sheet)
    for widget in sorted(sheets.keys() | state.tallies.keys() | state.balances.keys()):
        standing, offer = state.tallies.get(widget), cast.offers.get(widget)
        if standing is None or offer is None:
            yield f"{widget}: {'has sheets but no tally' if offer else 'is a widget that nobody offered'}"
            continue
        counted = [sheet.ballots for sheet in sheets.get(widget, []) if not sheet.aside]
        sums = add_up([state.balances.get(widget, {}), *(count_sheet(offer, each) for each in counted)])
        if without_zeros(standing.counts) != sums:
            yield f"{label(offer)}: the tally is {standing.counts}, its sheets sum to {sums}"
        if standing.turnout != (turnout := sum(map(bool, counted))):
            yield f"{label(offer)}: the turnout is {standing.turnout}, of {turnout} sheets that are not empty"


def check_versions(history: History, state: State) -> Iterable[str]:
    """Tell of versions that went back: a later answer must not come from an earlier tally."""
    counted: dict[str, list[Attempt]] = {}
    for (_, widget, _), attempts in history.attempts.items():
        counted.setdefault(widget, []).extend(each for each in attempts if each.told is Told.COUNTED)
    for widget, attempts in counted.items():
        answered = sorted(attempts, key=lambda each: each.answered)
        newest, at = 0, 0
        for attempt in sorted(attempts, key=lambda each: each.sent):
            while answered[at].answered < attempt.sent:
                newest, at = max(newest, answered[at].version), at + 1
            if attempt.version < newest:
                yield f"{widget}: version {newest} was acknowledged, and after that {attempt.version}"
        newest = max((each.version for each in attempts), default=0)
        standing = state.tallies.get(widget)
        if newest and (standing is None or standing.version < newest):
            yield f"{widget}: version {newest} was acknowledged, the tally is {standing}"


def check_sights(history: History, state: State) -> Iterable[str]:
    """Tell of numbers that differ though their version is the same, wherever they were seen."""
    known: dict[tuple[str, int], tuple[str, Any]] = {
        (widget, standing.version): ("Postgres", (standing.turnout, without_zeros(standing.counts)))
        for widget, standing in state.tallies.items()
    }
    for sight in history.sights:
        shown = sight.turnout, unflatten(sight.tally)
        where, expected = known.setdefault((sight.widget, sight.version), (sight.where, shown))
        if shown != expected:
            yield (
                f"{sight.widget}: version {sight.version} is {expected} in {where}, {shown} in {sight.where}"
            )
        standing = state.tallies.get(sight.widget)
        if sight.version > (standing.version if standing else 0):
            yield f"{sight.widget}: {sight.where} has version {sight.version}, newer than the ledger's"


def check_redis(state: State) -> Iterable[str]:
    """Tell of tallies in Redis that are not the ledger's. One that is not there is right."""
    for widget, shown in state.redis.items():
        standing = state.tallies.get(widget)
        if standing is None or plain(shown) != plain(standing):
            yield f"{widget}: Redis has {shown}, the ledger {standing}"


def stale(state: State) -> list[str]:
    """Name the widgets that Redis has an older tally of: right for some seconds, and then no more."""
    return [
        widget
        for widget, shown in state.redis.items()
        if widget in state.tallies and shown.version < state.tallies[widget].version
    ]


def plain(standing: Any) -> tuple[Any, ...]:
    """Give a standing's numbers in the one form in which equal ones are equal."""
    return standing.version, standing.turnout, standing.aside, without_zeros(standing.counts)


def check_own(shown: Mapping[str, Any], number: int, cast: Cast, state: State) -> Iterable[str]:
    """Tell of own ballots, by widget as GET /v1/ballots gives them, that are not those in the ledger."""
    kept = words_of(cast, state)
    for widget, answer in shown.items():
        slots = cast.offers[widget].slots
        mine = {slot: kept[number, widget, slot] for slot in slots if (number, widget, slot) in kept}
        if answer["mine"] != mine:
            yield f"{label(cast.offers[widget])}: reader {number} sees {answer['mine']}, kept is {mine}"


def check_page(shown: Iterable[Sight], offers: Iterable[Offer], state: State) -> list[str]:
    """Tell of a page's widgets whose numbers are not the ledger's: right for seconds, no longer."""
    seen = {each.widget: (each.version, each.turnout, unflatten(each.tally)) for each in shown}
    wrong = []
    for offer in offers:
        standing = state.tallies.get(offer.widget)
        expected = plain(standing)[:2] + plain(standing)[3:] if standing else (0, 0, {})
        if seen.get(offer.widget) != expected:
            wrong.append(
                f"{label(offer)}: the page shows {seen.get(offer.widget)}, the ledger has {expected}"
            )
    return wrong


def name(cast: Cast, place: Place) -> str:
    """Name a place for people."""
    reader, widget, slot = place
    offer = cast.offers.get(widget)
    return f"reader {reader}, {label(offer) if offer else widget}, slot {slot!r}"


def label(offer: Offer) -> str:
    """Name a widget for people."""
    return f"{offer.format} {offer.widget} of {offer.url}"
