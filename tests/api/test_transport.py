"""Methods, hosts and heads on the wire: attacks 6, 7 and some of 8 of the catalogue."""

import socket
from urllib.parse import quote

import pytest

from api.transport import protocol
from tests.api.serving import ORIGIN, check_problem, parse, read_answer

URL = f"{ORIGIN}/bad-requests"
PAGE = f"/v1/pages?site=demo&url={quote(URL, safe='')}"


def get(target: str, *more: str, host: str = "127.0.0.1", method: str = "GET") -> bytes:
    """A request without a body."""
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"host: {host}", *more, "", ""]).encode("latin-1")


# Methods


@pytest.mark.parametrize("target", [PAGE, "/health/live", "/docs", "/docs/openapi.json", "/metrics"])
def test_head_is_get_without_the_body(service, target):
    asked, full = service.client.head(target), service.client.get(target)
    assert asked.status_code == full.status_code == 200
    assert asked.content == b""
    if target != "/metrics":
        assert int(asked.headers["content-length"]) == len(full.content)
    assert set(asked.headers) == set(full.headers)


def test_head_of_a_stream_ends_at_once_and_watches_nothing(service):
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(get(PAGE.replace("pages", "live"), method="HEAD") + get("/health/live"))
        answers = b""
        while b'{"status":"live"}' not in answers:
            answers += connection.recv(65536)
        assert answers.count(b"HTTP/1.1 200") == 2
        assert b"tally" not in answers
    service.await_that(lambda: service.hub.watching == 0)


def test_head_of_what_is_not_there(service):
    answer = service.client.head("/v1/nothing")
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("target", "method", "allowed"),
    [
        (PAGE, "POST", {"GET", "HEAD", "OPTIONS"}),
        (PAGE, "PATCH", {"GET", "HEAD", "OPTIONS"}),
        (PAGE, "TRACE", {"GET", "HEAD", "OPTIONS"}),
        (PAGE, "PROPFIND", {"GET", "HEAD", "OPTIONS"}),
        ("/v1/readers", "GET", {"POST", "OPTIONS"}),
        ("/v1/readers", "HEAD", {"POST", "OPTIONS"}),
        ("/v1/widgets/w_0123456789abcdefghijkl/ballots/-", "POST", {"PUT", "DELETE", "OPTIONS"}),
        ("/health/live", "DELETE", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_an_address_does_not_take(service, target, method, allowed):
    answer = service.client.request(method, target, json={})
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == allowed
    if method != "HEAD":
        check_problem(answer, 405, "wrong_method")


@pytest.mark.parametrize("method", ["BREW", "get", "GETT", "G\tT", "\x16\x03\x01"])
def test_a_method_that_there_is_not(service, method):
    answer = service.talk(get("/health/live", method=method))
    assert parse(answer)[0] in (400, 405)
    check_problem(answer, parse(answer)[0])
    if parse(answer)[0] == 405:
        assert parse(answer)[1]["allow"]


def test_options_tells_the_methods(service):
    answer = service.client.options(PAGE)
    assert answer.status_code == 204
    assert "GET" in answer.headers["allow"]


# Hosts


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:1", "localhost", "LOCALHOST:8000", "[::1]:80"])
def test_the_hosts_that_are_served(service, host):
    assert parse(service.talk(get("/health/live", host=host)))[0] == 200


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "evil.example#127.0.0.1",
        "127.0.0.1@evil.example",
        "127.0.0.1:80:80",
        "127.0.0.1:x",
        "",
        " ",
    ],
)
def test_a_host_that_is_not_served(service, host):
    check_problem(service.talk(get(PAGE, host=host)), 400)


@pytest.mark.usefixtures("unchanged")
def test_no_host_and_two_hosts(service):
    check_problem(service.talk(b"GET /health/live HTTP/1.1\r\n\r\n"), 400)
    check_problem(service.talk(get("/health/live", "host: 127.0.0.1")), 400, "repeated_header")
    check_problem(service.talk(get("/health/live", "host: evil.example")), 400, "repeated_header")


def test_a_public_host_is_served_alone(own_service):
    service = own_service(public_url="https://vox.example", allowed_hosts=("Edge.example",))
    for host in ("vox.example", "VOX.example:443", "edge.example"):
        assert parse(service.talk(get("/health/live", host=host)))[0] == 200
    check_problem(service.talk(get("/health/live", host="127.0.0.1")), 400, "bad_host")


@pytest.mark.parametrize(
    "header", ["x-forwarded-host", "forwarded", "x-host", "x-original-url", "x-rewrite-url"]
)
def test_no_header_changes_what_is_served(service, header):
    plain = service.client.get(PAGE)
    forged = service.client.get(PAGE, headers={header: "host=evil.example"})
    assert forged.status_code == 200
    assert forged.content == plain.content
    assert "evil" not in str(forged.headers) + forged.text


# Heads


def test_a_head_that_never_ends_in_size(service):
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nhost: 127.0.0.1\r\n")
        try:
            for at in range(1000):
                connection.sendall(b"x-%d: " % at + b"a" * 1000 + b"\r\n")
        except OSError:
            return
        check_problem(read_answer(connection), 431, "headers_too_large")


@pytest.mark.parametrize(
    "sent", [b"", b"GET /health", b"GET /health/live HTTP/1.1\r\nhost: 127.0.0.1\r\nx: "]
)
def test_a_head_that_never_ends_in_time(service, sent, monkeypatch):
    monkeypatch.setattr(protocol, "SLOWEST_HEAD", 0.3)
    check_problem(service.talk(sent), 408, "too_slow")


def test_a_second_head_that_never_ends_in_time(service, monkeypatch):
    monkeypatch.setattr(protocol, "SLOWEST_HEAD", 0.3)
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(get("/health/live"))
        assert parse(read_answer(connection))[0] == 200
        connection.sendall(b"GET /health/live HTT")
        check_problem(read_answer(connection), 408, "too_slow")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "sent",
    [
        b"GET /health/live HTTP/9.9\r\nhost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n12",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http(service, sent):
    check_problem(service.talk(sent, end=True), 400)


def test_an_upgrade_is_not_taken(service):
    answer = service.talk(
        get("/health/live", "connection: upgrade", "upgrade: websocket", "sec-websocket-key: x")
    )
    assert parse(answer)[0] == 200


def test_no_answer_tells_what_serves_it(service):
    for target in ("/health/live", "/v1/nothing", "/docs", PAGE):
        headers = service.client.get(target).headers
        assert "server" not in headers
        assert "x-powered-by" not in headers
