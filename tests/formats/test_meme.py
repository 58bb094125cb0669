"""Memes: what their specs and submissions refuse, how they are ordered, and what is shown of them."""

from typing import Any

import msgspec
import pytest

from widgets.errors import Conflicting, Malformed
from widgets.formats import FORMATS
from widgets.model import Approved
from widgets.parts import Compose, Items

ID = "m_" + "A" * 22
WORDS = {"media": ID, "alt": "A cat", "captions": [{"text": "So"}, {"text": "it begins", "y": 80}]}
MEME = {"id": "one", "title": "The beginning", "picture": WORDS}
TEMPLATE = {"id": "cat", "name": "The cat", "picture": {"media": ID, "alt": "A cat"}}
FORMAT: Any = FORMATS["meme"]


def spec_of(**fields: Any) -> Any:
    spec = msgspec.convert({"items": [MEME]} | fields, FORMAT.spec_type)
    FORMAT.check_spec(spec)
    return spec


def sent(spec: Any, **fields: Any) -> Any:
    submission = msgspec.convert({"picture": WORDS} | fields, FORMAT.submission_type)
    FORMAT.check_submission(spec, submission)
    return submission


def worded(**fields: Any) -> dict[str, Any]:
    return WORDS | {"captions": [{"text": "So"} | fields]}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"items": [], "submissions": False}, "no_items"),
        ({"items": [], "uploads": False}, "no_items"),
        ({"items": [MEME | {"picture": None}]}, "no_picture"),
        ({"items": [MEME | {"title": ""}]}, "missing_text"),
        ({"items": [MEME | {"picture": WORDS | {"captions": []}}]}, "bad_captions"),
        ({"items": [MEME | {"picture": WORDS | {"captions": [{"text": "x"}] * 9}}]}, "bad_captions"),
        ({"items": [MEME | {"picture": worded(text=" ")}]}, "missing_text"),
        ({"items": [MEME | {"picture": worded(x=101)}]}, "bad_place"),
        ({"items": [MEME | {"picture": worded(size=80)}]}, "bad_place"),
        ({"items": [MEME | {"picture": worded(colour="red")}]}, "bad_colour"),
        ({"items": [MEME | {"picture": worded(outline="url(//evil)")}]}, "bad_colour"),
        ({"items": [MEME], "approved": [MEME | {"id": "two"}]}, "approved_given"),
        ({"templates": [TEMPLATE | {"name": ""}]}, "missing_text"),
        ({"templates": [TEMPLATE, TEMPLATE]}, "duplicate_id"),
    ],
)
def test_what_a_spec_refuses(fields, code):
    with pytest.raises(Malformed) as refused:
        spec_of(**fields)
    assert refused.value.code == code
    assert refused.value.detail.endswith(".")


def test_readers_write_on_what_is_offered():
    other = WORDS | {"media": "m_" + "B" * 22}
    assert sent(spec_of(), picture=other)
    spec = spec_of(templates=[TEMPLATE], uploads=False)
    assert sent(spec)
    with pytest.raises(Malformed) as refused:
        sent(spec, picture=other)
    assert refused.value.code == "no_pictures"
    with pytest.raises(Malformed):
        sent(spec, picture=WORDS | {"captions": []})


def test_what_is_approved_is_in_the_gallery_and_can_be_voted_for():
    spec = spec_of(templates=[TEMPLATE])
    body = msgspec.json.encode({"picture": WORDS | {"made": "m_" + "C" * 22, "width": 600, "height": 400}})
    whole = FORMAT.extend(spec, [Approved(id="s_1", number=1, body=body)])
    assert set(FORMAT.slots(whole)) == {"one", "s_1"}
    _, desk = FORMAT.ask(whole)[-2:]
    items = next(part for part in FORMAT.ask(whole) if isinstance(part, Items))
    shown = items.items[1].media
    assert shown is not None
    assert shown.src == "/media/m_" + "C" * 22 + "/600.webp"
    assert shown.alt == "A cat — So / it begins"
    assert isinstance(desk, Compose)
    assert not desk.closed
    vote = FORMAT.ballot_type(vote=1)
    assert FORMAT.marks(whole, {"s_1": vote}) == {"s_1": {"up": 1}}
    assert FORMAT.rank(whole, {"s_1": {"up": 2}, "one": {"up": 1}}) == ["s_1", "one"]
    assert FORMAT.rank(whole, {}) == ["one", "s_1"]


def test_submissions_and_voting_close_apart():
    closed = spec_of(submissions=False, templates=[TEMPLATE])
    assert not FORMAT.takes_submissions(closed)
    assert FORMAT.ask(closed)[-1].closed
    with pytest.raises(Conflicting):
        FORMAT.cast(spec_of(voting=False), {}, "one", FORMAT.ballot_type(vote=1))
