"""Writing at the desk, as HTTP sees it: every format through its form, and what is refused on the way."""

import json
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import pytest

from tests.studio.desk import Desk, seat
from widgets import offering
from widgets.errors import Unavailable
from widgets.formats import FORMATS
from widgets.ledger import deeds
from widgets.publishing import Draft
from widgets.roles import Role
from widgets.scenery import set_scenery


class Page(HTMLParser):
    """What a browser would send of the form with an id, as it stands on a page; or of all, for ""."""

    def __init__(self, text: str, form: str = "editor") -> None:
        super().__init__()
        self.form = form
        self.within = False
        self.pairs: list[tuple[str, str]] = []
        self.area: list[str] | None = None
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.within = not self.form or has.get("id") == self.form
        if not self.within:
            return
        if tag == "input" and has.get("name"):
            if has.get("type") not in ("checkbox", "radio") or "checked" in has:
                self.pairs.append((has["name"], has.get("value", "on")))
        elif tag == "textarea":
            self.pairs.append((has["name"], ""))
            self.area = []
        elif tag == "select":
            self.select, self.options = has["name"], []
        elif tag == "option" and self.select:
            self.options.append((has["value"], "selected" in has))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            text = "".join(self.area)
            self.pairs[-1] = (self.pairs[-1][0], text.removeprefix("\n"))
            self.area = None
        elif tag == "select" and self.select:
            chosen = next((value for value, on in self.options if on), self.options[0][0])
            self.pairs.append((self.select, chosen))
            self.select = ""
        elif tag == "form":
            self.within = False


def send(desk, path: str, pairs: list[tuple[str, str]], do: str = "save", **changes: str):
    """Send a form's fields, some of them changed, with the button that was pressed."""
    body = urlencode([*((name, changes.get(name, value)) for name, value in pairs), ("-do", do)])
    own = {"origin": desk.origin, "content-type": "application/x-www-form-urlencoded"}
    return desk.client.post(path, content=body, headers=own)


def create(desk, title: str = "Which colour?") -> str:
    """Write a poll, and give its path."""
    path = "/studio/demo/widgets/new/poll"
    pairs = [
        (name, "Red" if name.endswith(".text") else "Which?" if name.endswith("prompt") else value)
        for name, value in Page(desk.see(path)).pairs
    ]
    answer = send(desk, path, pairs, title=title)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removesuffix("/publication")


def spec_of(desk, path: str) -> dict[str, Any]:
    """The spec that is saved."""
    running = desk.service.application.running
    widget = desk.service.run_there(lambda: running.studio.writing.find("demo", path.rpartition("/")[2]))
    spec: dict[str, Any] = json.loads(widget.spec)
    return spec


def as_read(written: Any, spec: Any) -> Any:
    """A spec as its format reads it."""
    return msgspec.convert(unpainted(written), type(spec))


def unpainted(spec: Any) -> Any:
    """A spec without what is painted anew each time."""
    if isinstance(spec, dict):
        return {name: unpainted(each) for name, each in spec.items() if name != "made"}
    return [unpainted(each) for each in spec] if isinstance(spec, list) else spec


LONG_AGO = quote("2001-05-04T12:00:00+00:00,w_" + "A" * 22)
SAMPLES = [(name, each.samples[-1].spec) for name, each in FORMATS.items()]


@pytest.fixture(scope="module")
def ada(studio) -> Desk:
    return seat(studio, "ada.desk", Role.OWNER)


@pytest.fixture(scope="module")
def scenery(studio) -> None:
    """The uploads that samples name."""
    voxpop = studio.application.running.voxpop
    studio.run_there(lambda: set_scenery(voxpop.engine, voxpop.uploading.shelf, "demo"))


