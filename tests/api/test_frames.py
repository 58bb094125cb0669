"""Frames on other pages, and who calls without an origin: attacks 11 and 12 of the catalogue."""

from collections.abc import Callable
from itertools import cycle
from time import monotonic, time

import httpx
import pytest

from tests.api.exhibits import OWN, SINGLE, Page, publish, tally
from tests.api.serving import JSON, ORIGIN, check_problem
from widgets.tickets import Tickets

BALLOT = {"options": ["summer"]}
NULL = {"origin": "null"}


@pytest.fixture(scope="module")
def widget(service):
    return publish(service, SINGLE)


@pytest.fixture(scope="module")
def ticket(service, widget):
    return ticket_in(service, widget)


def ticket_in(service, widget):
    """The ticket of a frame, as its script finds it."""
    answer = service.client.get(f"/embed/{widget}")
    Page(answer)
    return answer.text.partition('data-ticket="')[2].partition('"')[0]


def place(widget):
    return f"/v1/widgets/{widget}/ballots/-"


def cast(service, widget, token, headers):
    return service.put(place(widget), BALLOT, token, **headers)


def test_a_sandboxed_frame_casts_with_its_ticket(service, ticket, widget):
    shown = NULL | {"voxpop-ticket": ticket}
    minted = service.client.post("/v1/readers", json={"site": "demo"}, headers=shown)
    assert minted.status_code == 201
    before = tally(service, widget)["turnout"]
    counted = cast(service, widget, minted.json()["token"], shown)
    assert counted.status_code == 200
    assert counted.json()["turnout"] == before + 1
    own = service.client.get(
        "/v1/ballots",
        params={"site": "demo", "widget": widget},
        headers=shown | {"authorization": f"Bearer {minted.json()['token']}"},
    )
    assert own.json()["widgets"][widget]["mine"] == {"": BALLOT}
    for answer in (minted, counted, own):
        assert answer.headers["access-control-allow-origin"] == "null"
        assert "Origin" in answer.headers["vary"]


@pytest.mark.usefixtures("unchanged")
def test_without_a_ticket_nobody_without_origin_casts(service, widget):
    token = service.mint()
    refusals = [
        service.client.post("/v1/readers", json={"site": "demo"}, headers=NULL),
        cast(service, widget, token, NULL),
        service.client.delete(place(widget), headers=NULL | {"authorization": f"Bearer {token}"}),
        service.client.get(
            "/v1/ballots",
            params={"site": "demo", "widget": widget},
            headers=NULL | {"authorization": f"Bearer {token}"},
        ),
    ]
    for refusal in refusals:
        check_problem(refusal, 403, "foreign_origin")
        assert "access-control-allow-origin" not in refusal.headers


@pytest.fixture(scope="module")
def others(service):
    """The tickets of another frame of the site, and of another site's."""
    return [ticket_in(service, publish(service, SINGLE, site=site)) for site in ("demo", "other")]


@pytest.mark.usefixtures("others", "unchanged")
def test_another_frames_ticket_is_refused(service, widget, others):
    token = service.mint()
    for wrong in others:
        check_problem(cast(service, widget, token, NULL | {"voxpop-ticket": wrong}), 403, "foreign_ticket")
    minted = service.client.post(
        "/v1/readers", json={"site": "demo"}, headers=NULL | {"voxpop-ticket": others[1]}
    )
    check_problem(minted, 403, "foreign_ticket")


@pytest.mark.usefixtures("unchanged")
def test_old_and_forged_tickets_are_refused(service, widget, ticket):
    callers = service.application.running.callers
    old = callers.frames.issue(("demo", widget), time() - 7 * 3600)
    confirmation = Tickets(service.settings.secrets, "confirmation", lasting=900)
    wrong = {
        old: "expired_ticket",
        ticket[:-6] + "AAAAAA": "bad_ticket",
        "": "bad_ticket",
        "é" * 20: "bad_ticket",
        "x" * 4000: "bad_ticket",
        confirmation.issue(("demo", widget), time()): "bad_ticket",
    }
    token = service.mint()
    for shown, code in wrong.items():
        headers = NULL | {"voxpop-ticket": shown.encode("latin-1")}
        check_problem(cast(service, widget, token, headers), 403, code)
        minted = service.client.post("/v1/readers", json={"site": "demo"}, headers=headers)
        check_problem(minted, 403, code)


