"""What a publisher's own server does with a key of its site, and what nobody does without one."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from api.publisher.shapes import KeptArticle, MadeWidget, MadeWidgets, Proposals
from api.transport import bodies
from tests.api.service import JSON, ORIGIN, Service, check_problem
from tests.test_proposing import TEXT, TITLE
from widgets.articles import Refusal
from widgets.model import Reveal

PAGE = f"{ORIGIN}/tram"
OPTIONS = [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}]
POLL = {"questions": [{"kind": "single", "prompt": "Will you take it?", "options": OPTIONS}]}
SENTENCE = "Carla Rook, a\nspokesperson for the Harbour Workers Union, called the decision overdue."
QUIZ = {
    "questions": [
        {
            "kind": "choice",
            "id": "rook",
            "prompt": "Who called the decision overdue?",
            "options": [{"id": "a", "text": "Carla Rook"}, {"id": "b", "text": "Ada Byte"}],
            "answer": "a",
            "evidence": {"start": 0, "end": len(SENTENCE), "text": SENTENCE},
        }
    ]
}


class Server:
    """A publisher's server."""

    def __init__(self, service: Service, site: str = "demo") -> None:
        assert service.application.running is not None
        self.keys = service.application.running.voxpop.site_keys
        self.service, self.site = service, site
        self.key = service.run_there(lambda: self.keys.issue(site, "CMS"))
        # The first use of a day is noted; later ones change nothing.
        assert self.ask("GET", "widgets").status_code == 200

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else None if body is None else msgspec.json.encode(body)
        named = {"authorization": f"Bearer {self.key}"} | (JSON if content is not None else {}) | headers
        return self.service.client.request(
            method, f"/v1/sites/{self.site}/{path}", content=content, headers=named
        )

    def make(self, **changes: Any) -> MadeWidget:
        answer = self.ask("POST", "widgets", {"format": "poll", "spec": POLL, "url": PAGE} | changes)
        assert answer.status_code == 201, answer.text
        return read(answer)


def read(answer: httpx.Response) -> MadeWidget:
    made = msgspec.json.decode(answer.content, type=MadeWidget)
    assert answer.headers["etag"] == f'"{made.revision}"'
    assert answer.headers["cache-control"] == "no-store"
    return made


@pytest.fixture(scope="module")
def server(service: Service) -> Server:
    return Server(service)


@pytest.fixture(scope="module")
def other(service: Service) -> Server:
    return Server(service, "other")


def every_call(server: Server, widget: str, **headers: str) -> list[httpx.Response]:
    """Every route, with what it takes."""
    return [
        server.ask("POST", "proposals", {"text": TEXT}, **headers),
        server.ask("PUT", f"article?url={PAGE}", {"text": TEXT}, **headers),
        server.ask("POST", "widgets", {"format": "poll", "spec": POLL}, **headers),
        server.ask("GET", "widgets", **headers),
        server.ask("GET", f"widgets/{widget}", **headers),
        server.ask("PUT", f"widgets/{widget}", {"reveal": "moderators"}, **headers),
        *(
            server.ask(method, f"widgets/{widget}/{what}", **headers)
            for method in ("PUT", "DELETE")
            for what in ("publication", "closure")
        ),
    ]


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


def test_the_log_knows_which_key_did_what(server: Server) -> None:
    assert server.service.application.running is not None
    people = server.service.application.running.studio.people
    made = server.make()
    read(server.ask("PUT", f"widgets/{made.id}/publication"))
    read(server.ask("PUT", f"widgets/{made.id}/publication"))
    check_problem(server.ask("PUT", f"widgets/{made.id}", {"spec": {"questions": []}}), 400)
    log = server.service.run_there(lambda: people.log("demo", widget=made.id))
    deeds = [(each.deed.name, each.deed.what) for each in log.entries]
    assert deeds == [("The key CMS", "published the widget."), ("The key CMS", "wrote a new widget.")]


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
    "authorization",
    ["", "Bearer", "Basic YTpi", "Bearer x", "Bearer vk_" + "a" * 12 + "_" + "b" * 43, "Bearer \xff"],
)
def test_nothing_is_done_without_a_key(server: Server, authorization: str) -> None:
    for answer in every_call(server, "w_" + "A" * 22, authorization=authorization.encode("latin-1")):  # type: ignore[arg-type]
        assert check_problem(answer, 401)["code"] in ("no_key", "bad_key")


def test_a_key_of_another_site_opens_nothing_here(server: Server, other: Server) -> None:
    made = server.make()
    for answer in every_call(server, made.id, authorization=f"Bearer {other.key}"):
        check_problem(answer, 404, "unknown_site")
    for answer in every_call(other, made.id)[4:]:
        check_problem(answer, 404, "unknown_widget")
    assert read(server.ask("GET", f"widgets/{made.id}")) == made


def test_a_revoked_or_changed_key_opens_nothing(service: Service) -> None:
    server = Server(service)
    assert server.ask("GET", "widgets").status_code == 200
    whole = server.key
    for bad in (whole[:-1], whole.swapcase(), whole + "x", whole.replace("vk_", "vx_")):
        check_problem(server.ask("GET", "widgets", authorization=f"Bearer {bad}"), 401, "bad_key")
    service.run_there(lambda: server.keys.revoke("demo", whole.split("_")[1]))
    check_problem(server.ask("GET", "widgets"), 401, "bad_key")


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