@pytest.mark.usefixtures("scenery")
@pytest.mark.parametrize(("name", "spec"), SAMPLES, ids=list(FORMATS))
def test_the_form_on_the_page_says_exactly_what_the_spec_says(studio, ada, name, spec):
    """Whatever a browser sends of the page as it stands makes the same spec, and it can be published."""
    publishing = studio.application.running.studio.publishing
    reveal = offering.reveals_of(name)[-1]
    draft = Draft(site="demo", format=name, spec=msgspec.json.encode(spec), reveal=reveal)
    widget = studio.run_there(lambda: publishing.create(draft))
    path = f"/studio/demo/widgets/{widget.id}"
    before = spec_of(ada, path)
    answer = send(ada, path, Page(ada.see(path)).pairs)
    assert answer.status_code == 303, answer.text
    assert as_read(spec_of(ada, path), spec) == as_read(before, spec)
    # A new one, written into the empty form.
    blank = f"/studio/demo/widgets/new/{name}"
    guard = dict(Page(ada.see(blank)).pairs)["csrf"]
    typed = [("csrf", guard), ("-revision", "0"), *offering.open_form(name, draft.spec).pairs]
    made = send(ada, blank, typed)
    assert made.status_code == 303, made.text
    place = made.headers["location"]
    made_of = spec_of(ada, place.removesuffix("/publication"))
    assert as_read(made_of, spec) == as_read(before, spec)
    assert ada.post(place, {"do": "publish", "revision": "1"}).status_code == 303
    assert "Readers can take part" in ada.see(place)
    assert 'class="box' in ada.see(f"/studio/demo/previews/{name}?widget={widget.id}")


def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(ada):
    path = "/studio/demo/widgets/new/poll"
    pairs = Page(ada.see(path)).pairs
    answer = send(ada, path, pairs, title="Only a title", **{"-url": "https://elsewhere.example/a"})
    assert answer.status_code == 400
    assert "The prompt is missing" in answer.text
    assert "The text of the option 2 is missing" in answer.text
    assert "Only a title" in answer.text
    typed = dict(Page(answer.text).pairs)
    assert typed["-url"] == "https://elsewhere.example/a"


@pytest.mark.parametrize("name", ["site", "status", "questions.n1.tally", "-site", "-tally"])
def test_fields_that_are_not_of_the_form_are_refused(ada, name):
    path = create(ada)
    before = spec_of(ada, path)
    answer = send(ada, path, [*Page(ada.see(path)).pairs, (name, "x")])
    assert answer.status_code == 400
    assert spec_of(ada, path) == before


def test_rows_come_and_go_without_a_script(ada):
    path = create(ada)
    more = send(ada, path, Page(ada.see(path)).pairs, do="add:questions.0.options")
    pairs = Page(more.text).pairs
    assert [name for name, _ in pairs if name.endswith(".text")] == [
        f"questions.0.options.{key}.text" for key in ("0", "1", "n1")
    ]
    moved = send(ada, path, pairs, do="up:questions.0.options.n1", **{"questions.0.options.n1.text": "Blue"})
    saved = send(ada, path, Page(moved.text).pairs)
    assert saved.status_code == 303
    options = spec_of(ada, path)["questions"][0]["options"]
    assert [each["text"] for each in options] == ["Red", "Blue", "Red"]
    assert len({each["id"] for each in options}) == 3


def test_a_stale_edit_is_412_and_shows_both(ada):
    path = create(ada, "First")
    mine = Page(ada.see(path)).pairs
    assert send(ada, path, mine, title="Theirs").status_code == 303
    answer = send(ada, path, mine, title="Mine")
    assert answer.status_code == 412
    assert "Mine" in answer.text
    assert "Theirs" in answer.text
    assert spec_of(ada, path)["title"] == "Theirs"
    assert ada.post(f"{path}/publication", {"do": "publish", "revision": "1"}).status_code == 412


def test_what_is_typed_is_kept_restored_and_discarded(ada):
    path = create(ada, "Kept")
    id = path.rpartition("/")[2]
    pairs = [(name, "Typed" if name == "title" else value) for name, value in Page(ada.see(path)).pairs]
    assert send(ada, f"/studio/demo/sketches/{id}", pairs, do="").status_code == 204
    assert "You have typed something here" in ada.see(path)
    assert "You have typed something here" not in seat(
        ada.service, f"other.{id[2:8].lower()}".replace("_", "x")
    ).see(path)
    assert ada.post(f"/studio/demo/sketches/{id}/discarded").status_code == 303
    assert "You have typed something here" not in ada.see(path)


