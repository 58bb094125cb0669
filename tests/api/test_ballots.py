"""Ballots over HTTP: attacks 15, 16, 18, 20, 23, 27 and 28 of the catalogue, and the form of answers."""

import random
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import msgspec
import pytest

from api.reader import shapes
from tests.api.serving import ORIGIN, check_problem, read_answer

KINDS = ("cute", "fun", "hate", "confused", "fail", "geeky", "love")


@pytest.fixture
def url(request):
    """A page of the test's own."""
    return f"{ORIGIN}/{quote(request.node.name, safe='')}"


@pytest.fixture
def place(service, url):
    return service.place(url)


def tally_in_the_ledger(service, url, token):
    """What stands, past every cache."""
    answer = service.client.get("/v1/ballots", params={"site": "demo", "url": url}, headers=bearer(token))
    own = answer.json()["widgets"]
    return next(each for each in own.values() if "love" in each["tally"])


def bearer(token):
    return {"authorization": f"Bearer {token}"}


def put_as_a_page(service, place, ballot, token):
    """Cast as a page does: where a busy service says when to come again, come again then."""
    while (answer := service.put(place, ballot, token)).status_code == 503:
        time.sleep(int(answer.headers["retry-after"]))
    return answer


def test_cast_change_and_withdraw(service, place, url):
    token = service.mint()
    cast = service.put(place, {"reactions": ["love"]}, token)
    assert cast.status_code == 200
    assert cast.headers["cache-control"] == "no-store"
    assert cast.json()["mine"] == {"": {"reactions": ["love"]}}
    assert (cast.json()["turnout"], cast.json()["tally"]["love"]) == (1, 1)
    changed = service.put(place, {"reactions": ["fun", "hate"]}, token).json()
    assert (changed["turnout"], changed["tally"]["love"], changed["tally"]["fun"]) == (1, 0, 1)
    assert changed["version"] > cast.json()["version"]
    withdrawn = service.client.request("DELETE", place, headers=bearer(token)).json()
    assert (withdrawn["mine"], withdrawn["turnout"], sum(withdrawn["tally"].values())) == ({}, 0, 0)
    again = service.client.request("DELETE", place, headers=bearer(token))
    assert (again.status_code, again.json()["version"]) == (200, withdrawn["version"])
    assert tally_in_the_ledger(service, url, token)["turnout"] == 0


@pytest.mark.parametrize(
    ("format", "slot", "ballot"),
    [("reactions", "-", {"reactions": ["love"]}), ("points", "-", {"vote": -1}), ("shares", "copy", {})],
)
def test_answers_have_the_documented_form(service, url, format, slot, ballot):
    token = service.mint()
    answer = service.put(service.place(url, format, slot), ballot, token)
    msgspec.json.decode(answer.content, type=shapes.Counted)
    own = service.client.get("/v1/ballots", params={"site": "demo", "url": url}, headers=bearer(token))
    assert own.headers["cache-control"] == "no-store"
    assert len(msgspec.json.decode(own.content, type=shapes.OwnBallots).widgets) >= 3
    page = service.client.get("/v1/pages", params={"site": "demo", "url": url})
    msgspec.json.decode(page.content, type=shapes.WholePage)
    counts = service.client.get("/v1/counts", params={"site": "demo", "url": url})
    msgspec.json.decode(counts.content, type=shapes.Teasers)
    minted = service.client.post("/v1/readers", json={"site": "demo"})
    msgspec.json.decode(minted.content, type=shapes.Token)


def test_the_same_put_a_hundred_times_in_parallel_is_one_ballot(service, place, url):
    token = service.mint()
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda _: put_as_a_page(service, place, {"reactions": ["love"]}, token), range(100))
        )
    assert {each.status_code for each in answers} == {200}
    assert {each.json()["tally"]["love"] for each in answers} == {1}
    assert {each.json()["version"] for each in answers} == {answers[0].json()["version"]}
    assert tally_in_the_ledger(service, url, token)["turnout"] == 1


def test_many_parallel_different_choices_of_one_reader_are_one_ballot(service, place, url):
    token = service.mint()
    choices = [random.Random(at).sample(KINDS, 2) for at in range(1000)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda choice: put_as_a_page(service, place, {"reactions": choice}, token), choices)
        )
    assert {each.status_code for each in answers} == {200}
    standing = tally_in_the_ledger(service, url, token)
    assert standing["turnout"] == 1
    assert sum(standing["tally"].values()) == 2
    assert {key for key, n in standing["tally"].items() if n} == set(standing["mine"][""]["reactions"])


