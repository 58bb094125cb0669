"""Live updates through the edge, and what it writes down of them and of everything else."""

from urllib.parse import quote

from tests.api.serving import JSON, ORIGIN, check_problem, parse, read_answer, read_until
from tests.deploy.edge import NEIGHBOUR

PAGE = f"/v1/pages?site=demo&url={ORIGIN}/article"


def open_stream(edge, url, address="127.0.0.9"):
    connection = edge.connect(address)
    connection.sendall(
        f"GET /v1/live?site=demo&url={quote(url, safe='')} HTTP/1.1\r\nhost: localhost\r\n"
        "accept-encoding: gzip\r\n\r\n".encode()
    )
    return connection


def test_live_updates_come_while_they_happen(staged):
    url = f"{ORIGIN}/live"
    with open_stream(staged.edge, url) as stream:
        status, headers, _ = parse(read_until(stream, b"retry: 5000\n\n"))
        assert (status, headers["content-type"]) == (200, "text/event-stream")
        assert "content-encoding" not in headers
        for at, kind in enumerate(["love", "fun"], 1):
            staged.service.put(staged.service.place(url), {"reactions": [kind]}, staged.service.mint())
            assert b'"turnout":%d' % at in read_until(stream, f'"{kind}":1'.encode())
    staged.service.await_that(lambda: staged.service.hub.watching == 0)


def test_one_address_keeps_so_many_streams_and_leaves_room_for_others(stage):
    staged = stage({"limit_conn live 128;": "limit_conn live 2;"})
    url = f"{ORIGIN}/crowd"
    streams = [open_stream(staged.edge, url) for _ in range(2)]
    for each in streams:
        read_until(each, b"retry")
    refused = staged.client.get("/v1/live", params={"site": "demo", "url": url})
    check_problem(refused, 429, "too_many_connections")
    assert int(refused.headers["retry-after"]) > 0
    assert staged.client.get(PAGE).status_code == 200
    with open_stream(staged.edge, url, NEIGHBOUR) as neighbour:
        read_until(neighbour, b"retry")
    for each in streams:
        each.close()


def test_no_line_tells_an_address_or_what_was_read(stage):
    staged = stage({"limit_conn live 128;": "limit_conn live 1;"})
    staged.client.get(PAGE)
    with open_stream(staged.edge, ORIGIN + "/secret-page") as stream:
        read_until(stream, b"retry")
        staged.client.get("/v1/live", params={"site": "demo", "url": ORIGIN + "/secret-page"})
    staged.client.put("/v1/widgets/w_1/ballots/-", content=b"x" * 70_000, headers=JSON)
    with staged.edge.connect() as connection:
        connection.sendall(b"\x16\x03 no http\r\n\r\n")
        read_answer(connection)
    staged.stop_api()
    staged.client.post("/v1/readers?secret-page", json={"site": "demo"})
    said = staged.edge.said()
    assert '"status":429,"method":"GET","path":"/v1/live"' in said
    assert '"status":503,"method":"POST","path":"/v1/readers"' in said
    assert "127.0.0.9" not in said
    assert "secret-page" not in said