def test_votes_are_asked_about_before_they_count_otherwise(ada):
    path = create(ada, "Votes")
    id = path.rpartition("/")[2]
    ada.post(f"{path}/publication", {"do": "publish", "revision": "1"})
    service = ada.service
    [option, _] = spec_of(ada, path)["questions"][0]["options"]
    cast = service.put(f"/v1/widgets/{id}/ballots/-", {"options": [option["id"]]}, service.mint())
    assert cast.status_code == 200, cast.text
    pairs = Page(ada.see(path)).pairs
    field = "questions.0.options.0.text"
    asked = send(ada, path, pairs, **{field: "A wholly other thing"})
    assert asked.status_code == 409
    assert "begin at zero" in asked.text
    carried = [*Page(asked.text, "sure").pairs, ("-fresh", option["id"])]
    assert send(ada, path, carried).status_code == 303
    now = spec_of(ada, path)["questions"][0]["options"][0]
    assert (now["text"], now["id"] == option["id"]) == ("A wholly other thing", False)
    undone = Page(ada.see(f"{path}/versions"), "undo").pairs
    assert send(ada, path, [*undone, ("-sure", "yes")]).status_code == 303
    assert spec_of(ada, path)["questions"][0]["options"][0] == option


def test_a_contributor_writes_drafts_and_an_editor_publishes_them(ada):
    carl = seat(ada.service, "carl.desk", Role.CONTRIBUTOR)
    path = create(carl, "Carl's")
    assert carl.post(f"{path}/publication", {"do": "publish", "revision": "1"}).status_code == 403
    assert carl.post(f"{path}/publication", {"do": "wish", "revision": "1"}).status_code == 303
    assert "Carl.Desk asks for approval" in ada.see("/studio/demo/widgets?status=waiting")
    assert ada.post(f"{path}/publication", {"do": "publish", "revision": "1"}).status_code == 303
    assert "Carl&#39;s" not in ada.see("/studio/demo/widgets?status=waiting")
    pairs = Page(carl.see(path)).pairs
    refused = send(carl, path, pairs, title="Carl again")
    assert (refused.status_code, '<dd dir="auto">Carl again</dd>' in refused.text) == (403, True)
    assert spec_of(ada, path)["title"] == "Carl's"


def test_a_draft_is_declined_with_a_word_and_the_log_says_so_with_it(ada):
    cleo = seat(ada.service, "cleo.desk", Role.CONTRIBUTOR)
    path = create(cleo, "Cleo draws")
    assert cleo.post(f"{path}/publication", {"do": "wish", "revision": "1"}).status_code == 303
    decline = {"do": "decline", "revision": "1"}
    assert cleo.post(f"{path}/publication", decline | {"reason": "Mine."}).status_code == 403
    unsaid = ada.post(f"{path}/publication", decline | {"reason": " "})
    assert unsaid.status_code == 400
    assert "Say in a sentence why" in unsaid.text
    assert ada.post(f"{path}/publication", decline | {"reason": "Which <b>?"}).status_code == 303
    for place in ("", "/publication"):
        assert "Ada.Desk declined to publish this" in cleo.see(f"{path}{place}")
        assert "Which &lt;b&gt;?" in cleo.see(f"{path}{place}")
    assert "declined to publish the poll." in ada.see("/studio/demo/log")
    late = ada.post(f"{path}/publication", decline | {"reason": "Kept as it was typed."})
    assert late.status_code == 409
    assert "somebody else has decided" in late.text
    assert "Kept as it was typed." in late.text
    assert cleo.post(f"{path}/publication", {"do": "wish", "revision": "1"}).status_code == 303
    assert "declined to publish this" not in cleo.see(path)


