from typing import Any

import pytest

from tests.formats.applause import Applause, ApplauseBallot
from tests.formats.promises import PROMISES
from widgets.errors import Malformed, Unknown
from widgets.formats import FORMATS, find_format, page_formats, registered
from widgets.model import Policy
from widgets.parts import Number, Text


def cases() -> list[Any]:
    return [
        pytest.param(format, sample, id=f"{format.name}: {sample.name}")
        for format in FORMATS.values()
        for sample in format.samples
    ]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize(("format", "sample"), cases())
def test_every_sample_of_every_format_keeps_the_promise(promise, format, sample):
    promise(format=format, sample=sample)


def test_formats_are_offered_in_this_order():
    assert list(FORMATS)[:4] == ["reactions", "points", "shares", "poll"]
    assert [format.name for format in page_formats()] == ["reactions", "points", "shares"]


@pytest.mark.parametrize("format", FORMATS.values(), ids=list(FORMATS))
def test_samples_have_names_of_their_own(format):
    names = [sample.name for sample in format.samples]
    assert names
    assert len(set(names)) == len(names)


def test_a_new_format_takes_one_module_and_one_registration():
    with registered(Applause()):
        found = [case.values for case in cases() if case.values[0].name == "applause"]
        assert len(found) == 1
        for promise in PROMISES:
            for format, sample in found:
                promise(format=format, sample=sample)
        assert isinstance(find_format("applause"), Applause)
    with pytest.raises(Unknown):
        find_format("applause")


class CountsElsewhere(Applause):
    def marks(self, spec, sheet):
        return {"": {"cheers": 1}} if "" in sheet else {}


class CountsNobody(Applause):
    def marks(self, spec, sheet):
        return {"": {"claps": 1}}


class OwesClaps(Applause):
    def marks(self, spec, sheet):
        return {"": {"claps": -sheet[""].claps}} if "" in sheet else {}


class AsksTooMuch(Applause):
    def check(self, spec, slot, ballot):
        super().check(spec, slot, ApplauseBallot(claps=ballot.claps + 1))


class RefusesNothing(Applause):
    def check(self, spec, slot, ballot):
        pass


class Tells(Applause):
    def ask(self, spec):
        return [*super().ask(spec), Text(text=f"Say {spec.password} to enter.")]


class Hints(Applause):
    def ask(self, spec):
        return [*super().ask(spec), Text(text=f"The word has {len(spec.password)} letters.")]


class KeepsNoSecret(Applause):
    def secrets(self, spec):
        return []


class RefusesEveryReveal(Applause):
    def check_reveal(self, spec, reveal):
        raise Malformed("bad_reveal", "Nobody may see this.")


class EndsAtOnce(Applause):
    def is_final(self, spec, sheet):
        return bool(sheet)

    def cast(self, spec, sheet, slot, ballot):
        return {} if ballot is None else {slot: ballot}


class ShowsHidden(Applause):
    def result(self, spec, tally, sheet, study=None):
        return [Number(value=0, unit="claps")]


class ForgetsWithdrawal(Applause):
    def cast(self, spec, sheet, slot, ballot):
        return sheet if ballot is None else {**sheet, slot: ballot}


class ChangesTheSheet(Applause):
    def cast(self, spec, sheet, slot, ballot):
        if ballot is None:
            return {}
        sheet[slot] = ballot
        return sheet


class ChangesForGood(Applause):
    def policy(self, spec, slot):
        return Policy.ONCE

    def cast(self, spec, sheet, slot, ballot):
        return {slot: ballot}


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (CountsElsewhere, "the_tally_is_the_sum_of_all_marks"),
        (CountsNobody, "nothing_cast_is_nothing_counted"),
        (OwesClaps, "the_tally_is_the_sum_of_all_marks"),
        (AsksTooMuch, "what_is_asked_is_taken"),
        (RefusesNothing, "refused_ballots_are_refused_with_a_sentence"),
        (Tells, "no_secret_is_asked"),
        (Hints, "what_is_asked_tells_no_secret_from_another"),
        (KeepsNoSecret, "who_has_secrets_has_another_that_looks_alike"),
        (RefusesEveryReveal, "a_reveal_is_taken_or_refused_with_a_sentence"),
        (EndsAtOnce, "what_has_come_to_its_end_stays"),
        (ShowsHidden, "what_is_hidden_is_not_shown"),
        (ForgetsWithdrawal, "withdrawing_takes_back_exactly_what_was_cast"),
        (ChangesTheSheet, "withdrawing_takes_back_exactly_what_was_cast"),
        (ChangesForGood, "once_is_once"),
    ],
)
def test_the_promises_catch_a_broken_format(broken, promise):
    format = broken()
    [kept] = [each for each in PROMISES if each.__name__ == promise]
    # A format may break a promise in more than one way at once.
    with pytest.raises((AssertionError, ExceptionGroup)) as broken_promise:
        kept(format=format, sample=format.samples[0])
    ways = getattr(broken_promise.value, "exceptions", [broken_promise.value])
    assert all(isinstance(each, AssertionError) for each in ways)
