"""What the server sends to browsers: the bundle with its caching, and the article with its policy."""

import gzip
import re
from collections.abc import Iterator

import httpx
import pytest

from api.public.bundle import FOLDER
from tests.api.serving import check_problem
from tests.browser.newsroom import Newsroom, share_newsroom
from tests.engines import Engines
from widgets.demo import POINTS, SHARES, TITLE

CHUNKS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("chunks/*.js"))


@pytest.fixture(scope="module")
def newsroom(engines: Engines) -> Iterator[Newsroom]:
    with share_newsroom(engines) as newsroom:
        yield newsroom


@pytest.fixture
def client(newsroom: Newsroom) -> httpx.Client:
    return httpx.Client(base_url=newsroom.origin)


def test_the_loader_is_cached_briefly_and_chunks_for_ever(client: httpx.Client) -> None:
    loader = client.get("/embed/voxpop.js")
    assert "max-age=300" in loader.headers["cache-control"]
    assert CHUNKS
    for name in CHUNKS:
        assert "immutable" in client.get(f"/embed/{name}").headers["cache-control"]


def test_scripts_may_be_embedded_anywhere_and_are_nothing_but_scripts(client: httpx.Client) -> None:
    for name in ("voxpop.js", *CHUNKS):
        headers = client.get(f"/embed/{name}", headers={"origin": "https://a.example"}).headers
        assert headers["content-type"] == "text/javascript; charset=utf-8"
        assert headers["access-control-allow-origin"] == "*"
        assert headers.get_list("x-content-type-options") == ["nosniff"]


def test_scripts_are_compressed_for_who_can_read_that(client: httpx.Client) -> None:
    name = f"/embed/{CHUNKS[0]}"
    plain = client.get(name, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == (FOLDER / CHUNKS[0]).read_bytes()
    with client.stream("GET", name, headers={"accept-encoding": "gzip"}) as packed:
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content
    assert packed.headers["vary"] == "Accept-Encoding"


def test_a_script_is_not_sent_again_to_who_has_it(client: httpx.Client) -> None:
    etag = client.get("/embed/voxpop.js").headers["etag"]
    again = client.get("/embed/voxpop.js", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["meta.json", "chunks", "nothing.js", "../routes.py", "chunks/%2e%2e/meta.json"]
)
def test_nothing_else_is_sent(client: httpx.Client, name: str) -> None:
    check_problem(client.get(f"/embed/{name}"), 404)


def test_the_article_shows_its_counts_before_any_script_runs(client: httpx.Client) -> None:
    page = client.get("/demo")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert TITLE in page.text
    assert f"{SHARES} shares" in page.text
    assert f"{POINTS} points" in page.text


def test_the_article_has_a_strict_policy_and_keeps_to_it(client: httpx.Client) -> None:
    page = client.get("/demo")
    policy = dict(each.split(" ", 1) for each in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert not re.search(r"""\sstyle=|\son\w+=|<style|javascript:|<script(?![^>]*src=)""", page.text)
    assert client.get("/demo/style.css").headers["content-type"].startswith("text/css")
    assert client.get("/demo/icon.svg").headers["content-type"] == "image/svg+xml"
    check_problem(client.get("/demo/page.html"), 404, "unknown_address")


def test_the_article_has_one_address_on_loopback(newsroom: Newsroom, client: httpx.Client) -> None:
    port = newsroom.origin.rpartition(":")[2]
    other = client.get("/demo", headers={"host": f"localhost:{port}"})
    assert (other.status_code, other.headers["location"]) == (307, newsroom.url)
