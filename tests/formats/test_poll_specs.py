from typing import Any

import msgspec
import pytest

from widgets.errors import Malformed
from widgets.formats.poll import Multiple, Poll, PollOption, PollSpec, Ranked, Rating, Single

POLL = Poll()
OPTIONS = tuple(PollOption(id=each, text=each.upper()) for each in "abcd")


def ask_one(question: Any) -> PollSpec:
    return PollSpec(questions=(question,))


def options_of(n: int) -> tuple[PollOption, ...]:
    return tuple(PollOption(id=f"o{each}", text="x") for each in range(n))


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (PollSpec(questions=()), "bad_number_of_questions"),
        (
            PollSpec(questions=tuple(Rating(id=f"q{n}", prompt="x") for n in range(21))),
            "bad_number_of_questions",
        ),
        (PollSpec(questions=(Rating(prompt="x"), Rating(prompt="y"))), "bad_id"),
        (PollSpec(questions=(Rating(id="q", prompt="x"), Rating(id="q", prompt="y"))), "duplicate_id"),
        (ask_one(Rating(id="Q!", prompt="x")), "bad_id"),
        (ask_one(Rating(id="turnout", prompt="x")), "reserved_id"),
        (ask_one(Rating(prompt="")), "missing_text"),
        (ask_one(Rating(prompt="x" * 301)), "text_too_long"),
        (ask_one(Rating(prompt="x", greatest=1)), "bad_greatest"),
        (ask_one(Rating(prompt="x", greatest=11)), "bad_greatest"),
        (ask_one(Single(prompt="x", options=OPTIONS[:1])), "bad_number_of_options"),
        (ask_one(Single(prompt="x", options=options_of(31))), "bad_number_of_options"),
        (ask_one(Ranked(prompt="x", options=options_of(11))), "bad_number_of_options"),
        (ask_one(Single(prompt="x", options=(OPTIONS[0], OPTIONS[0]))), "duplicate_id"),
        (ask_one(Single(prompt="x", options=(OPTIONS[0], PollOption(id="right", text="x")))), "reserved_id"),
        (ask_one(Single(prompt="x", options=(OPTIONS[0], PollOption(id="e", text=" ")))), "missing_text"),
        (
            ask_one(Single(prompt="x", options=(OPTIONS[0], PollOption(id="e", text="x" * 201)))),
            "text_too_long",
        ),
        (
            ask_one(
                Single(prompt="x", options=(OPTIONS[0], PollOption(id="e", text="x", image="javascript:x")))
            ),
            "bad_image",
        ),
        (
            ask_one(Single(prompt="x", options=(OPTIONS[0], PollOption(id="e", text="x", alt="x" * 301)))),
            "text_too_long",
        ),
        (ask_one(Multiple(prompt="x", options=OPTIONS, least=0)), "bad_bounds"),
        (ask_one(Multiple(prompt="x", options=OPTIONS, least=3, most=2)), "bad_bounds"),
        (ask_one(Ranked(prompt="x", options=OPTIONS, most=5)), "bad_bounds"),
        (ask_one(Multiple(prompt="x", options=OPTIONS, least=5)), "bad_bounds"),
        (PollSpec(title="x" * 201, questions=(Rating(prompt="x"),)), "text_too_long"),
    ],
)
def test_specs_that_are_refused(spec, code):
    with pytest.raises(Malformed) as refusal:
        POLL.check_spec(spec)
    assert refusal.value.code == code
    assert refusal.value.detail.endswith(".")


@pytest.mark.parametrize(
    "question",
    [
        Single(prompt="x", options=options_of(30)),
        Multiple(prompt="x", options=options_of(30), least=30, most=30),
        Ranked(prompt="x", options=options_of(10), most=1),
        Rating(prompt="x" * 300, greatest=10),
    ],
)
def test_specs_at_the_bounds_are_taken(question):
    POLL.check_spec(ask_one(question))


@pytest.mark.parametrize(
    "question",
    [
        '{"prompt":"x","options":[]}',
        '{"kind":"guess","prompt":"x"}',
        '{"kind":"rating","prompt":"x","options":[]}',
        '{"kind":"single","prompt":"x","options":[{"id":"a","text":"x"}],"most":2}',
    ],
)
def test_questions_that_are_no_spec(question):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(f'{{"questions":[{question}]}}', type=PollSpec)


def test_an_option_shows_the_smallest_copy_of_its_picture():
    picture = {"media": "m_" + "A" * 22, "alt": "A river", "width": 900, "height": 600}
    option = {"id": "a", "text": "River", "picture": picture}
    question = {"kind": "single", "prompt": "Which?", "options": [option, {"id": "b", "text": "Hill"}]}
    spec = msgspec.convert({"questions": [question]}, PollSpec)
    Poll().check_spec(spec)
    [single] = spec.questions
    assert isinstance(single, Single)
    shown = single.shown()[0]
    assert (shown.image, shown.alt) == ("/media/m_" + "A" * 22 + "/480.webp", "A river")
    for wrong in (
        option | {"image": "https://example.org/a.png"},
        option | {"picture": picture | {"alt": ""}},
    ):
        changed = msgspec.convert(
            {"questions": [question | {"options": [wrong, wrong | {"id": "b"}]}]}, PollSpec
        )
        with pytest.raises(Malformed):
            Poll().check_spec(changed)
