"""What nobody does without a key of the site, and what is shown of it."""

import json
import os
import re
import subprocess
from pathlib import Path

import msgspec
import pytest

from api.publisher.shapes import KeptArticle, Proposals
from api.transport import bodies
from tests.api.publishers import PAGE, POLL, Server, every_call, read
from tests.api.serving import ORIGIN, Service, check_problem
from widgets.model import Reveal


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
