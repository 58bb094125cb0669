"""Which words can stand after attempts of which some were never answered."""

from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.crash.checking import possible_words
from tests.crash.history import Attempt, Told, Word
from tests.crash.samples import DOWN, UP, counted, lost

WORDS: list[Word] = [None, UP, DOWN]


@st.composite
def right_histories(draw: st.DrawFn) -> tuple[Word, list[Attempt], Word]:
    """Play attempts against a register that takes each up at some moment while it is under way, or never."""
    random = Random(draw(st.integers(min_value=0)))
    before, now = random.choice(WORDS), 0.0
    attempts: list[Attempt] = []
    effects: list[tuple[float, Word]] = []
    for _ in range(draw(st.integers(min_value=0, max_value=8))):
        word, sent = random.choice(WORDS), now
        now += random.random()
        if random.random() < 0.5:
            attempt = msgspec.structs.replace(counted(word, sent), answered=now, over=now)
        else:
            attempt = lost(word, sent, over=random.choice([now, now + 3 * random.random()]))
        if attempt.told is Told.COUNTED or random.random() < 0.5:
            effects.append((random.uniform(sent, attempt.over), word))
        attempts.append(attempt)
        now += random.random()
    return before, attempts, max(effects, key=lambda each: each[0], default=(0, before))[1]


@given(right_histories())
def test_a_register_that_keeps_its_word_is_never_blamed(played):
    before, attempts, after = played
    assert after in possible_words(before, attempts)


@given(right_histories(), st.sampled_from(WORDS))
def test_after_an_acknowledgement_nothing_older_stands(played, other):
    """Whatever went before: with nothing under way any more, the word acknowledged last is the only one."""
    before, attempts, _ = played
    end = max((each.over for each in attempts), default=0.0) + 1
    assert possible_words(before, [*attempts, counted(other, end)]) == [other]
