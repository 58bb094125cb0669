"""Origins and CORS: attacks 10, 12 and 13 of the catalogue."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.serving import JSON, ORIGIN, check_problem

URL = f"{ORIGIN}/origins"
PUBLIC = "http://127.0.0.1:8000"
FOREIGN = [
    "https://evil.example",
    "https://pub.example.evil.com",
    "https://evilpub.example",
    "https://evil.example#https://pub.example",
    "http://pub.example",
    "https://pub.example:444",
    "https://pub.example:443",
    "https://PUB.example",
    "https://pub.example/",
    "https://sub.pub.example",
    "https://pub.example, https://evil.example",
    "null",
    "file://",
    "",
    "*",
    "é".encode().decode("latin-1"),
]
BALLOT = {"reactions": ["love"]}


@pytest.fixture(scope="module")
def token(service):
    return service.mint()


@pytest.fixture(scope="module")
def place(service):
    return service.place(URL)


def reads(service):
    page = f"site=demo&url={quote(URL, safe='')}"
    return [f"/v1/pages?{page}", f"/v1/counts?{page}"]


def has_permission(answer):
    return any(name.startswith("access-control-allow") for name in answer.headers)


def varies(answer):
    return "Origin" in answer.headers.get("vary", "")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("origin", FOREIGN)
def test_a_ballot_from_a_foreign_page(service, place, token, origin):
    headers = {"authorization": f"Bearer {token}", "origin": origin.encode("latin-1")} | JSON
    for method, body in (("PUT", json.dumps(BALLOT)), ("DELETE", None)):
        answer = service.client.request(method, place, content=body, headers=headers)
        check_problem(answer, 403, "foreign_origin")
        assert not has_permission(answer)
        assert varies(answer)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("origin", FOREIGN)
def test_a_token_minted_or_shown_from_a_foreign_page(service, token, origin):
    named = {"origin": origin.encode("latin-1")}
    answers = [service.client.post("/v1/readers", json={"site": "demo"}, headers=named)]
    shown = named | {"authorization": f"Bearer {token}"}
    answers += [service.client.get(read, headers=shown) for read in reads(service)]
    answers += [service.client.get("/v1/ballots", params={"site": "demo", "url": URL}, headers=shown)]
    for answer in answers:
        check_problem(answer, 403, "foreign_origin")
        assert not has_permission(answer)
        assert varies(answer)


@pytest.mark.usefixtures("unchanged")
def test_another_sites_page_is_foreign_too(service, place, token):
    """Its origin is known, so that it may ask; but not for this site."""
    answer = service.put(place, BALLOT, token, origin="https://other.example")
    check_problem(answer, 403, "foreign_origin")
    assert not has_permission(answer)
    assert varies(answer)
    minted = service.client.post(
        "/v1/readers", json={"site": "demo"}, headers={"origin": "https://other.example"}
    )
    check_problem(minted, 403, "foreign_origin")
    assert not has_permission(minted)


@pytest.mark.parametrize("origin", [ORIGIN, "https://www.pub.example:8443", PUBLIC])
def test_a_ballot_from_the_sites_own_pages(service, place, token, origin):
    answer = service.put(place, BALLOT, token, origin=origin)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert "Voxpop-Token" in answer.headers["access-control-expose-headers"]
    assert varies(answer)


def test_a_ballot_without_an_origin(service, place, token):
    answer = service.put(place, BALLOT, token)
    assert answer.status_code == 200
    assert not has_permission(answer)
    assert varies(answer)


@pytest.mark.usefixtures("unchanged")
def test_the_sites_pages_can_read_every_refusal(service, place, token):
    """A page that cannot read a 401 or 409 could not tell its reader what is wrong."""
    refusals = [
        service.put(place, BALLOT, "forged", origin=ORIGIN),
        service.put(place, b"{", token, origin=ORIGIN),
        service.put(place.replace("ballots/-", "ballots/x"), BALLOT, token, origin=ORIGIN),
        service.put("/v1/nothing", BALLOT, token, origin=ORIGIN),
        service.put(place, b" " * 70_000, token, origin=ORIGIN),
        service.put(place, b"{}", token, origin=ORIGIN, **{"content-type": "text/plain"}),
        service.client.get("/v1/ballots?site=demo", headers={"origin": ORIGIN}),
    ]
    assert [each.status_code for each in refusals] == [401, 400, 400, 404, 413, 415, 401]
    for each in refusals:
        assert each.headers["access-control-allow-origin"] == ORIGIN
        assert varies(each)


@pytest.mark.parametrize("origin", [None, ORIGIN, "https://anybody.example", "null"])
def test_reads_without_a_token_answer_everybody_alike(service, origin):
    for read in (
        *reads(service),
        "/v1/widgets/w_0123456789abcdefghijkl",
        "/v1/pages?site=nobody&url=x",
        "/v1/nothing",
    ):
        answer = service.client.get(read, headers={"origin": origin} if origin else {})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert not varies(answer)


def test_a_read_with_a_token_is_for_its_reader_alone(service, token):
    for read in reads(service):
        answer = service.client.get(read, headers={"authorization": f"Bearer {token}", "origin": ORIGIN})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert answer.headers["cache-control"] == "no-store"
        assert varies(answer)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "path", ["/v1/readers", "/v1/ballots?site=demo", "/v1/widgets/w_0123456789abcdefghijkl/ballots/-"]
)
def test_a_browser_asks_first(service, path):
    asking = {
        "access-control-request-method": "PUT",
        "access-control-request-headers": "authorization,content-type",
    }
    granted = service.client.options(path, headers={"origin": ORIGIN} | asking)
    assert granted.status_code == 204
    assert granted.headers["access-control-allow-origin"] == ORIGIN
    assert {"PUT", "DELETE", "POST"} <= set(granted.headers["access-control-allow-methods"].split(", "))
    assert granted.headers["access-control-allow-headers"].startswith("Authorization, Content-Type")
    assert int(granted.headers["access-control-max-age"]) > 60
    assert varies(granted)
    for origin in ("https://evil.example", "null"):
        refused = service.client.options(path, headers={"origin": origin} | asking)
        check_problem(refused, 403, "foreign_origin")
        assert not has_permission(refused)
        assert varies(refused)


def test_credentials_are_never_allowed(service, place, token):
    answers = [service.put(place, BALLOT, token, origin=ORIGIN)]
    answers += [
        service.client.get(read, headers={"origin": ORIGIN, "cookie": "a=b"}) for read in reads(service)
    ]
    asking = {"origin": ORIGIN, "access-control-request-method": "PUT"}
    answers += [service.client.options(place, headers=asking)]
    for answer in answers:
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers


def test_outside_the_reader_api_no_page_elsewhere_may_read(service):
    for path in ("/health/live", "/metrics", "/docs", "/docs/openapi.json", "/v1/sites/demo/widgets"):
        assert not has_permission(service.client.get(path, headers={"origin": ORIGIN}))


@given(origin=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40))
def test_no_other_origin_is_the_sites(service, place, token, origin):
    own = (*service.application.settings.public_url.split(), ORIGIN, "https://www.pub.example:8443")
    if origin not in own:
        check_problem(service.put(place, BALLOT, token, origin=origin), 403, "foreign_origin")
