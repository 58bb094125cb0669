"""Reader tokens over HTTP: attacks 17, 21 and 22 of the catalogue."""

import pytest

from tests.api.serving import JSON, ORIGIN, check_problem
from widgets.readers import Tokens

URL = f"{ORIGIN}/tokens"
BALLOT = {"reactions": ["love"]}


@pytest.fixture(scope="module")
def place(service):
    return service.place(URL)


def every_way(service, place, headers):
    """Every call that needs a token."""
    headers = headers | JSON
    return [
        service.client.put(place, content=b'{"reactions":["love"]}', headers=headers),
        service.client.request("DELETE", place, headers=headers),
        service.client.get("/v1/ballots", params={"site": "demo", "url": URL}, headers=headers),
    ]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Basic YTpi",
        "Token x",
        "Bearer x",
        "Bearer a.b.c",
        "Bearer " + "x" * 5000,
        "Bearer \xff",
    ],
)
def test_no_token_and_what_is_none(service, place, authorization):
    headers = {} if authorization is None else {"authorization": authorization.encode("latin-1")}
    for answer in every_way(service, place, headers):
        problem = check_problem(answer, 401)
        assert problem["code"] in {"no_token", "bad_token"}
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.usefixtures("unchanged")
def test_a_truncated_a_changed_and_a_forged_token(service, place):
    token = service.mint()
    forged = Tokens(["a key of their own, long enough"]).mint("demo")
    site = token.replace("demo.", "other.", 1)
    for bad in (token[:-1], token[1:], token.swapcase(), forged, site, token + "x", f"{token} {token}"):
        for answer in every_way(service, place, {"authorization": f"Bearer {bad}"}):
            check_problem(answer, 401, "bad_token")


@pytest.mark.usefixtures("unchanged")
def test_a_token_of_a_key_that_was_rotated_out(service, place):
    token = Tokens(["a key of last year, long enough"]).mint("demo")
    for answer in every_way(service, place, {"authorization": f"Bearer {token}"}):
        check_problem(answer, 401, "bad_token")


@pytest.mark.usefixtures("unchanged")
def test_a_token_of_a_site_that_is_gone(service, place):
    token = Tokens(service.settings.secrets).mint("gone")
    for answer in every_way(service, place, {"authorization": f"Bearer {token}"}):
        assert check_problem(answer, 401)["code"] in {"bad_token", "foreign_token"}


@pytest.mark.usefixtures("unchanged")
def test_another_sites_token(service, place):
    for answer in every_way(service, place, {"authorization": f"Bearer {service.mint('other')}"}):
        check_problem(answer, 401, "foreign_token")


def test_a_token_of_a_retiring_key_is_signed_anew(service, place):
    old = Tokens(service.settings.secrets[1:])
    token = old.mint("demo")
    answers = every_way(service, place, {"authorization": f"bearer {token}", "origin": ORIGIN})
    assert [each.status_code for each in answers] == [200, 200, 200]
    for answer in answers:
        renewed = answer.headers["voxpop-token"]
        newest = Tokens(service.settings.secrets[:1])
        assert newest.read(renewed)[0] == old.read(token)[0]
    assert all(
        "voxpop-token" not in each.headers
        for each in every_way(service, place, {"authorization": f"Bearer {renewed}"})
    )


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed_json"),
        (b"{}", 400, "wrong_shape"),
        (b'{"site":1}', 400, "wrong_shape"),
        (b'{"site":"demo","random":"mine"}', 400, "unknown_field"),
        (b'{"site":"nobody"}', 404, "unknown_site"),
        (b'{"site":""}', 404, "unknown_site"),
        (b'{"site":"demo\\u0000"}', 400, "forbidden_character"),
    ],
)
def test_minting_for_nobody(service, body, status, code):
    check_problem(service.client.post("/v1/readers", content=body, headers=JSON), status, code)


def test_every_mint_is_another_reader(service):
    assert len({service.mint() for _ in range(20)}) == 20


SPOOFS = ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip", "true-client-ip", "x-client-ip"]


@pytest.mark.parametrize("header", SPOOFS)
def test_an_address_that_somebody_claims_is_no_other_network(own_service, header):
    """All mints come from one peer, whatever they claim; so they share one budget."""
    service = own_service(token_budget=3)
    statuses = []
    for at in range(6):
        claim = {header: f"for=203.0.113.{at}" if header == "forwarded" else f"203.0.113.{at}"}
        answer = service.client.post("/v1/readers", json={"site": "demo"}, headers=claim)
        statuses.append(answer.status_code)
    assert statuses[:3] == [201] * 3
    assert 429 in statuses
    refused = service.client.post("/v1/readers", json={"site": "demo"})
    if refused.status_code == 429:
        check_problem(refused, 429, "over_budget")
        assert int(refused.headers["retry-after"]) > 0


def test_behind_a_trusted_proxy_each_network_has_its_own_budget(own_service):
    service = own_service(token_budget=1, trusted_proxies=("127.0.0.0/8",))

    def mint(claim):
        answer = service.client.post("/v1/readers", json={"site": "demo"}, headers={"x-forwarded-for": claim})
        return answer.status_code

    assert [mint(f"203.0.113.{at}") for at in range(5)] == [201] * 5
    assert mint("203.0.113.1") == 429
    assert mint("9.9.9.9, 203.0.113.1, 127.0.0.1") == 429
    assert mint("2001:db8:1:2::1") == 201
    assert mint("2001:db8:1:2:ffff::9") == 429
    assert mint("2001:db8:1:3::1") == 201


def test_a_reader_over_budget_is_told_when_to_come_back(own_service):
    service = own_service(reader_budget=2)
    place, token = service.place(URL), service.mint()
    answers = [service.put(place, {"reactions": [each]}, token) for each in ("love", "fun", "hate", "cute")]
    assert [each.status_code for each in answers[:2]] == [200, 200]
    refused = next(each for each in answers if each.status_code == 429)
    check_problem(refused, 429, "over_budget")
    assert 0 < int(refused.headers["retry-after"]) <= 60