def test_nothing_is_declined_that_the_log_cannot_tell_of(ada, monkeypatch):
    cory = seat(ada.service, "cory.desk", Role.CONTRIBUTOR)
    path = create(cory, "Cory draws")
    cory.post(f"{path}/publication", {"do": "wish", "revision": "1"})
    with monkeypatch.context() as patch:
        patch.setattr(deeds, "note_change", refuse_with("ledger_away", "Postgres is away."))
        declined = {"do": "decline", "revision": "1", "reason": "No."}
        assert ada.post(f"{path}/publication", declined).status_code == 503
    assert "asks for approval" in cory.see(f"{path}/publication")


def test_the_list_keeps_what_is_looked_for_in_its_address(ada):
    path = create(ada, "Rare <words> to find")
    text = ada.see("/studio/demo/widgets?search=rare+WORDS&format=poll&status=draft")
    assert path in text
    assert 'value="rare WORDS"' in text
    assert path not in ada.see("/studio/demo/widgets?search=rare+words&status=published")
    assert "Try fewer of them" in ada.see("/studio/demo/widgets?search=nothing+like+that")
    assert "Nothing waits" in ada.see("/studio/demo/widgets?status=waiting&after=" + LONG_AGO)


@pytest.mark.parametrize("wrong", ["after=zzz", "after=,", "status=gone", "search=%01", "after=" + "9" * 99])
def test_a_list_that_is_asked_for_nonsense_says_so(ada, wrong):
    assert ada.get(f"/studio/demo/widgets?{wrong}").status_code == 400


@pytest.mark.parametrize("wrong", ["zzz", "0", "-1", "9" * 30])
def test_versions_do_not_go_on_from_nonsense(ada, wrong):
    assert ada.get(f"{create(ada)}/versions?before={wrong}").status_code == 400


def test_another_sites_widgets_are_not_there(ada):
    path = create(ada)
    id = path.rpartition("/")[2]
    eve = seat(ada.service, "eve.desk", Role.OWNER, "other")
    for place in ("", "/publication", "/versions", "/results", "/exports/counts"):
        assert eve.get(f"/studio/demo/widgets/{id}{place}").status_code == 404
        assert eve.get(f"/studio/other/widgets/{id}{place}").status_code == 404
    pairs = [("csrf", eve.guard()), ("-revision", "1")]
    assert send(eve, f"/studio/other/widgets/{id}", pairs).status_code == 404
    assert send(eve, f"/studio/other/sketches/{id}", pairs).status_code == 404
    assert eve.get(f"/studio/other/previews/poll?widget={id}").status_code == 404


def test_nothing_is_saved_without_the_sessions_guard(ada):
    path = create(ada)
    before = spec_of(ada, path)
    pairs = [(name, "0" * 32 if name == "csrf" else value) for name, value in Page(ada.see(path)).pairs]
    assert send(ada, path, pairs, title="Forged").status_code == 403
    assert spec_of(ada, path) == before


def test_exports_are_files_whose_cells_are_no_formulas(ada):
    path = create(ada, "=HYPERLINK(1)")
    answer = ada.get(f"{path}/exports/counts")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert ",'=HYPERLINK(1)," in answer.text
    assert isinstance(ada.get(f"{path}/exports/counts?form=json").json(), list)
    assert ada.get(f"{path}/exports/secrets").status_code == 404


def test_what_is_stored_is_drawn_as_text(ada):
    path = create(ada, "<img src=x onerror=alert(1)>{{7*7}}")
    for place in ("", "/publication", "/versions", "/results"):
        text = ada.see(f"{path}{place}")
        assert "<img src=x" not in text
        assert "{{7*7}}" in text


PROPOSED = {
    "q.0._": "", "q.0.on": "on", "q.0.prompt": "Where?", "q.0.option0": "Here", "q.0.option1": "There",
    "q.0.answer": "1", "q.0.explanation": "Because.", "q.0.start": "0", "q.0.end": "5", "q.0.kind": "place",
    "q.1._": "", "q.1.prompt": "Dropped?", "q.1.option0": "Yes", "q.1.option1": "No", "q.1.answer": "0",
    "q.1.start": "0", "q.1.end": "0", "text": "It is there. " * 10, "title": "A quiz",
    "url": "", "do": "draft",
}  # fmt: skip


