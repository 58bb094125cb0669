"""Releases of the script: the current one with its integrity values, and older ones that are still served."""

import base64
import hashlib
import json
import re
from typing import Any

import httpx
import pytest

from api.public.bundle import lasting_files
from api.public.snippet import make_snippets
from tests.api.serving import Service, check_problem

OLD = "0123456789abcdef/voxpop.js"
OLD_CHUNK = "chunks/ABCDEFGH.js"


def digest(body: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(body).digest()).decode()}"


def test_the_pinned_snippet_covers_every_file_that_it_can_load(service: Service) -> None:
    answer = service.client.get("/embed/snippets/demo")
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    pinned = answer.json()["pinned"]
    covered = {pinned["src"]: pinned["integrity"], **pinned["import_map"]["integrity"]}
    assert (
        f'src="{pinned["src"]}" integrity="{pinned["integrity"]}" crossorigin="anonymous"' in pinned["html"]
    )
    base = service.settings.public_url
    waiting, seen = [pinned["src"]], set()
    while waiting:
        url = httpx.URL(waiting.pop())
        file = service.client.get(url.path)
        assert digest(file.content) == covered[str(url)]
        assert "immutable" in file.headers["cache-control"]
        seen.add(str(url))
        for name in re.findall(r"""["'](\.{1,2}/[^"']+\.js)["']""", file.text):
            found = str(url.join(name))
            waiting += [found] if found not in seen and found not in waiting else []
    assert seen == set(covered)
    assert all(url.startswith(f"{base}/embed/") for url in seen)


def test_the_policy_that_is_told_allows_the_import_map(service: Service) -> None:
    pinned = service.client.get("/embed/snippets/demo").json()["pinned"]
    inline = re.findall(r'<script type="importmap">(.*?)</script>', pinned["html"])
    assert [json.loads(each) for each in inline] == [pinned["import_map"]]
    assert f"'{digest(inline[0].encode())}'" in pinned["csp"]


def test_the_release_is_named_by_what_is_in_it() -> None:
    [loader] = [name for name in lasting_files() if name.endswith("voxpop.js")]
    assert loader.partition("/")[0] == hashlib.sha256(lasting_files()[loader]).hexdigest()[:16]
    assert make_snippets("https://a.example", "x").pinned.release == loader.partition("/")[0]


def test_there_is_no_snippet_for_an_unknown_site(service: Service) -> None:
    check_problem(service.client.get("/embed/snippets/nowhere"), 404, "unknown_site")


def test_every_release_that_was_served_is_kept_and_served_again(own_service) -> None:
    service = own_service()
    running = service.application.running
    service.run_there(lambda: running.releases.keep({OLD: b"old();", OLD_CHUNK: b"older();"}))
    for name, body in ((OLD, b"old();"), (OLD_CHUNK, b"older();")):
        answer = service.client.get(f"/embed/{name}")
        assert (answer.status_code, answer.content) == (200, body)
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    rows = service.keeps()[0]["script"][0]
    assert rows == len(lasting_files()) + 2
    # The next process of the same release keeps nothing anew, and what is kept is never changed.
    service.run_there(lambda: running.releases.keep({OLD: b"changed();"}))
    service.run_there(lambda: running.releases.keep(lasting_files()))
    assert service.keeps()[0]["script"][0] == rows
    assert service.client.get(f"/embed/{OLD}").content == b"old();"


@pytest.mark.parametrize(
    "name",
    ["fedcba9876543210/voxpop.js", "chunks/QQQQQQQQ.js", "0123456789abcdef/frame.js", "0123/voxpop.js"],
)
def test_a_release_that_was_never_served_is_refused(service: Service, unchanged: None, name: str) -> None:
    check_problem(service.client.get(f"/embed/{name}"), 404, "unknown_script")


def test_names_that_somebody_makes_up_do_not_reach_postgres(own_service) -> None:
    service = own_service()
    releases = service.application.running.releases
    asked: list[str] = []
    load_names, load_file = releases.names.load, releases.files.load

    async def list_names() -> Any:
        asked.append("names")
        return await load_names()

    async def find_file(name: str) -> Any:
        asked.append(name)
        return await load_file(name)

    releases.names.load, releases.files.load = list_names, find_file
    for n in range(50):
        check_problem(service.client.get(f"/embed/chunks/AAAAAA{n:02}.js"), 404, "unknown_script")
    assert asked.count("names") <= 3
    assert set(asked) == {"names"}