def test_the_schema_shows_what_bodies_hold(server: Server) -> None:
    schema = server.service.client.get("/docs/openapi.json").json()
    posted = schema["paths"]["/v1/sites/{site}/widgets"]["post"]["requestBody"]["content"]["application/json"]
    body = posted["schema"]
    assert body["required"] == ["format", "spec"]
    assert body["properties"]["format"] == {"type": "string"}
    assert set(body["properties"]["reveal"]["enum"]) == {each.value for each in Reveal}
    for method, path, example in (
        ("post", "/v1/sites/{site}/widgets", "poll"),
        ("post", "/v1/sites/{site}/proposals", "text"),
    ):
        operation = schema["paths"][path][method]
        value = operation["requestBody"]["content"]["application/json"]["examples"][example]["value"]
        assert set(value) <= set(
            operation["requestBody"]["content"]["application/json"]["schema"]["properties"]
        )
        assert operation["security"] == [{"site": []}]
    assert {"401", "404", "409", "412"} <= set(
        schema["paths"]["/v1/sites/{site}/widgets/{widget}"]["put"]["responses"]
    )


def test_the_documentation_says_what_is_needed(server: Server) -> None:
    page = server.service.client.get("/docs").text
    parts = page.split("/v1/sites/{site}/proposals", 2)
    assert "Needs a key of the site." in parts[-1].partition("<table>")[0]
    assert "Needs a reader token." in page


def test_browsers_are_not_let_in(server: Server) -> None:
    answer = server.ask("GET", "widgets", origin=ORIGIN)
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert (
        server.ask(
            "OPTIONS", "widgets", **{"access-control-request-method": "GET", "origin": ORIGIN}
        ).status_code
        == 204
    )


def test_bodies_are_as_large_as_what_is_sent_needs(server: Server) -> None:
    filler = b" " * bodies.LARGEST_BODY
    assert (
        server.ask(
            "POST", "widgets", msgspec.json.encode({"format": "poll", "spec": POLL}) + filler
        ).status_code
        == 201
    )
    for path, limit in (("widgets", bodies.LARGEST_SPEC), ("proposals", bodies.LARGEST_ARTICLE)):
        check_problem(server.ask("POST", path, b" " * (limit + 1)), 413, "too_large")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("sized", ["content-length: 1048576", "transfer-encoding: chunked"])
def test_much_is_read_only_from_who_has_a_key(server: Server, sized: str) -> None:
    head = (
        f"POST /v1/sites/demo/proposals HTTP/1.1\r\nhost: 127.0.0.1:{server.service.port}\r\n"
        f"content-type: application/json\r\nauthorization: Bearer x\r\n{sized}\r\n\r\n"
    )
    # Nothing of the body is ever sent: it is not waited for.
    check_problem(server.service.talk(head.encode()), 401, "bad_key")


def test_an_article_gives_questions_that_make_a_quiz(server: Server) -> None:
    answer = server.ask("POST", "proposals", {"title": TITLE, "text": TEXT, "published_at": "2031-05-04"})
    proposals = msgspec.json.decode(answer.content, type=Proposals)
    assert proposals.questions
    first = proposals.questions[0]
    place = first["evidence"]
    assert proposals.article[place["start"] : place["end"]] == place["text"]
    check_problem(server.ask("POST", "proposals", {"text": TEXT, "html": "<p>"}), 400, "no_article")
    for when in ("in May", "2031-13-01"):
        check_problem(server.ask("POST", "proposals", {"text": TEXT, "published_at": when}), 400, "bad_date")
    timed = server.ask(
        "POST", "proposals", {"title": TITLE, "text": TEXT, "published_at": "2031-05-04T09:30:00Z"}
    )
    assert timed.json() == answer.json()
    check_problem(server.ask("POST", "proposals", {"text": "Short."}), 400, "no_article")
    check_problem(server.ask("POST", "proposals", {"url": "http://127.0.0.1/"}), 403, "not_public")
    check_problem(server.ask("POST", "proposals", {"url": "http://user@news.example/"}), 400, "bad_url")


