"""Evidence is exact whatever the text is made of."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.facts.reading import ask, read
from widgets.parsing import parse

TEXT = read("politics").text[:1400]
SWAPS = st.sampled_from(
    ["“", "”", '"', "'", "’", "\u00a0", "  ", "\n", "\r\n", "\t", "\u2028", "—", "…", "é", "\U0001f6a2"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), SWAPS), max_size=12))
def test_evidence_is_what_stands_at_its_offsets(inserted) -> None:
    text = TEXT
    for place, piece in sorted(inserted, reverse=True):
        text = text[:place] + piece + text[place:]
    for question in ask(text):
        for span in filter(None, [question.evidence, question.named]):
            assert text[span.start : span.end] == span.text
        assert len(set(question.options)) == 4


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_parsed_to_words_at_their_offsets(text) -> None:
    parsed = parse(text)
    ends = [token.end for token in parsed.tokens]
    assert ends == sorted(ends)
    for token in parsed.tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert not text[token.start : token.end].isspace()
    assert [index for first, last in parsed.sentences for index in range(first, last)] == list(
        range(len(ends))
    )
