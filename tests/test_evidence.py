"""Evidence: which sentences still stand in a text, and what has become of the others."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.evidence import find_lost, find_rests, hash_text

TEXT = (
    "The tram runs again.\n\nIt had stood still for eleven years. “Good,” said the mayor. Nobody else spoke."
)


def test_white_space_and_quotation_marks_do_not_matter() -> None:
    again = TEXT.replace("\n\n", "  ").replace("“", '"').replace("”", '"')
    assert hash_text(again) == hash_text(TEXT) != hash_text(TEXT.replace("eleven", "twelve"))
    sentences = ["“Good,” said the mayor.", "It had stood still\nfor eleven years."]
    assert find_lost(again, sentences) == {}


def test_what_a_sentence_has_become_is_the_one_that_comes_nearest() -> None:
    sentence = "It had stood still for eleven years."
    changed = TEXT.replace("eleven", "twelve")
    assert find_lost(changed, [sentence, "Nobody else spoke."]) == {
        sentence: "It had stood still for twelve years."
    }
    assert find_lost("Quite another story, about pears.", [sentence]) == {sentence: ""}
    assert find_lost("", [sentence]) == {sentence: ""}


@given(st.lists(st.text(min_size=1), max_size=5), st.text())
def test_a_sentence_that_stands_there_is_never_lost(sentences: list[str], between: str) -> None:
    assert find_lost(f" {between} ".join(sentences), sentences) == {}


def test_evidence_is_found_wherever_it_stands() -> None:
    one = {"id": "a", "evidence": {"start": 0, "end": 1, "text": "One."}}
    spec = {
        "questions": [one, {"id": "b"}],
        "blocks": [{"widget": {"id": "c", "evidence": {"text": "Two."}}}],
    }
    assert [(each.question, each.sentence) for each in find_rests(spec)] == [("a", "One."), ("c", "Two.")]
    odd = [{"id": 1, "evidence": {"text": "x"}}, {"id": "a", "evidence": "x"}, {"evidence": {"text": "x"}}]
    assert list(find_rests(odd)) == []
