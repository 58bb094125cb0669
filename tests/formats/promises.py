"""What every format promises. Each promise takes (format, sample) and fails with an AssertionError."""

import copy
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeAlias

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.ballots import AnySample, cast_in, choices, is_refused, moves, offered, refusal_of
from widgets import rules
from widgets.errors import Conflicting, Malformed
from widgets.formats import AnyFormat
from widgets.model import OPTION_ID, TONES, Policy, Reveal, Tally
from widgets.parts import Badge, Part

Promise: TypeAlias = Callable[..., None]

PROMISES: list[Promise] = []


def promise(function: Promise) -> Promise:
    PROMISES.append(function)
    return function


def promise_of_all(function: Promise) -> Promise:
    """A promise about whatever Hypothesis draws."""
    return promise(settings(max_examples=40)(given(data=st.data())(function)))


def asks(format: AnyFormat, spec: Any) -> bool:
    return any(True for _ in choices(format.ask(spec)))


def play(format: AnyFormat, sample: AnySample, data: st.DataObject) -> tuple[dict[int, Any], Tally]:
    """Cast at random; give the sheets, and the tally as the ledger would have kept it."""
    sheets: dict[int, Any] = {}
    tally: Tally = {}
    for reader, slot, ballot in data.draw(moves(format, sample)):
        before = sheets.get(reader, {})
        with suppress(Conflicting):
            after = format.cast(sample.spec, before, slot, ballot)
            rules.add(
                tally, rules.difference(format.marks(sample.spec, before), format.marks(sample.spec, after))
            )
            sheets[reader] = after
        assert all(n >= 0 for keys in tally.values() for n in keys.values())
    return sheets, tally


def stripped(tally: Tally) -> Tally:
    return {slot: kept for slot, keys in tally.items() if (kept := {key: n for key, n in keys.items() if n})}


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.items() for one in each for text in texts(one)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [str(value)]


@promise
def spec_is_in_order_and_survives_json(format: AnyFormat, sample: AnySample) -> None:
    assert type(sample.spec) is format.spec_type
    format.check_spec(sample.spec)
    again = msgspec.json.decode(msgspec.json.encode(sample.spec), type=format.spec_type, strict=True)
    assert again == sample.spec
    format.check_spec(again)
    assert {slot: list(keys) for slot, keys in format.slots(again).items()} == {
        slot: list(keys) for slot, keys in format.slots(sample.spec).items()
    }


@promise
def ballots_are_taken_and_survive_json(format: AnyFormat, sample: AnySample) -> None:
    for slot, ballot in sample.ballots:
        assert slot in format.slots(sample.spec)
        format.check(sample.spec, slot, ballot)
        assert (
            msgspec.json.decode(msgspec.json.encode(ballot), type=format.ballot_type, strict=True) == ballot
        )


@promise
def refused_ballots_are_refused_with_a_sentence(format: AnyFormat, sample: AnySample) -> None:
    for slot, ballot in sample.refused:
        assert slot in format.slots(sample.spec)
        assert is_refused(format, sample.spec, slot, ballot), f"{ballot} was taken"


@promise
def slots_and_keys_are_in_order(format: AnyFormat, sample: AnySample) -> None:
    counted = {slot: list(keys) for slot, keys in format.counted(sample.spec).items()}
    for within in (format.slots(sample.spec), format.openings(sample.spec)):
        assert all(set(keys) <= set(counted[slot]) for slot, keys in within.items())
    for slot, keys in counted.items():
        assert slot == "" or OPTION_ID.fullmatch(slot)
        assert keys
        assert len(set(keys)) == len(keys)


@promise
def nothing_cast_is_nothing_counted(format: AnyFormat, sample: AnySample) -> None:
    assert format.marks(sample.spec, {}) == {}


