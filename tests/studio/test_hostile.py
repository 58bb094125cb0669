"""Attack 43 on every field of every form: what is typed is text, wherever it is shown, edited or not."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

from tests.api.serving import Service
from tests.studio.desk import Desk, seat
from tests.studio.editor import Page, as_read, send, spec_of
from tests.studio.hostile import FORBIDDEN, HOSTILE, LINKS
from tests.studio.markup import TYPED, Markup, check_markup
from widgets import offering
from widgets.formats import FORMATS
from widgets.forms.tree import Field, Group, Kinds, Lines, Prose, Rows, Words
from widgets.forms.written import chosen_group
from widgets.roles import Role
from widgets.scenery import set_scenery

Pairs = list[tuple[str, str]]
SAMPLES = {name: each.samples[-1].spec for name, each in FORMATS.items()}
ADDRESSES = {"url", "image", "link"}
EXACT = ADDRESSES | {"id", "media", "colour", "outline", "icon", "widget"}
"""Last words of the names of fields that take no words, but what is of one form."""


def is_exact(field: str) -> bool:
    """Tell whether a field takes only what is of one form."""
    return field.rpartition(".")[2] in EXACT


@pytest.fixture(scope="module")
def mallory(studio: Service) -> Desk:
    voxpop = studio.application.running.voxpop  # type: ignore[union-attr]
    studio.run_there(lambda: set_scenery(voxpop.engine, voxpop.uploading.shelf, "demo"))
    return seat(studio, "mallory.desk", Role.OWNER)


def find_texts(node: Any, written: Any, path: str = "") -> Iterator[tuple[str, Field]]:
    """Give the names of the fields of a form that take a text, as they are sent."""
    if isinstance(node, Rows):
        for row in written:
            yield from find_texts(node.of, row.value, f"{path}{row.key}.")
        return
    group = chosen_group(node, written) if isinstance(node, Group | Kinds) else None
    for field in group.fields if group is not None else ():
        value = written.get(field.name)
        if isinstance(field.node, Words | Lines | Prose):
            yield f"{path}{field.name}", field
        elif value is not None:
            yield from find_texts(field.node, value, f"{path}{field.name}.")


def open_sample(name: str) -> tuple[Pairs, dict[str, Field]]:
    """The fields of a sample's form, and those of them that take a text."""
    form = offering.open_form(name, msgspec.json.encode(SAMPLES[name]))
    return form.pairs, dict(find_texts(form.tree, form.written))


def candidates(at: int) -> list[str]:
    """What may be typed into a field, the most harmful first, and another for each field after that."""
    kinds = sorted(HOSTILE.values(), key=len)
    return [
        f"{' '.join(kinds)} {at}",
        *(f"{kinds[(at + turn) % len(kinds)]} {at}" for turn in range(len(kinds))),
    ]


def spoil(name: str, pairs: Pairs, texts: dict[str, Field]) -> Pairs:
    """Type into every field that takes words the most harmful ones that it takes."""
    spoilt = list(pairs)
    for at, (field, value) in enumerate(pairs):
        for hostile in candidates(at) if field in texts else ():
            spoilt[at] = field, hostile
            if not offering.take(name, spoilt).problems:
                break
            spoilt[at] = field, value
    return spoilt


def save_new(desk: Desk, name: str, pairs: Pairs) -> httpx.Response:
    """Send the form of a new widget."""
    guarded = [("csrf", desk.guard()), ("-revision", "0"), *pairs]
    answer: httpx.Response = send(desk, f"/studio/demo/widgets/new/{name}", guarded)
    return answer


def pages_of_widget(path: str, name: str) -> list[str]:
    """The addresses of all pages about a widget alone, the studio's and the public ones."""
    id = path.rpartition("/")[2]
    base = path.rpartition("/widgets/")[0]
    return [
        path,
        *(f"{path}/{each}" for each in ("publication", "versions", "results", "ballots")),
        f"{base}/previews/{name}?widget={id}",
        f"/p/{id}",
        f"/f/{id}",
        f"/embed/{id}",
    ]


def pages_of(path: str, name: str) -> list[str]:
    """The same, and those that show it among others."""
    base = path.rpartition("/widgets/")[0]
    lists = (f"{base}/{each}" for each in ("widgets", "results", "queue", "log"))
    return [*pages_of_widget(path, name), *lists]