def test_any_order_of_casting_changing_and_withdrawing_counts_exactly(service, place, url):
    tokens = [service.mint() for _ in range(8)]

    def live(token):
        chance, last = random.Random(token), None
        for _ in range(20):
            choice = chance.choice([None, *([kind] for kind in KINDS)])
            if choice is None:
                answer = service.client.request("DELETE", place, headers=bearer(token))
            else:
                answer = put_as_a_page(service, place, {"reactions": choice}, token)
            assert answer.status_code == 200
            assert min(answer.json()["tally"].values()) >= 0
            last = choice
        return last

    with ThreadPoolExecutor(8) as pool:
        last = [each for each in pool.map(live, tokens) if each]
    standing = tally_in_the_ledger(service, url, tokens[0])
    assert standing["turnout"] == len(last)
    assert standing["tally"] == {kind: last.count([kind]) for kind in KINDS}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("format", "slot", "ballot"),
    [
        ("reactions", "-", {"reactions": ["nothing"]}),
        ("reactions", "-", {"reactions": ["love", "love"]}),
        ("reactions", "-", {"reactions": ["love", "fun", "hate", "cute"]}),
        ("reactions", "-", {"reactions": []}),
        ("reactions", "-", {"vote": 1}),
        ("reactions", "turnout", {"reactions": ["love"]}),
        ("reactions", "x" * 40, {"reactions": ["love"]}),
        ("points", "-", {"vote": 0}),
        ("points", "-", {"vote": 2}),
        ("points", "up", {"vote": 1}),
        ("shares", "-", {}),
        ("shares", "myspace", {}),
        ("shares", "copy", {"count": 1}),
    ],
)
def test_a_ballot_that_the_widget_does_not_take(service, url, format, slot, ballot):
    check_problem(service.put(service.place(url, format, slot), ballot, service.mint()), 400)


@pytest.mark.usefixtures("unchanged")
def test_a_widget_id_that_is_not_the_pages(service, place, url):
    token = service.mint()
    other = service.place(url + "-other").partition("?")[0]
    query = place.partition("?")[2]
    check_problem(service.put(f"{other}?{query}", {"reactions": ["love"]}, token), 400, "wrong_widget")
    for id in ("w_0123456789abcdefghijkl", "w_x", "x", "w_" + "a" * 23, "w_" + "é" * 22, "%00"):
        answer = service.put(f"/v1/widgets/{id}/ballots/-?{query}", {"reactions": ["love"]}, token)
        assert answer.status_code in (400, 404)
        check_problem(answer, answer.status_code)
        check_problem(
            service.put(f"/v1/widgets/{id}/ballots/-", {"reactions": ["love"]}, token),
            answer.status_code if id == "%00" else 404,
        )


def test_what_is_for_once_is_for_once(service, url):
    token = service.mint()
    place = service.place(url, "shares", "copy")
    first = service.put(place, {}, token)
    again = service.put(place, {}, token)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    before = service.keeps()[0]
    check_problem(service.client.request("DELETE", place, headers=bearer(token)), 409, "already_cast")
    assert service.keeps()[0] == before


def test_an_answer_that_got_lost_and_is_asked_for_again_is_counted_once(service, place, url):
    token = service.mint()
    body = b'{"reactions":["love"]}'
    request = (
        f"PUT {place} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode() + body
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
            connection.sendall(request)
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(request)
        assert b" 200 " in read_answer(connection)
    standing = tally_in_the_ledger(service, url, token)
    assert (standing["turnout"], standing["tally"]["love"]) == (1, 1)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "foreign", ["https://evil.example/a", "https://pub.example.evil.com/a", "http://pub.example/a"]
)
def test_a_ballot_on_a_page_of_somebody_else(service, place, foreign):
    bare = place.partition("?")[0]
    answer = service.put(f"{bare}?url={quote(foreign, safe='')}", {"reactions": ["love"]}, service.mint())
    check_problem(answer, 403, "foreign_url")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "https://user@pub.example/", "https://pub.example/" + "a" * 4096, "", "x"]
)
def test_a_ballot_on_what_is_no_page(service, place, bad):
    bare = place.partition("?")[0]
    answer = service.put(f"{bare}?url={quote(bad, safe='')}", {"reactions": ["love"]}, service.mint())
    check_problem(answer, 400, "bad_url")


def test_every_way_to_write_an_address_is_one_page(service, url):
    ways = [
        url,
        f"{url}/",
        f"{url}#top",
        f"{url}?utm_source=x&fbclid=y",
        url.replace("pub.example", "PUB.example:443"),
    ]
    for way in ways:
        assert service.put(service.place(way), {"reactions": ["love"]}, service.mint()).status_code == 200
    assert {service.place(way).partition("?")[0] for way in ways} == {service.place(url).partition("?")[0]}
    assert tally_in_the_ledger(service, url, service.mint())["turnout"] == len(ways)


def test_ballots_are_asked_for_by_page_or_by_widget(service, place, url):
    token = service.mint()
    assert service.put(place, {"reactions": ["love"]}, token).status_code == 200
    for query in ({"site": "demo"}, {}, {"site": "demo", "url": url, "widget": "w_0123456789abcdefghijkl"}):
        check_problem(
            service.client.get("/v1/ballots", params=query, headers=bearer(token)), 400, "bad_parameter"
        )
    unknown = {"widget": "w_0123456789abcdefghijkl"}
    check_problem(
        service.client.get("/v1/ballots", params=unknown, headers=bearer(token)), 404, "unknown_widget"
    )