@promise_of_all
def what_is_asked_is_taken(format: AnyFormat, sample: AnySample, data: st.DataObject) -> None:
    if not asks(format, sample.spec):
        return
    slot, body = data.draw(offered(format, sample.spec))
    assert slot in format.slots(sample.spec), f"{slot!r} is no slot"
    ballot = msgspec.convert(body, format.ballot_type, strict=True)
    try:
        format.check(sample.spec, slot, ballot)
    except Malformed as refusal:
        raise AssertionError(f"{body} is asked for and refused") from refusal
    assert format.marks(sample.spec, format.cast(sample.spec, {}, slot, ballot)), f"{body} counts nothing"


@promise_of_all
def withdrawing_takes_back_exactly_what_was_cast(
    format: AnyFormat, sample: AnySample, data: st.DataObject
) -> None:
    if not asks(format, sample.spec):
        return
    sheets, _ = play(format, sample, data)
    sheet = sheets.get(0, {})
    slot, ballot = data.draw(cast_in(format, sample))
    if slot in sheet or format.policy(sample.spec, slot) is Policy.ONCE:
        return
    before = copy.deepcopy(sheet)
    after = format.cast(sample.spec, sheet, slot, ballot)
    assert format.cast(sample.spec, after, slot, ballot) == after
    if format.is_final(sample.spec, after):
        return
    assert format.marks(sample.spec, format.cast(sample.spec, after, slot, None)) == format.marks(
        sample.spec, before
    )
    assert sheet == before, "cast changed the sheet it was given"


@promise_of_all
def once_is_once(format: AnyFormat, sample: AnySample, data: st.DataObject) -> None:
    if not asks(format, sample.spec):
        return
    (slot, ballot), (other, another) = data.draw(cast_in(format, sample)), data.draw(cast_in(format, sample))
    if format.policy(sample.spec, slot) is not Policy.ONCE:
        return
    sheet = format.cast(sample.spec, {}, slot, ballot)
    assert format.cast(sample.spec, sheet, slot, ballot) == sheet
    for ballot_instead in [None, *([another] if (other, another != ballot) == (slot, True) else [])]:
        try:
            format.cast(sample.spec, sheet, slot, ballot_instead)
        except Conflicting:
            continue
        raise AssertionError(f"{ballot} in {slot!r} was cast for good, and changed to {ballot_instead}")


@promise_of_all
def what_has_come_to_its_end_stays(format: AnyFormat, sample: AnySample, data: st.DataObject) -> None:
    if not asks(format, sample.spec):
        return
    assert not format.is_final(sample.spec, {})
    sheets, _ = play(format, sample, data)
    for sheet in sheets.values():
        if format.is_final(sample.spec, sheet):
            for slot, ballot in [(slot, None) for slot in sheet] + [data.draw(cast_in(format, sample))]:
                with suppress(Conflicting):
                    assert format.cast(sample.spec, sheet, slot, ballot) == sheet


@promise_of_all
def the_tally_is_the_sum_of_all_marks(format: AnyFormat, sample: AnySample, data: st.DataObject) -> None:
    if not asks(format, sample.spec):
        return
    sheets, tally = play(format, sample, data)
    counted = {slot: set(keys) for slot, keys in format.counted(sample.spec).items()}
    recounted: Tally = {}
    for sheet in sheets.values():
        marks = format.marks(sample.spec, sheet)
        for slot, keys in marks.items():
            assert set(keys) <= counted.get(slot, set()), f"{slot!r} counts {set(keys)} out of nowhere"
            assert all(type(n) is int and n > 0 for n in keys.values())
        rules.add(recounted, marks)
    assert stripped(tally) == recounted


@promise_of_all
def older_ballots_still_count_what_is_still_offered(
    format: AnyFormat, sample: AnySample, data: st.DataObject
) -> None:
    if not asks(format, sample.spec):
        return
    sheets, _ = play(format, sample, data)
    for other in format.samples:
        counted = {slot: set(keys) for slot, keys in format.counted(other.spec).items()}
        for sheet in sheets.values():
            for slot, keys in format.marks(other.spec, sheet).items():
                assert set(keys) <= counted[slot]
                assert all(n > 0 for n in keys.values())


