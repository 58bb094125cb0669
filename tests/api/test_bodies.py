"""Bad bodies: attacks 1 to 5 of the catalogue, each against the running service."""

import socket

import pytest

from api.transport import bodies
from tests.api.serving import Service, check_problem, parse, read_answer

URL = "https://pub.example/bad-bodies"
GOOD = b'{"reactions":["love"]}'


@pytest.fixture(scope="module")
def place(service: Service) -> str:
    return service.place(URL)


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    return service.mint()


def head(place: str, token: str, *more: str) -> bytes:
    """The head of a PUT."""
    lines = [f"PUT {place} HTTP/1.1", "host: 127.0.0.1", f"authorization: Bearer {token}", *more]
    return "\r\n".join([*lines, "", ""]).encode()


JSON = "content-type: application/json"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed_json"),
        (b'{"reactions":["lo', "malformed_json"),
        (b'{"reactions":["\xff"]}', "not_utf8"),
        (b"\xef\xbb\xbf" + GOOD, "malformed_json"),
        (b'{"reactions":["\\ud800"]}', "lone_surrogate"),
        (b'{"reactions":' + b"[" * 60_000, "wrong_shape"),
        (b"[" * 60_000, "wrong_shape"),
        (b'{"reactions":NaN}', "malformed_json"),
        (b'{"reactions":Infinity}', "malformed_json"),
        (b'{"reactions":[' + b"9" * 400 + b"]}", "wrong_shape"),
        (b'{"reactions":[true]}', "wrong_shape"),
        (b'{"reactions":["love"],"is_admin":true}', "unknown_field"),
        (b'{"reactions":["love"],"count":1000}', "unknown_field"),
        (b'{"reactions":["love"],"timestamp":"2020-01-01"}', "unknown_field"),
        (b'{"reactions":["love"],"reactions":["hate"]}', "duplicate_key"),
        (b'{"reactions":["love"],"reaction\\u0073":["hate"]}', "duplicate_key"),
        (b'{"reactions":["lo\\u0000ve"]}', "forbidden_character"),
        ('{"reactions":["\u202eevol"]}'.encode(), "forbidden_character"),
        ('{"reactions":["\u2066love"]}'.encode(), "forbidden_character"),
        (b'{"reactions":["love\x7f"]}', "forbidden_character"),
    ],
)
def test_json_that_is_not_what_was_asked_for(service, place, token, body, code):
    check_problem(service.put(place, body, token), 400, code)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("number", [b"NaN", b"true", b"9" * 400, b"1.5"])
def test_numbers_that_are_no_vote(service, token, number):
    problem = check_problem(
        service.put(service.place(URL, "points"), b'{"vote":' + number + b"}", token), 400
    )
    assert problem["code"] in {"wrong_shape", "malformed_json", "number_too_large"}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "text/plain; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json, text/plain",
        "application/json; charset=utf-16",
        "",
    ],
)
def test_a_body_that_is_not_declared_as_json(service, place, token, content_type):
    check_problem(service.put(place, GOOD, token, **{"content-type": content_type}), 415, "not_json")


@pytest.mark.usefixtures("unchanged")
def test_no_content_type_at_all(service, place, token):
    sent = head(place, token, f"content-length: {len(GOOD)}") + GOOD
    check_problem(service.talk(sent), 415, "not_json")
    check_problem(service.talk(head("/v1/readers", token).replace(b"PUT", b"POST")), 415, "not_json")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
def test_json_may_say_that_it_is_utf_8(service, place, token, content_type):
    assert service.put(place, GOOD, token, **{"content-type": content_type}).status_code == 200


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, identity", "x"])
def test_a_compressed_body(service, place, token, encoding):
    check_problem(service.put(place, GOOD, token, **{"content-encoding": encoding}), 415, "compressed_body")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("size", [bodies.LARGEST_BODY + 1, 300_000, 10**9])
def test_a_body_that_is_declared_too_large_is_refused_unread(service, place, token, size):
    sent = head(place, token, JSON, f"content-length: {size}") + b" " * min(size, 300_000)
    answer = service.talk(sent)
    check_problem(answer, 413, "too_large")
    assert parse(answer)[1]["connection"] == "close"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("chunks", [bodies.LARGEST_BODY // 1000 + 1, 1000])
def test_a_chunked_body_that_grows_too_large(service, place, token, chunks):
    chunk = b"3e8\r\n" + b" " * 1000 + b"\r\n"
    sent = head(place, token, JSON, "transfer-encoding: chunked") + chunk * chunks
    check_problem(service.talk(sent), 413, "too_large")


def test_a_body_just_within_the_limit_is_read(service, place, token):
    padded = GOOD + b" " * (bodies.LARGEST_BODY - len(GOOD))
    assert service.put(place, padded, token).status_code == 200
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(padded), padded)
    sent = head(place, token, JSON, "transfer-encoding: chunked") + chunked
    assert parse(service.talk(sent))[0] == 200


@pytest.mark.usefixtures("unchanged")
def test_a_body_that_trickles_is_cut_off_and_delays_nobody(service, place, token, monkeypatch):
    monkeypatch.setattr(bodies, "SLOWEST_BODY", 0.5)
    slow = []
    for _ in range(50):
        connection = socket.create_connection(("127.0.0.1", service.port), timeout=20)
        connection.sendall(head(place, token, JSON, "content-length: 100") + b"{")
        slow.append(connection)
    assert service.client.get("/health/live").status_code == 200
    for connection in slow:
        answer = read_answer(connection)
        check_problem(answer, 408, "too_slow")
        assert connection.recv(1) == b""
        connection.close()


@pytest.mark.usefixtures("unchanged")
def test_a_client_that_leaves_before_its_body_is_complete(service, place, token):
    for _ in range(20):
        connection = socket.create_connection(("127.0.0.1", service.port), timeout=20)
        connection.sendall(head(place, token, JSON, "content-length: 100") + GOOD)
        connection.close()
    assert service.client.get("/health/live").status_code == 200


def test_the_connection_goes_on_after_a_refusal_whose_body_was_read(service, place, token):
    bad = head(place, token, JSON, "content-length: 1") + b"{"
    good = head(place, token, JSON, f"content-length: {len(GOOD)}") + GOOD
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(bad)
        check_problem(read_answer(connection), 400, "malformed_json")
        connection.sendall(good)
        assert parse(read_answer(connection))[0] == 200