@pytest.mark.usefixtures("unchanged")
def test_a_ticket_opens_no_other_origin(service, widget, ticket):
    token = service.mint()
    for origin in ("https://evil.example", "file://", "NULL", "null, null"):
        answer = cast(service, widget, token, {"origin": origin, "voxpop-ticket": ticket})
        check_problem(answer, 403, "foreign_origin")


def test_two_tickets_are_none(service, widget, ticket):
    lines = [
        f"PUT {place(widget)} HTTP/1.1",
        "Host: 127.0.0.1",
        "Origin: null",
        f"Voxpop-Ticket: {ticket}",
        f"Voxpop-Ticket: {ticket}",
        "Content-Type: application/json",
        "Content-Length: 2",
    ]
    answer = service.talk("\r\n".join([*lines, "", "{}"]).encode())
    check_problem(answer, 400, "repeated_header")


def test_a_browser_may_ask_whether_a_ticket_will_do(service, widget):
    asking = NULL | {"access-control-request-method": "PUT"}
    wanted = {"access-control-request-headers": "authorization,content-type,voxpop-ticket"}
    granted = service.client.options(place(widget), headers=asking | wanted)
    assert granted.status_code == 204
    assert granted.headers["access-control-allow-origin"] == "null"
    assert "Voxpop-Ticket" in granted.headers["access-control-allow-headers"]
    plain = {"access-control-request-headers": "authorization,content-type"}
    check_problem(service.client.options(place(widget), headers=asking | plain), 403, "foreign_origin")


def until_refused(ask: Callable[[], httpx.Response], a_minute: int) -> int:
    """Ask until it is refused for having been asked too often, and tell how often it was not.

    A budget leaks while it is used up: how much more a slow machine may have than a quick one follows from
    the time that this took.
    """
    began, granted = monotonic(), 0
    while (answer := ask()).is_success:
        granted += 1
    check_problem(answer, 429, "over_budget")
    assert int(answer.headers["retry-after"]) > 0
    assert a_minute <= granted <= a_minute + 1 + a_minute * (monotonic() - began) / 60
    return granted


def test_strangers_have_tighter_limits(own_service):
    """Ten a minute of fifty are for those who come from no page of the site: without origin, or sandboxed."""
    service = own_service(network_budget=50)
    widget = publish(service, SINGLE)
    shown = NULL | {"voxpop-ticket": ticket_in(service, widget)}
    turns = cycle([{}, shown])
    granted = until_refused(lambda: cast(service, widget, service.mint(), next(turns)), 10)
    assert cast(service, widget, service.mint(), {"origin": ORIGIN}).status_code == 200
    assert tally(service, widget)["turnout"] == granted + 1


def test_strangers_become_fewer_readers(own_service):
    service = own_service(token_budget=60)
    ask = {"json": {"site": "demo"}}
    until_refused(lambda: service.client.post("/v1/readers", **ask), 12)
    assert service.client.post("/v1/readers", headers={"origin": ORIGIN}, **ask).status_code == 201


def test_only_frames_may_be_framed(service, widget):
    frame = service.client.get(f"/embed/{widget}")
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
    assert "form-action 'none'" in frame.headers["content-security-policy"]
    for path in (f"/p/{widget}", f"/f/{widget}", "/p/w_AAAAAAAAAAAAAAAAAAAAAA"):
        policy = service.client.get(path).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
    assert f'href="{OWN}/p/{widget}"' in frame.text


def test_frames_of_one_moment_are_the_same(service, widget):
    """So that one copy can be cached for all."""
    frames = {service.client.get(f"/embed/{widget}").text for _ in range(3)}
    assert len(frames) <= 2
    assert "public" in service.client.get(f"/embed/{widget}").headers["cache-control"]


def test_what_is_not_published_has_no_frame(service):
    draft = publish(service, SINGLE, published=False)
    for id in (draft, "w_AAAAAAAAAAAAAAAAAAAAAA"):
        answer = service.client.get(f"/embed/{id}")
        assert answer.status_code == 404
        assert "data-ticket" not in Page(answer).answer.text
        assert "frame-ancestors *" in answer.headers["content-security-policy"]


def test_scripts_are_where_they_were(service):
    check_problem(service.client.get("/embed/w_short"), 404, "unknown_script")
    check_problem(service.client.get("/embed/nothing.js", headers=JSON), 404, "unknown_script")
