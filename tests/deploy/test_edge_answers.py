"""What the edge does to answers, and what it answers by itself."""

import httpx

from tests.api.serving import ORIGIN, check_problem

PAGE = f"/v1/pages?site=demo&url={ORIGIN}/article"


def test_head_is_get_without_the_body(staged):
    whole = staged.client.get(PAGE)
    head = staged.client.head(PAGE)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers[name] for name in ("etag", "cache-control", "content-type")} == {
        name: whole.headers[name] for name in ("etag", "cache-control", "content-type")
    }
    assert staged.client.head("/nothing/here").status_code == 404


def test_json_is_compressed_and_says_so(staged):
    packed = staged.client.get(PAGE)
    plain = staged.client.get(PAGE, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert packed.headers["etag"].removeprefix("W/") == plain.headers["etag"].removeprefix("W/")


def test_scripts_come_as_the_api_compressed_them_to_those_who_can_read_it(staged):
    path, sizes = "/embed/voxpop.js", []
    for _ in range(2):
        with staged.client.stream(
            "GET", "/embed/voxpop.js", headers={"accept-encoding": "gzip, br"}
        ) as packed:
            raw = b"".join(packed.iter_raw())
        plain = staged.client.get(path, headers={"accept-encoding": "identity"})
        assert (packed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
        assert packed.headers["access-control-allow-origin"] == "*"
        sizes.append((len(raw), len(plain.content)))
    direct = staged.service.client.get(path)
    assert sizes == [(int(direct.headers["content-length"]), len(direct.content))] * 2


def test_http_2_is_offered(staged):
    with staged.edge.connect(protocols=("h2", "http/1.1")) as connection:
        assert connection.selected_alpn_protocol() == "h2"
        assert connection.version() == "TLSv1.3"


def test_every_answer_asks_for_tls_in_future(staged):
    for path in (PAGE, "/nothing/here", "/metrics"):
        assert "max-age=" in staged.client.get(path).headers["strict-transport-security"]


def test_without_tls_there_is_only_the_way_to_it_and_the_proof_for_authorities(staged):
    (staged.edge.folder / "acme" / ".well-known" / "acme-challenge").mkdir(parents=True)
    (staged.edge.folder / "acme" / ".well-known" / "acme-challenge" / "token").write_text("proof")
    with httpx.Client(base_url=f"http://127.0.0.1:{staged.edge.ports['plain']}") as plain:
        redirected = plain.put("/v1/widgets/w_1/ballots/-?url=x", headers={"host": "voxpop.example"})
        assert redirected.status_code == 308
        assert redirected.headers["location"] == "https://voxpop.example/v1/widgets/w_1/ballots/-?url=x"
        assert plain.get("/.well-known/acme-challenge/token").text == "proof"
    assert staged.asked_at_all() == 0


def test_when_the_api_is_away_pages_are_told_to_come_back(staged):
    place, token = staged.service.place(f"{ORIGIN}/article"), staged.service.mint()
    staged.stop_api()
    ballot = {"reactions": ["love"]}
    answer = staged.client.put(
        place, json=ballot, headers={"authorization": f"Bearer {token}", "origin": ORIGIN}
    )
    check_problem(answer, 503, "api_away")
    assert int(answer.headers["retry-after"]) > 0
    # Else the page could not read it, and would take it for a broken connection.
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"


def test_ballots_are_cast_and_seen_through_the_edge(staged):
    place = staged.service.place(f"{ORIGIN}/article")
    staged.client.get(PAGE)
    token = staged.mint().json()["token"]
    headers = {"authorization": f"Bearer {token}", "origin": ORIGIN}
    cast = staged.client.put(place, json={"reactions": ["love"]}, headers=headers)
    assert (cast.status_code, cast.json()["tally"]["love"]) == (200, 1)
    assert cast.headers["access-control-allow-origin"] == ORIGIN

    def seen():
        widgets = staged.client.get(PAGE).json()["widgets"]
        return any(each["tally"] and each["tally"].get("love") == 1 for each in widgets)

    staged.service.await_that(seen)
