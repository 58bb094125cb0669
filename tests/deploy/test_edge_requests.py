"""What the edge lets through to the API, and how."""

import re

import pytest

from tests.api.serving import JSON, ORIGIN, check_problem, read_answer
from tests.deploy.composing import ROOT
from tests.deploy.edge import NEIGHBOUR
from tests.media import samples

PAGE = f"/v1/pages?site=demo&url={ORIGIN}/article"
SPOOFED = {
    "x-forwarded-for": "198.51.100.7",
    "x-real-ip": "198.51.100.7",
    "forwarded": "for=198.51.100.7",
    "cf-connecting-ip": "198.51.100.7",
}


def test_what_comes_from_outside_about_addresses_is_replaced(stage):
    """Somebody who claims another address with every request still uses up one network's budget."""
    staged = stage(token_budget=2)
    claims = [f"198.51.100.{at}" for at in range(20)]
    answers = [staged.mint(**SPOOFED | {"x-forwarded-for": each}) for each in claims]
    assert [each.status_code for each in answers[:2]] == [201, 201]
    refused = check_problem(answers[-1], 429)
    assert int(answers[-1].headers["retry-after"]) > 0
    assert refused["code"] != "too_many_connections", "the API's own refusal is kept"
    with staged.edge.client(NEIGHBOUR) as neighbour:
        assert staged.mint(neighbour).status_code == 201, (
            "who comes from another address has a budget of their own"
        )


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_64_kb_is_refused_before_it_reaches_the_api(staged, chunked):
    body = b"x" * (65 * 1024)
    content = iter([body[:1000], body[1000:]]) if chunked else body
    answer = staged.client.put("/v1/widgets/w_1/ballots/-", content=content, headers=JSON)
    check_problem(answer, 413, "too_large")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert staged.asked_at_all() == 0


def test_a_body_of_64_kb_reaches_the_api(staged):
    body = b'{"site":"' + b"x" * (64 * 1024 - 11) + b'"}'
    assert len(body) == 64 * 1024
    assert staged.client.post("/v1/readers", content=body, headers=JSON).status_code in (400, 404)
    assert staged.asked_at_all() == 1


def test_a_query_of_8_kb_is_for_the_api_to_judge(staged):
    start = "/v1/counts?site=demo&url="
    check_problem(staged.client.get(start + "x" * 9000), 400, "query_too_long")
    assert staged.asked_at_all() == 1


@pytest.mark.parametrize("path", ["/v1//pages", "/v1/x/%2e%2e/pages", "/v1/pages;x=1", "/nothing/here"])
def test_paths_reach_the_api_as_they_are(staged, path):
    with staged.edge.connect() as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        check_problem(read_answer(connection), 404)
    assert staged.asked_at_all() == 1


@pytest.mark.parametrize("path", ["/metrics", "/health/ready", "//metrics", "/x/../metrics", "/%6detrics"])
def test_what_is_for_those_who_run_it_is_not_for_the_world(staged, path):
    with staged.edge.connect() as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        check_problem(read_answer(connection), 404)
    assert staged.asked_at_all() == 0
    assert staged.client.get("/health/live").json() == {"status": "live"}


def test_a_host_that_is_not_ours_is_refused(staged):
    check_problem(staged.client.get(PAGE, headers={"host": "evil.example"}), 400, "bad_host")


@pytest.mark.parametrize(
    "sent", [b"GET / HTTP/1.1\r\n\r\n", b"no http\r\n\r\n", b"GET /%zz HTTP/1.1\r\n\r\n"]
)
def test_who_sends_no_http_is_told_so(staged, sent):
    with staged.edge.connect() as connection:
        connection.sendall(sent)
        check_problem(read_answer(connection), 400, "bad_request")


def test_long_forms_of_the_studio_are_read_no_further_than_to_who_sends_them(staged):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = staged.client.post("/studio/demo/articles", content=b"text=" + b"a" * 100_000, headers=headers)
    check_problem(answer, 401, "signed_out")


def test_headers_that_are_too_large_are_refused(staged):
    answer = staged.client.get("/health/live", headers={"x-large": "x" * 40_000})
    check_problem(answer, 431, "headers_too_large")
    check_problem(staged.client.get(f"/v1/counts?site=demo&url={'x' * 40_000}"), 400, "bad_request")
    assert staged.asked_at_all() == 0


@pytest.mark.parametrize(
    "begun",
    [
        b"GET / HTTP/1.1\r\nhost: local",
        b"POST /v1/readers HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        b'content-length: 15\r\n\r\n{"site"',
    ],
)
def test_who_sends_slowly_does_not_get_to_the_api(stage, begun):
    staged = stage(
        {
            "client_header_timeout 10s": "client_header_timeout 1s",
            "client_body_timeout 10s": "client_body_timeout 1s",
        }
    )
    with staged.edge.connect() as connection:
        connection.sendall(begun)
        while connection.recv(65536):
            pass
    assert staged.asked_at_all() == 0


def test_behind_another_proxy_its_word_is_taken_if_it_is_told_so(stage):
    """The two lines of docs/production.md, for a proxy at the address of the test's reader."""
    (lines,) = re.findall(
        r"```nginx\n(.*?)```", (ROOT / "docs" / "production.md").read_text(), flags=re.DOTALL
    )
    told = lines.replace("192.0.2.0/24", "127.0.0.9/32")
    staged = stage({"server_tokens off;": f"server_tokens off; {told}"}, token_budget=2)
    readers = [{"x-forwarded-for": f"198.51.100.{at}"} for at in range(9)]
    assert {staged.mint(**each).status_code for each in readers} == {201}
    with staged.edge.client(NEIGHBOUR) as stranger:
        assert 429 in {staged.mint(stranger, **each).status_code for each in readers}


def test_files_pass_the_edge_as_they_come_and_are_given_out_in_parts(staged):
    picture = samples.saved(samples.painted((900, 900)).effect_spread(400), "PNG", compress_level=0)
    assert len(picture) > 64 * 1024
    token = staged.mint().json()["token"]
    headers = {"authorization": f"Bearer {token}", "content-type": "image/png", "origin": ORIGIN}
    answer = staged.client.post("/v1/uploads", content=picture, headers=headers)
    assert answer.status_code == 201, answer.text
    too_large = staged.client.post("/v1/uploads", content=picture + b"\0" * 2**23, headers=headers)
    check_problem(too_large, 413, "too_large")
    check_problem(staged.client.get(f"/media/{answer.json()['media']}/480.webp"), 404, "unknown_media")
