"""Writing at the desk, as HTTP sees it: every format through its form, and what is refused on the way."""

import msgspec
import pytest

from tests.studio.desk import seat
from tests.studio.editor import Page, as_read, create, send, spec_of
from widgets import offering
from widgets.formats import FORMATS
from widgets.publishing import Draft
from widgets.roles import Role
from widgets.scenery import set_scenery

SAMPLES = [(name, each.samples[-1].spec) for name, each in FORMATS.items()]


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
