"""Forms made from specs: what is written is what is read, for every sample of every format."""

import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.errors import Malformed
from widgets.formats import FORMATS
from widgets.forms import posted
from widgets.forms.acting import act
from widgets.forms.locating import locate
from widgets.forms.making import give_new_ids, make
from widgets.forms.prose import read_prose, write_prose
from widgets.forms.tree import Kept, Weights, groups_of, grow
from widgets.forms.written import blank, write

SAMPLES = [(name, sample) for name, each in FORMATS.items() for sample in each.samples]


def ids():
    numbers = itertools.count(1)
    return lambda: f"new{next(numbers)}"


def tree_of(name: str):
    return grow(FORMATS[name].spec_type, FORMATS[name].hints)


def through(name: str, spec: Any):
    """A spec after it has been through the form, as a browser sends it."""
    tree = tree_of(name)
    written = write(tree, msgspec.to_builtins(spec))
    sent = posted.read(tree, posted.send(tree, written))
    assert sent == written
    made = make(tree, sent, ids())
    assert made.problems == []
    return msgspec.convert(made.spec, FORMATS[name].spec_type)


@pytest.mark.parametrize(("name", "sample"), SAMPLES, ids=[f"{n}: {s.name}" for n, s in SAMPLES])
def test_a_spec_goes_through_its_form_unchanged(name, sample):
    assert through(name, sample.spec) == sample.spec


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_a_moderator_must_write_is_hidden(name):
    """A type that forms do not know goes through as JSON; that is for ids and sizes, not for content."""
    for group in groups_of(tree_of(name)):
        for field in group.fields:
            hidden = isinstance(field.node, Kept) and field.hint.look != "kept"
            assert not hidden, f"{group.name}.{field.name} has a type that forms do not draw"


@given(st.data())
def test_whatever_is_clicked_the_form_stays_one(data):
    name, sample = data.draw(st.sampled_from(SAMPLES))
    tree = tree_of(name)
    written = write(tree, msgspec.to_builtins(sample.spec))
    for _ in range(data.draw(st.integers(1, 6))):
        pairs = posted.send(tree, written)
        rows = sorted({path.removesuffix("._") for path, _ in pairs if path.endswith("._")})
        lists = sorted({each.rpartition(".")[0] for each in rows} - {""})
        verb = data.draw(st.sampled_from(["add", "up", "down", "remove"]))
        places = lists if verb == "add" else rows
        if not places:
            return
        try:
            act(tree, written, f"{verb}:{data.draw(st.sampled_from(places))}")
        except Malformed:
            assert posted.read(tree, pairs) == posted.read(tree, posted.send(tree, written))
        again = posted.read(tree, posted.send(tree, written))
        assert again == written


def test_moved_rows_keep_their_ids_and_new_ones_get_their_own():
    tree = tree_of("poll")
    options = [{"id": each, "text": each.upper()} for each in ("a", "b")]
    spec = {"questions": [{"kind": "single", "prompt": "Which?", "options": options}]}
    written = write(tree, spec)
    act(tree, written, "down:questions.0.options.0")
    act(tree, written, "add:questions.0.options")
    pairs = posted.send(tree, written)
    pairs = [(n, "C" if n == "questions.0.options.n1.text" else v) for n, v in pairs]
    made = make(tree, posted.read(tree, pairs), ids())
    assert [(each["id"], each["text"]) for each in made.spec["questions"][0]["options"]] == [
        ("b", "B"), ("a", "A"), ("new1", "C")
    ]  # fmt: skip


def test_a_key_follows_its_option():
    tree = tree_of("trivia_quiz")
    written = blank(tree)
    question = written["questions"][0].value
    assert question["kind"] == "choice"
    question["answer"] = question["options"][1].key
    act(tree, written, "up:questions.n1.options.n2")
    made = make(tree, posted.read(tree, posted.send(tree, written)), ids())
    asked = made.spec["questions"][0]
    assert asked["answer"] == asked["options"][0]["id"]
    assert made.problems == []


FOREIGN = ["site", "status", "questions.0.tally", "questions.0", "questions..text", "a." * 20]


@pytest.mark.parametrize("name", FOREIGN)
def test_fields_of_other_forms_are_refused(name):
    tree = tree_of("poll")
    with pytest.raises(Malformed):
        posted.read(tree, [("questions.0.kind", "single"), (name, "x")])


def test_no_weights_without_rows_to_weigh():
    assert all(
        isinstance(field.node, Weights)
        for group in groups_of(tree_of("personality_quiz"))
        for field in group.fields
        if field.name == "weights"
    )


def written_poll(*prompts: str):
    options = [{"id": f"x{at}", "text": "One"} for at in (1, 2)]
    asked = [
        {"kind": "single", "id": f"q{at}", "prompt": prompt, "options": options}
        for at, prompt in enumerate(prompts)
    ]
    return write(tree_of("poll"), {"title": "T", "questions": asked})


REFUSED = {
    "questions.0.options.1.text": "The text of the option 2 is missing; write 1 to 200 characters.",
    "questions.1.prompt": "The prompt of the question 2 is missing; write 1 to 300 characters.",
    "title": "The title has 300 characters; it may have 200.",
}


@pytest.mark.parametrize("path", REFUSED)
def test_a_refusal_stands_beside_its_field_and_names_no_id(path):
    tree, written = tree_of("poll"), written_poll("Which?", "And?")
    pairs = [
        (name, ("x" * 300 if path == "title" else "") if name == path else value)
        for name, value in posted.send(tree, written)
    ]
    written = posted.read(tree, pairs)
    made = make(tree, written, ids())
    format = FORMATS["poll"]
    with pytest.raises(Malformed) as refused:
        format.check_spec(msgspec.convert(made.spec, format.spec_type))
    problem = locate(tree, written, refused.value)
    assert (problem.path, problem.sentence) == (path, REFUSED[path])


def test_numbers_that_are_none_are_refused_beside_their_field():
    tree = tree_of("poll")
    written = write(tree, {"questions": [{"kind": "rating", "prompt": "How?", "greatest": 5}]})
    written["questions"][0].value["greatest"] = "five"
    [problem] = make(tree, written, ids()).problems
    assert (problem.path, problem.sentence) == (
        "questions.0.greatest", "This is 'five'; write a whole number, in digits."
    )  # fmt: skip


def test_a_new_id_is_given_where_votes_shall_not_follow():
    tree, written = tree_of("poll"), written_poll("Which?", "And?")
    give_new_ids(tree, written, {"x1"})
    spec = make(tree, written, ids()).spec
    assert [each["id"] for each in spec["questions"][0]["options"]] == ["new1", "x2"]


TEXTS = st.text("ab[]\\() \n.", min_size=1, max_size=8).filter(lambda text: text.strip() == text)
PARAGRAPHS = TEXTS.filter(lambda text: "\n\n" not in text.replace(" ", ""))


@given(st.lists(PARAGRAPHS.map(lambda text: [{"text": text}]), max_size=3))
def test_prose_is_read_as_it_was_written(paragraphs):
    assert read_prose(write_prose(paragraphs)) == paragraphs


def test_links_in_prose():
    text = "See [the \\[old\\] mill](https://a.example/x_(y)) and on."
    pieces = [
        {"text": "See "},
        {"text": "the [old] mill", "link": "https://a.example/x_(y)"},
        {"text": " and on."},
    ]
    assert read_prose(text) == [pieces]
    assert write_prose([pieces]) == text
