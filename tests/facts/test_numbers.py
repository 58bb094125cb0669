"""Other numbers of the same format."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.facts.numbers import spell, value_of, vary

TEXTS = st.one_of(
    st.integers(2, 10_000_000).map(lambda n: f"{n:,}"),
    st.integers(2, 99).map(spell),
    st.decimals(1, 500, places=1).map(str),
    st.integers(2, 900).map(lambda n: f"£{n} million"),
    st.integers(2, 99).map(lambda n: f"{n} per cent"),
    st.integers(2, 999).map(lambda n: f"More than {n}"),
)


@given(TEXTS, st.text(max_size=5))
def test_others_differ_in_the_number_and_in_nothing_else(text, prompt) -> None:
    others = vary(text, frozenset(), prompt)
    assert len(others) in (0, 3)
    values = {value_of(other) for other in others}
    assert value_of(text) not in values
    assert len(values) == len(others)
    for other in others:
        if re.search(r"\d", text):
            assert re.sub(r"[\d.,]+", "#", other) == re.sub(r"[\d.,]+", "#", text)


@given(st.integers(2, 5000))
def test_a_forbidden_number_is_never_offered(value) -> None:
    first = vary(f"{value:,}", frozenset(), "p")
    forbidden = frozenset(filter(None, map(value_of, first[:1])))
    assert not {value_of(other) for other in vary(f"{value:,}", forbidden, "p")} & forbidden


@pytest.mark.parametrize(
    ("text", "value"), [("more than 1,200", 1200.0), ("twenty-one", 21.0), ("no number", None)]
)
def test_reads_digits_and_words(text, value) -> None:
    assert value_of(text) == value


@given(st.sampled_from(["More than", "Up to", "At least", "Nearly"]), st.integers(2, 5000))
def test_no_other_number_is_true_as_well(bound, value) -> None:
    lower = bound in ("More than", "At least")
    for other in map(value_of, vary(f"{bound} {value}", frozenset(), "p")):
        assert other is not None
        assert other > value if lower else other < value
