"""Forms of specs: everything that is wrong is told at once, each thing beside its field."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets import offering
from widgets.formats import FORMATS

SAMPLES = [(name, sample.spec) for name, each in FORMATS.items() for sample in each.samples]
HIDDEN = ("_", "id", "kind", "media", "is", "width", "height", "url", "link", "image")
"""Fields that are no words; what an address may be is known to a format alone, so that none is made up."""


def typed(name: str, spec: object) -> list[tuple[str, str]]:
    """The fields of the form of a spec."""
    return offering.open_form(name, msgspec.json.encode(spec)).pairs


def empty(pairs: list[tuple[str, str]], paths: set[str]) -> list[tuple[str, str]]:
    """The same with nothing in some of the fields."""
    return [(path, "" if path in paths else value) for path, value in pairs]


def faults(name: str, pairs: list[tuple[str, str]]) -> list[str]:
    """Where something is wrong."""
    form = offering.take(name, pairs)
    return [each.path for each in offering.find_faults(form)] if form.problems else []


@given(st.data())
def test_what_is_refused_beside_a_field_is_refused_there_among_others_too(data: st.DataObject) -> None:
    name, spec = data.draw(st.sampled_from(SAMPLES))
    pairs = typed(name, spec)
    texts = [path for path, value in pairs if value and path.rpartition(".")[2] not in HIDDEN]
    chosen = data.draw(st.sets(st.sampled_from(texts), max_size=6)) if texts else set()
    alone = {path for path in chosen if faults(name, empty(pairs, {path})) == [path]}
    together = faults(name, empty(pairs, alone))
    assert alone <= set(together)
    assert len(together) == len(set(together))


@pytest.mark.parametrize(("name", "spec"), SAMPLES)
def test_what_can_be_saved_has_no_fault(name: str, spec: object) -> None:
    assert faults(name, typed(name, spec)) == []


def test_an_empty_quiz_is_told_all_that_it_lacks_in_the_order_of_the_form() -> None:
    pairs = offering.begin("trivia_quiz").pairs
    assert sorted(faults("trivia_quiz", pairs)) == [
        "questions.n1.answer",
        "questions.n1.options.n1.text",
        "questions.n1.options.n2.text",
        "questions.n1.prompt",
    ]
    order = [path for path, _ in pairs]
    found = faults("trivia_quiz", pairs)
    assert [order.index(path) for path in found if path in order] == sorted(
        order.index(path) for path in found if path in order
    )


def test_a_number_that_is_none_hides_no_other_fault() -> None:
    [spec] = [each.spec for each in FORMATS["list"].samples if each.spec.title][:1]
    pairs = [
        (path, "many" if path == "page_size" else "" if path.endswith(".title") else value)
        for path, value in typed("list", spec)
    ]
    found = faults("list", pairs)
    assert "page_size" in found
    assert sum(path.endswith(".title") for path in found) == len(spec.items)


def test_faults_are_told_of_what_stands_in_the_form_only() -> None:
    """A list that lacks rows gets some in thought; what these lack is nobody's business."""
    pairs = [
        (path, value)
        for path, value in offering.begin("poll").pairs
        if not path.startswith("questions.n1.options")
    ]
    assert sorted(faults("poll", pairs)) == ["questions.n1.options", "questions.n1.prompt"]
