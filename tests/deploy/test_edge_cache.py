"""What the edge keeps for a second, for whom, and what becomes of it when the API is away."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import httpx
import pytest

from api.reader import presenting
from tests.api.serving import ORIGIN, Service

T = TypeVar("T")

ROUTE = "/v1/pages"


def page(name="article"):
    return f"{ROUTE}?site=demo&url={ORIGIN}/{name}"


def state(answer: httpx.Response) -> str:
    """How the edge came by an answer."""
    return answer.headers["cache-status"].removeprefix("voxpop-edge; ")


def within(seconds: float, attempt: Callable[[int], T]) -> T:
    """Attempt, with ever new numbers, what only shows where the machine was quick enough."""
    for number in range(10):
        began = time.monotonic()
        result = attempt(number)
        if time.monotonic() - began < seconds:
            return result
    raise AssertionError(f"none of ten attempts took less than {seconds} s")


def make_stale(staged, path):
    """Ask again and again until an answer is stale, and give it."""
    answers = []

    def ask():
        answers.append(staged.client.get(path))
        return state(answers[-1]) == "hit; detail=stale"

    staged.service.await_that(ask)
    return answers[-1]


def hold(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the API allow nothing stale, so that what is served stale is served for its absence alone."""
    monkeypatch.setattr(presenting, "REVALIDATING", 0)
    assert "stale-while-revalidate=0" in service.client.get(page("other")).headers["cache-control"]


def test_two_readers_within_a_second_cost_the_api_one_request(staged):
    def attempt(number):
        with staged.edge.client("127.0.0.10") as neighbour:
            before = staged.asked(ROUTE)
            first, second = staged.client.get(page(number)), neighbour.get(page(number))
            return first, second, staged.asked(ROUTE) - before

    first, second, asked = within(1, attempt)
    assert (state(first), state(second)) == ("fwd=uri-miss", "hit")
    assert first.content == second.content
    assert asked == 1


def test_a_crowd_that_comes_at_once_costs_the_api_one_request(staged):
    def attempt(number):
        before = staged.asked(ROUTE)
        with ThreadPoolExecutor(12) as crowd, staged.edge.client() as client:
            answers = list(crowd.map(client.get, [page(f"crowd-{number}")] * 12))
        return answers, staged.asked(ROUTE) - before

    # The edge lets them wait for each other for two seconds.
    answers, asked = within(2, attempt)
    assert {each.status_code for each in answers} == {200}
    assert min(map(state, answers)) == "fwd=uri-miss"
    assert asked == 1


def test_who_has_the_answer_is_not_sent_it_again(staged):
    etag = staged.client.get(page()).headers["etag"]
    answer = staged.client.get(page(), headers={"if-none-match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert staged.client.get(page(), headers={"if-none-match": '"another"'}).status_code == 200


def test_what_is_old_is_shown_while_it_is_renewed(staged):
    staged.client.get(page())
    before = staged.asked(ROUTE)
    stale = make_stale(staged, page())
    assert stale.status_code == 200
    staged.service.await_that(lambda: staged.asked(ROUTE) > before)
    staged.service.await_that(lambda: state(staged.client.get(page())) == "hit")


def test_while_the_api_is_away_readers_see_the_last_there_was(staged, monkeypatch):
    hold(staged.service, monkeypatch)
    whole = staged.client.get(page())
    staged.stop_api()
    for _ in range(10_000):
        answer = staged.client.get(page())
        assert (answer.status_code, answer.content) == (200, whole.content)
        if state(answer) == "hit; detail=stale":
            break
    else:
        raise AssertionError("it never grew stale")
    assert staged.client.head(page()).status_code == 200
    assert staged.client.get(page(), headers={"if-none-match": whole.headers["etag"]}).status_code == 304
    assert staged.client.get(page("never-asked-for")).status_code == 503


def test_what_the_api_answers_with_a_token_is_kept_for_nobody(staged):
    tokens = [staged.service.mint() for _ in range(2)]
    for at, token in enumerate(tokens, 1):
        answer = staged.client.get(page("own"), headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert state(answer) == "fwd=bypass"
        assert staged.asked(ROUTE) == at
    anybody = staged.client.get(page("own"))
    assert state(anybody) == "fwd=uri-miss"
    assert anybody.headers["access-control-allow-origin"] == "*"
    # And what is kept for anybody is not what one with a token is given, were it as wrong as this one.
    assert staged.client.get(page("own"), headers={"authorization": "Bearer wrong"}).status_code == 401


@pytest.mark.parametrize("secret", ["authorization", "cookie"])
def test_even_an_answer_that_claims_to_be_public_is_not_kept_where_a_secret_was_sent(staged, secret):
    path = "/embed/voxpop.js"
    for _ in range(2):
        answer = staged.client.get(path, headers={secret: "session=1"})
        assert "public" in answer.headers["cache-control"]
        assert state(answer) == "fwd=bypass"
    assert state(staged.client.get(path)) == "fwd=uri-miss"
    assert state(staged.client.get(path)) == "hit"
    assert state(staged.client.get(path, headers={secret: "session=1"})) == "fwd=bypass"


@pytest.mark.parametrize("path", ["/v1/ballots?site=demo&url=x", "/nothing/here", "/health/live", "/demo"])
def test_what_may_not_be_kept_is_not(staged, path):
    for _ in range(3):
        assert state(staged.client.get(path)) == "fwd=uri-miss"


def test_copies_differ_by_what_an_answer_says_it_varies_with(staged):
    path = "/embed/voxpop.js"
    packed, plain = {"accept-encoding": "gzip"}, {"accept-encoding": "identity"}
    staged.client.get(path, headers=packed)
    assert state(staged.client.get(path, headers=plain)) == "fwd=uri-miss"
    for asked, encoding in ((packed, "gzip"), (plain, None)):
        answer = staged.client.get(path, headers=asked)
        assert (state(answer), answer.headers.get("content-encoding")) == ("hit", encoding)


def test_a_query_and_a_host_are_part_of_what_is_asked_for(staged):
    staged.client.get(page("a"))
    assert state(staged.client.get(page("b"))) == "fwd=uri-miss"
    assert state(staged.client.get(page("a"), headers={"host": "localhost"})) == "fwd=uri-miss"
    assert staged.client.get(page("a"), headers={"host": "evil.example"}).status_code == 400


def test_ballots_are_never_answered_from_what_was_kept(staged):
    place, token = staged.service.place(f"{ORIGIN}/article"), staged.service.mint()
    headers = {"authorization": f"Bearer {token}"}
    for kind in ("love", "fun", "love"):
        answer = staged.client.put(place, json={"reactions": [kind]}, headers=headers)
        assert answer.json()["mine"] == {"": {"reactions": [kind]}}
    assert staged.client.delete(place, headers=headers).json()["mine"] == {}