def test_what_was_taken_of_an_article_becomes_a_quiz(ada):
    made = ada.post("/studio/demo/articles/widgets", PROPOSED)
    assert made.status_code == 303, made.text
    [asked] = spec_of(ada, made.headers["location"])["questions"]
    assert [asked["prompt"], asked["explanation"], asked["evidence"]["text"]] == [
        "Where?",
        "Because.",
        "It is",
    ]
    assert {each["id"]: each["text"] for each in asked["options"]}[asked["answer"]] == "There"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"q.0.option1": ""}, "answer"),
        ({"q.0.prompt": ""}, "missing"),
        ({"q.0.site": "x"}, "not asked for"),
        ({"q.0.end": "-1"}, "not asked for"),
        ({"status": "published"}, "not asked for"),
        ({"do": "poll:7"}, "no such poll"),
    ],
)
def test_a_quiz_that_makes_no_sense_is_refused_and_nothing_is_lost(ada, change, said):
    answer = ada.post("/studio/demo/articles/widgets", PROPOSED | change)
    assert answer.status_code == 400
    assert said in answer.text


def refuse_with(*codes: str) -> Callable[..., Awaitable[None]]:
    """Something that the service refuses to do."""

    async def refuse(*_: Any, **__: Any) -> None:
        raise Unavailable(*codes)

    return refuse


def test_a_quiz_that_cannot_be_published_is_a_draft_to_go_on_with(ada, monkeypatch):
    publishing = ada.service.application.running.voxpop.publishing
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "open", refuse_with("recounting", "It is being counted."))
        made = ada.post("/studio/demo/articles/widgets", PROPOSED | {"do": "publish"})
    assert made.status_code == 303, made.text
    text = ada.see(made.headers["location"])
    assert "It is saved as a draft, but not published: It is being counted." in text
    assert 'value="Where?"' in text
    assert "Draft" in ada.see(f"{made.headers['location']}/publication")


def test_a_quiz_is_published_though_its_article_cannot_be_kept(ada, monkeypatch):
    checking = ada.service.application.running.voxpop.checking
    own = {"do": "publish", "url": "https://pub.example/kept-later"}
    with monkeypatch.context() as patch:
        patch.setattr(checking, "check", refuse_with("busy", "Other articles are being read."))
        made = ada.post("/studio/demo/articles/widgets", PROPOSED | own)
    assert made.status_code == 303, made.text
    text = ada.see(made.headers["location"])
    assert "Readers can take part" in text
    assert "not known yet: Other articles are being read." in text


def test_who_may_not_publish_loses_nothing_by_trying(ada):
    cora = seat(ada.service, "cora.desk", Role.CONTRIBUTOR)
    refused = cora.post("/studio/demo/articles/widgets", PROPOSED | {"do": "publish"})
    assert refused.status_code == 403
    assert 'value="Where?"' in refused.text


def test_an_article_that_has_to_wait_too_long_is_kept_to_be_tried_again(ada, monkeypatch):
    proposing = ada.service.application.running.voxpop.proposing
    with monkeypatch.context() as patch:
        patch.setattr(proposing, "fetch", refuse_with("busy", "Others are fetched; try again."))
        answer = ada.post("/studio/demo/articles", {"url": "https://pub.example/a", "title": "Kept"})
    assert answer.status_code == 503
    assert "Others are fetched; try again." in answer.text
    assert 'value="https://pub.example/a"' in answer.text
    assert 'value="Kept"' in answer.text


def test_an_article_needs_a_text_or_an_address_of_the_internet(ada):
    assert "Paste the text" in ada.post("/studio/demo/articles", {"text": ""}).text
    local = ada.post("/studio/demo/articles", {"url": "http://127.0.0.1:1/secret", "title": "Kept"})
    assert local.status_code == 400
    assert 'value="Kept"' in local.text
    assert seat(ada.service, "mod.desk", Role.MODERATOR).get("/studio/demo/articles").status_code == 403
