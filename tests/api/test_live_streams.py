"""Live updates on the wire: streams that are opened, dropped, not read, refused and ended."""

import socket
from urllib.parse import quote

import pytest

from api.transport import protocol
from tests.api.serving import ORIGIN, check_problem, parse, read_until

SITE = "demo"


def watch(service, url, **headers):
    """Open a stream, and read until its first bytes are there."""
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=20)
    lines = [f"GET /v1/live?site=demo&url={quote(url, safe='')} HTTP/1.1", "host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection


def test_two_readers_see_each_others_ballots(service):
    url = f"{ORIGIN}/live"
    first, second = watch(service, url, origin="https://anybody.example"), watch(service, url)
    status, headers, _ = parse(read_until(first, b"retry: 5000"))
    assert status == 200
    assert headers["content-type"] == "text/event-stream"
    assert headers["cache-control"] == "no-store"
    assert headers["access-control-allow-origin"] == "*"
    place = service.place(url)
    for kind in ("love", "fun"):
        assert service.put(place, {"reactions": [kind]}, service.mint()).status_code == 200
        for connection in (first, second):
            read_until(connection, f'"{kind}":1'.encode())
    first.close()
    second.close()
    service.await_that(lambda: service.hub.watching == 0)


def test_streams_opened_and_dropped_leave_nothing(service):
    url = f"{ORIGIN}/dropped"
    before = len(service.server.server_state.connections)
    for _ in range(20):
        streams = [watch(service, url) for _ in range(50)]
        read_until(streams[-1], b"retry")
        for each in streams:
            each.close()
    service.await_that(lambda: service.hub.watching == 0)
    service.await_that(lambda: len(service.server.server_state.connections) <= before)
    service.await_that(lambda: len(service.server.server_state.tasks) == 0)
    assert service.hub.channels == {}


def test_when_connections_run_out_the_page_polls(own_service):
    service = own_service(live_connections=2)
    url = f"{ORIGIN}/full"
    streams = [watch(service, url) for _ in range(2)]
    for each in streams:
        read_until(each, b"retry")
    refused = service.client.get("/v1/live", params={"site": "demo", "url": url})
    check_problem(refused, 503, "no_live_updates")
    assert int(refused.headers["retry-after"]) > 0
    assert service.client.get("/v1/pages", params={"site": "demo", "url": url}).status_code == 200
    streams[0].close()
    service.await_that(lambda: service.hub.watching == 1)
    streams[0] = watch(service, url)
    read_until(streams[0], b"retry")


def test_a_reader_who_does_not_read_delays_nobody_and_is_let_go(service, monkeypatch):
    monkeypatch.setattr(protocol, "STALLED", 0.5)
    url = f"{ORIGIN}/slow"
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", service.port))
        slow.sendall(
            f"GET /v1/live?site=demo&url={quote(url, safe='')} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".encode()
        )
        service.await_that(lambda: service.hub.watching == 1)
        (channel,) = service.hub.channels.values()
        (watcher,) = channel.watchers
        # More than all buffers on the way hold.
        for at in range(200):
            service.loop.call_soon_threadsafe(watcher.offer, str(at), b":" + b"x" * 100_000 + b"\n\n")
            assert service.client.get("/health/live").status_code == 200
            if service.hub.watching == 0:
                break
        service.await_that(lambda: service.hub.watching == 0)


@pytest.mark.parametrize(
    ("query", "status"),
    [("site=nobody&url=https://pub.example/a", 404), ("site=demo&url=javascript:x", 400), ("site=demo", 400)],
)
def test_a_stream_of_nothing(service, query, status):
    check_problem(service.client.get(f"/v1/live?{query}"), status)
    assert service.hub.watching == 0


def test_a_service_that_stops_ends_its_streams_and_finishes_its_ballots(own_service):
    service = own_service()
    url = f"{ORIGIN}/stopping"
    place, token = service.place(url), service.mint()
    stream = watch(service, url)
    read_until(stream, b"retry")
    body = b'{"reactions":["love"]}'
    ballot = socket.create_connection(("127.0.0.1", service.port), timeout=20)
    ballot.sendall(
        f"PUT {place} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        + body[:5]
    )
    service.await_that(lambda: len(service.server.server_state.tasks) >= 2)
    service.server.should_exit = True
    assert b"0\r\n\r\n" in read_until(stream, b"0\r\n\r\n")
    assert stream.recv(1) == b""
    ballot.sendall(body[5:])
    answer = read_until(ballot, b'"love":1')
    assert parse(answer)[0] == 200
    assert parse(answer)[1]["connection"] == "close"