@promise_of_all
def everything_shown_is_json(format: AnyFormat, sample: AnySample, data: st.DataObject) -> None:
    spec = sample.spec
    sheets, tally = play(format, sample, data) if asks(format, spec) else ({}, {})
    study = format.study(spec, iter(sheets.values()), 7)
    decoded = msgspec.json.decode(msgspec.json.encode(study))
    for sheet in ({}, *sheets.values()):
        visible = format.visible(spec, Reveal.ALWAYS, tally, sheet, closed=False)
        shown = format.result(spec, visible, sheet, decoded)
        assert msgspec.json.decode(msgspec.json.encode(shown), type=list[Part]) == shown
    asked = format.ask(spec)
    assert msgspec.json.decode(msgspec.json.encode(asked), type=list[Part]) == asked
    badges = format.badges(spec, tally)
    assert msgspec.json.decode(msgspec.json.encode(badges), type=list[Badge]) == badges
    assert type(format.total(spec, tally)) is int
    assert (study is None) or format.studies


@promise_of_all
def a_tone_changes_what_is_offered_and_no_marks(
    format: AnyFormat, sample: AnySample, data: st.DataObject
) -> None:
    sheets, _ = play(format, sample, data) if asks(format, sample.spec) else ({}, {})
    for suited in (format.suit(sample.spec, tone) for tone in TONES):
        assert format.heeds_tone or suited == sample.spec
        assert format.suit(suited, format.tone(suited)) == suited
        format.check_spec(suited)
        for sheet in sheets.values():
            assert format.marks(suited, sheet) == format.marks(sample.spec, sheet)


@promise_of_all
def what_is_hidden_is_not_shown(format: AnyFormat, sample: AnySample, data: st.DataObject) -> None:
    sheets, tally = play(format, sample, data) if asks(format, sample.spec) else ({}, {})
    for reveal, closed in ((Reveal.MODERATORS, True), (Reveal.AFTER_CLOSE, False)):
        for sheet in ({}, *sheets.values()):
            assert format.visible(sample.spec, reveal, tally, sheet, closed=closed) == {}
    before_casting = format.visible(sample.spec, Reveal.AFTER_CASTING, tally, {}, closed=False)
    study = format.study(sample.spec, iter(sheets.values()), 7)
    assert before_casting == {}
    assert format.result(sample.spec, before_casting, {}, study) == []


@promise
def no_secret_is_asked(format: AnyFormat, sample: AnySample) -> None:
    asked = msgspec.to_builtins(format.ask(sample.spec))
    shown = [*texts(asked), msgspec.json.encode(asked).decode()]
    for secret in map(str, format.secrets(sample.spec)):
        assert not any(secret in text for text in shown), f"{secret!r} is given away"


@promise
def what_is_asked_tells_no_secret_from_another(format: AnyFormat, sample: AnySample) -> None:
    for other in sample.alike:
        assert other != sample.spec
        format.check_spec(other)
        assert format.ask(other) == format.ask(sample.spec)
        assert {slot: list(keys) for slot, keys in format.counted(other).items()} == {
            slot: list(keys) for slot, keys in format.counted(sample.spec).items()
        }


@promise
def who_has_secrets_has_another_that_looks_alike(format: AnyFormat, sample: AnySample) -> None:
    assert bool(format.secrets(sample.spec)) == bool(sample.alike)


@promise
def a_reveal_is_taken_or_refused_with_a_sentence(format: AnyFormat, sample: AnySample) -> None:
    refusals = {reveal: refusal_of(format, sample.spec, reveal) for reveal in Reveal}
    assert all(refusal == "" or refusal.endswith(".") for refusal in refusals.values())
    assert refusals[Reveal.AFTER_CASTING] == "", "this is what moderators get unless they say otherwise"


@promise_of_all
def bare_words_change_no_marks(format: AnyFormat, sample: AnySample, data: st.DataObject) -> None:
    bare = sample.spec.bare()
    assert bare.bare() == bare
    sheets, _ = play(format, sample, data) if asks(format, sample.spec) else ({}, {})
    for sheet in sheets.values():
        assert format.marks(bare, sheet) == format.marks(sample.spec, sheet)