def look(desk: Desk, path: str, name: str) -> None:
    """See that no page that shows a widget has an element or an attribute that was typed into it."""
    for page in pages_of(path, name):
        answer = desk.get(page)
        assert answer.status_code == 200, (page, answer.text)
        if page.startswith("/studio"):
            check_markup(answer.text, page)
        else:
            check_public(answer.text, page)
    told = desk.client.get("/oembed", params={"url": f"{desk.service.settings.public_url}/p/{path[-24:]}"})
    assert TYPED not in [key for _, attributes in Markup(told.json()["html"]).elements for key in attributes]


def check_public(text: str, about: str) -> None:
    """The same of a page for readers, which says some things as JSON, too."""
    for tag, attributes in Markup(text).elements:
        assert TYPED not in attributes, (about, tag, attributes)
        assert not [key for key in attributes if key.startswith("on")], (about, tag, attributes)
        if tag == "script" and "src" not in attributes:
            assert attributes["type"] == "application/ld+json", (about, attributes)
    assert "\u2028" not in text.partition("application/ld+json")[2].partition("</script>")[0]


@pytest.mark.parametrize("name", FORMATS)
def test_whatever_is_typed_into_a_format_is_text_wherever_it_is_shown(mallory: Desk, name: str):
    pairs, texts = open_sample(name)
    spoilt = spoil(name, pairs, texts)
    typed = {field for (field, value), (_, before) in zip(spoilt, pairs, strict=True) if value != before}
    assert {field for field in texts if not is_exact(field)} <= typed, "a field for words takes none"
    answer = save_new(mallory, name, spoilt)
    assert answer.status_code == 303, answer.text
    path = str(answer.headers["location"]).removesuffix("/publication")
    before = spec_of(mallory, path)
    # The form as it stands on the page says the same once more.
    shown = Page(mallory.see(path)).pairs
    assert send(mallory, path, shown).status_code == 303
    assert as_read(spec_of(mallory, path), SAMPLES[name]) == as_read(before, SAMPLES[name])
    # So does what is shown beside what somebody else has saved meanwhile, and what is refused.
    stale = send(mallory, path, shown, **{"-revision": "77"})
    assert stale.status_code == 412
    check_markup(stale.text, (name, "stale"))
    refused = save_new(mallory, name, [*spoilt, ("-url", "https://elsewhere.example/")])
    assert refused.status_code == 409
    check_markup(refused.text, (name, "refused"))
    revision = dict(Page(mallory.see(path)).pairs)["-revision"]
    published = mallory.post(f"{path}/publication", {"do": "publish", "revision": revision})
    assert published.status_code == 303, published.text
    look(mallory, path, name)


@pytest.mark.parametrize("name", FORMATS)
def test_no_field_for_an_address_takes_one_that_could_run_or_lead_astray(name: str):
    pairs, texts = open_sample(name)
    for at, (field, _) in enumerate(pairs):
        for link in LINKS if field in texts and field.rpartition(".")[2] in ADDRESSES else ():
            spoilt = list(pairs)
            spoilt[at] = field, link
            assert offering.take(name, spoilt).problems, (field, link)


BROKEN = (r'"\ud800"', r'"\udc00"', "x", "[1]", "{}", "7", "[" * 5000)
"""What is no id, where a form carries one as JSON."""


@pytest.mark.parametrize("character", FORBIDDEN.values(), ids=list(FORBIDDEN))
def test_no_form_takes_what_no_text_may_hold(mallory: Desk, character: str):
    pairs, _ = open_sample("poll")
    guard = mallory.guard()
    rows, _ = mallory.service.keeps()
    named = f"U+{ord(character):04X}"
    for path, fields in (
        ("/studio/demo/widgets/new/poll", [("-revision", "0"), *pairs, ("-url", character)]),
        ("/studio/profile/name", [("name", f"a{character}b")]),
        ("/studio/demo/settings/keys", [("key-name", f"a{character}b")]),
        ("/studio/demo/people/invitations", [("login", f"a{character}b"), ("role", "editor")]),
        ("/studio/demo/articles", [("text", f"a{character}b")]),
    ):
        answer = mallory.send(path, [("csrf", guard), *fields])
        assert answer.status_code == 400, (path, answer.text)
        assert named in answer.text, path
    # As JSON within a field, as what goes through a form unseen.
    for id in (json.dumps(f"a{character}"), *BROKEN):
        kept = [(name, id if name.endswith(".id") else value) for name, value in pairs]
        assert save_new(mallory, "poll", kept).status_code == 400, id
    half = mallory.client.post(
        "/studio/profile/name",
        content=f"csrf={guard}&name=%ED%A0%80".encode(),
        headers={"origin": mallory.origin, "content-type": "application/x-www-form-urlencoded"},
    )
    assert half.status_code == 400
    assert "not valid UTF-8" in half.text
    assert mallory.service.keeps()[0] == rows