def test_an_article_is_fetched_from_where_it_stands(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server.service.application.running is not None
    proposing = server.service.application.running.voxpop.proposing
    fetched = []

    async def fetch(url: str) -> str:
        fetched.append(url)
        paragraphs = "".join(f"<p>{each}</p>" for each in TEXT.split("\n\n"))
        return f"<html><title>{TITLE}</title><body><article>{paragraphs}</article></body></html>"

    monkeypatch.setattr(proposing, "fetch_page", fetch)
    answer = server.ask("POST", "proposals", {"url": "https://news.example/tram"})
    assert (answer.status_code, fetched) == (200, ["https://news.example/tram"])
    assert answer.json()["title"] == TITLE
    assert answer.json()["questions"]


def test_without_a_language_model_all_else_works(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server.service.application.running is not None
    proposing = server.service.application.running.voxpop.proposing
    missing = Refusal("no_language_model", "Proposing questions needs spaCy.", passing=True)

    async def ask(order: bytes) -> bytes:
        return msgspec.json.encode(missing)

    with monkeypatch.context() as patch:
        patch.setattr(proposing, "ask", ask)
        answer = server.ask("POST", "proposals", {"text": TEXT})
        check_problem(answer, 503, "no_language_model")
        assert int(answer.headers["retry-after"]) > 0
    assert server.ask("PUT", f"article?url={PAGE}", {"text": TEXT}).status_code == 200


def test_a_proposal_is_published_and_a_reader_answers_it(server: Server) -> None:
    url = f"{ORIGIN}/proposed"
    proposals = server.ask("POST", "proposals", {"title": TITLE, "text": TEXT}).json()
    [proposal, *_] = proposals["questions"]
    spec = {"title": TITLE, "article": proposals["hash"], "questions": [proposal["spec"]]}
    made = server.make(format="trivia_quiz", url=url, spec=spec)
    assert read(server.ask("PUT", f"widgets/{made.id}/publication")).status == "published"
    shown = server.service.client.get(f"/v1/widgets/{made.id}")
    assert proposal["prompt"] in shown.text
    assert proposal["evidence"]["text"] not in shown.text
    assert '"answer"' not in shown.text
    question = proposal["spec"]
    [right] = [
        o["id"] for o in question["options"] if o["text"] == proposal["options"][proposal["answer_index"]]
    ]
    ballot = f"/v1/widgets/{made.id}/ballots/{question['id']}"
    answer = server.service.put(ballot, {"choice": right}, server.service.mint(), origin=ORIGIN)
    [verdict] = [part for part in answer.json()["parts"] if part["part"] == "verdict"]
    assert (verdict["right"], verdict["evidence"]) == (True, proposal["evidence"]["text"])
    [poll, *_] = proposals["polls"]
    assert server.make(spec=poll["spec"], url=url).format == "poll"


def test_what_no_longer_stands_in_its_article_is_flagged_until_it_is_back(server: Server) -> None:
    url = f"{ORIGIN}/flagged"
    made = server.make(format="trivia_quiz", spec=QUIZ, url=url)

    def send(text: str) -> KeptArticle:
        answer = server.ask("PUT", f"article?url={url}?utm_source=x", {"title": TITLE, "text": text})
        return msgspec.json.decode(answer.content, type=KeptArticle)

    kept = send(TEXT)
    assert (kept.flagged, kept.reading_minutes, kept.url) == ([], 1, url)
    assert send(TEXT.replace("\n", " ").replace("“", '"')).hash == kept.hash
    changed = send(TEXT.replace("called the decision overdue", "called the decision long overdue"))
    [flag] = changed.flagged
    assert (flag.widget, flag.question, flag.before) == (made.id, "rook", SENTENCE)
    assert "long overdue" in flag.after
    assert read(server.ask("GET", f"widgets/{made.id}")).flags == [flag]
    mended = msgspec.json.decode(msgspec.json.encode(QUIZ))
    sentence = "Carla Rook called the decision long overdue."
    mended["questions"][0]["evidence"] = {"start": 0, "end": len(sentence), "text": sentence}
    assert read(server.ask("PUT", f"widgets/{made.id}", {"spec": mended})).flags == []
    assert read(server.ask("PUT", f"widgets/{made.id}", {"spec": QUIZ})).flags == [flag]
    assert send(TEXT).flagged == []
    assert read(server.ask("GET", f"widgets/{made.id}")).flags == []
    page = server.service.client.get("/v1/pages", params={"site": "demo", "url": url}).json()["page"]
    assert (page["reading_minutes"], page["title"]) == (1, TITLE)


@pytest.mark.usefixtures("unchanged")
def test_an_article_elsewhere_is_not_taken(server: Server) -> None:
    answer = server.ask("PUT", "article?url=https://elsewhere.example/", {"text": TEXT})
    check_problem(answer, 403, "foreign_url")


def test_the_examples_of_the_document_work_as_they_stand(server: Server) -> None:
    document = (Path(__file__).parents[2] / "docs" / "publisher.md").read_text()
    examples = re.findall(r"```sh\n(.*?)```", document, re.DOTALL)
    assert len(examples) == 4
    known = {"VOXPOP": str(server.service.client.base_url).rstrip("/"), "KEY": server.key, "PAGE": PAGE}
    said = []
    for example in examples:
        known["WIDGET"] = server.make().id
        # Where a reader of the document puts an article, it has three dots.
        words = "The tram will run again, they said. " * 12
        whole = example.replace(
            "<html>...", f"<html><body><article><p>{words}</p><p>{words}</p></article></body></html>"
        ).replace('"text": "..."', f'"text": "{words}"')
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", whole],
            env=os.environ | known, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        said.append(json.loads(done.stdout))
    draft, published, proposals, kept = said
    assert (draft["status"], published["status"]) == ("draft", "published")
    assert set(proposals) == set(Proposals.__struct_fields__)
    assert set(kept) == set(KeptArticle.__struct_fields__)
