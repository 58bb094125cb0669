"""What a publisher's own server does with widgets."""

from typing import Any

import msgspec
import pytest

from api.publisher.shapes import MadeWidgets
from tests.api.publishers import PAGE, POLL, QUIZ, Server, read
from tests.api.serving import check_problem


def test_a_widget_is_created_published_closed_and_retired(server: Server) -> None:
    made = server.make()
    assert (made.status, made.revision, made.url) == ("draft", 1, PAGE)
    place = f"widgets/{made.id}"
    assert server.service.client.get(f"/v1/widgets/{made.id}").status_code == 404
    steps = [
        ("PUT", "publication", "published"),
        ("PUT", "publication", "published"),
        ("PUT", "closure", "closed"),
    ]
    steps += [
        ("DELETE", "closure", "published"),
        ("DELETE", "publication", "retired"),
        ("PUT", "publication", "published"),
    ]
    for method, what, status in steps:
        assert read(server.ask(method, f"{place}/{what}")).status == status
    assert server.service.client.get(f"/v1/widgets/{made.id}").json()["status"] == "published"
    assert read(server.ask("GET", place)).spec == made.spec


def test_what_is_sent_is_changed_and_nothing_else(server: Server) -> None:
    made = server.make()
    place = f"widgets/{made.id}"
    spec = {"questions": [POLL["questions"][0] | {"prompt": "Will you take the tram?"}]}
    changed = read(server.ask("PUT", place, {"spec": spec, "reveal": "after_close"}))
    assert changed.spec["questions"][0]["prompt"] == "Will you take the tram?"
    assert (changed.reveal, changed.closes_at) == ("after_close", None)
    changed = read(server.ask("PUT", place, {"closes_at": "2099-01-01T00:00:00Z"}))
    assert changed.closes_at is not None
    assert read(server.ask("PUT", place, {})) == changed
    assert read(server.ask("PUT", place, {"closes_at": None})).closes_at is None


def test_of_two_editors_the_second_is_told(server: Server) -> None:
    made = server.make()
    place, seen = f"widgets/{made.id}", f'"{made.revision}"'
    everything = {
        "spec": POLL | {"title": "Tram"},
        "reveal": "moderators",
        "opens_at": "2031-01-01T00:00:00Z",
    }
    changed = read(server.ask("PUT", place, everything, **{"if-match": seen}))
    for change in ({"reveal": "always"}, {"spec": POLL}, everything):
        check_problem(server.ask("PUT", place, change, **{"if-match": seen}), 412, "stale_edit")
    assert read(server.ask("GET", place)) == changed
    check_problem(server.ask("PUT", place, {}, **{"if-match": "yesterday"}), 400, "bad_revision")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"opens_at": "2031-01-02T00:00:00Z", "closes_at": "2031-01-01T00:00:00Z"}, "bad_schedule"),
        ({"closes_at": "2031-01-01T00:00:00"}, "bad_schedule"),
        ({"spec": {"questions": []}}, "bad_number_of_questions"),
        ({"reveal": "yesterday"}, "wrong_shape"),
        ({"status": "published"}, "unknown_field"),
    ],
)
def test_a_change_of_which_a_part_is_wrong_changes_nothing(server: Server, wrong: Any, code: str) -> None:
    made = server.make()
    right = {"spec": POLL | {"title": "Tram"}, "reveal": "moderators", "opens_at": "2030-01-01T00:00:00Z"}
    check_problem(server.ask("PUT", f"widgets/{made.id}", right | wrong), 400, code)
    assert read(server.ask("GET", f"widgets/{made.id}")) == made


def test_all_that_is_sent_is_one_revision(server: Server) -> None:
    made = server.make()
    change = {"spec": POLL | {"title": "Tram"}, "reveal": "moderators", "opens_at": "2030-01-01T00:00:00Z"}
    changed = read(server.ask("PUT", f"widgets/{made.id}", change))
    assert (changed.revision, changed.spec["title"], changed.reveal) == (2, "Tram", "moderators")
    assert changed.opens_at is not None
    quiz = server.make(format="trivia_quiz", spec=QUIZ)
    check_problem(server.ask("PUT", f"widgets/{quiz.id}", {"reveal": "always"}), 400, "bad_reveal")


def test_steps_are_taken_once_and_only_with_the_revision_that_was_seen(server: Server) -> None:
    place = f"widgets/{server.make().id}"
    for method, what in (("PUT", "publication"), ("PUT", "closure"), ("DELETE", "closure")):
        seen = read(server.ask("GET", place)).revision
        stale = {"if-match": f'"{seen - 1}"'}
        check_problem(server.ask(method, f"{place}/{what}", **stale), 412, "stale_edit")
        taken = read(server.ask(method, f"{place}/{what}", **{"if-match": f'"{seen}"'}))
        assert taken.revision == seen + 1
        assert read(server.ask(method, f"{place}/{what}")) == taken
    retired = read(server.ask("DELETE", f"{place}/publication"))
    assert read(server.ask("DELETE", f"{place}/publication")) == retired


@pytest.mark.parametrize("after", ["zzz", "w_", "w_" + "A" * 23, "%27"])
def test_a_list_does_not_go_on_from_nonsense(server: Server, after: str) -> None:
    check_problem(server.ask("GET", f"widgets?after={after}"), 400, "bad_cursor")


def test_all_widgets_are_listed_page_by_page(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {server.make().id for _ in range(5)}
    for place in ("api.publisher.widgets", "widgets.publishing"):
        monkeypatch.setattr(f"{place}.MOST_LISTED", 2)
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        answer = server.ask("GET", f"widgets?after={after}")
        listed = msgspec.json.decode(answer.content, type=MadeWidgets)
        found += [each.id for each in listed.widgets]
        after = listed.next
    assert found == sorted(set(found))
    assert made <= set(found)
    of_page = msgspec.json.decode(server.ask("GET", f"widgets?url={PAGE}%23top").content, type=MadeWidgets)
    assert made <= {each.id for each in of_page.widgets}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"format": "poll", "spec": POLL, "site": "other"}, "unknown_field"),
        ({"format": "poll", "spec": POLL, "status": "published"}, "unknown_field"),
        ({"format": "poll", "spec": POLL | {"tally": {}}}, "unknown_field"),
        ({"format": "horoscope", "spec": {}}, "unknown_format"),
        ({"format": "poll", "spec": {"questions": []}}, "bad_number_of_questions"),
        ({"format": "poll", "spec": POLL, "closes_at": "2031-01-01T00:00:00"}, "bad_schedule"),
        ({"format": "poll", "spec": POLL, "url": "https://elsewhere.example/"}, "foreign_url"),
        ({"format": "trivia_quiz", "spec": QUIZ, "reveal": "always"}, "bad_reveal"),
        (b"{", "malformed_json"),
    ],
)
def test_a_widget_that_makes_no_sense_is_refused(server: Server, body: Any, code: str) -> None:
    answer = server.ask("POST", "widgets", body)
    assert answer.status_code in (400, 403, 404)
    check_problem(answer, answer.status_code, code)
