"""Boards over HTTP: what is trending, told to everyone alike, and plain refusals."""

from urllib.parse import quote

import msgspec
import pytest

from api.reader import shapes
from tests.api.serving import ORIGIN, check_problem
from widgets.boards import WINDOWS, board_names, list_pages

BOARD = "/v1/boards/demo"


def test_what_readers_take_to_is_on_the_board(own_service):
    service = own_service()
    article, other = f"{ORIGIN}/trending", f"{ORIGIN}/quiet"
    for by, url in enumerate([article, article, other]):
        place = service.place(url, "points")
        assert service.put(place, {"vote": 1}, service.mint(), origin=ORIGIN).status_code == 200, by
    service.run_there(lambda: list_pages(service.application.running.voxpop.engine))
    answer = service.client.get(BOARD, params={"by": "points", "window": "24h"})
    board = msgspec.json.decode(answer.content, type=shapes.WholeBoard)
    assert (board.by, board.window) == ("points", "24h")
    assert [(each.url, each.count, each.total) for each in board.pages] == [(article, 2, 2), (other, 1, 1)]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, s-maxage=10, stale-while-revalidate=5"
    again = service.client.get(BOARD, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("by", board_names())
@pytest.mark.parametrize("window", WINDOWS)
def test_every_board_there_is_has_the_shape_that_is_documented(service, by, window):
    answer = service.client.get(BOARD, params={"by": by, "window": window})
    board = msgspec.json.decode(answer.content, type=shapes.WholeBoard)
    assert (board.by, board.window) == (by, window)


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("by=karma", "bad_by", "by=karma is none of reactions, points, shares, ballots."),
        ("by=poll", "bad_by", "by=poll is none of reactions, points, shares, ballots."),
        ("window=1h", "bad_window", "window=1h is none of 24h, 7d, 30d."),
        ("window=", "bad_window", "window= is none of 24h, 7d, 30d."),
        ("by=" + "x" * 5000, "bad_by", "by=" + "x" * 40 + " is none of reactions, points, shares, ballots."),
    ],
)
def test_a_board_that_there_is_not_is_refused_by_name(service, unchanged, query, code, said):
    assert check_problem(service.client.get(f"{BOARD}?{query}"), 400, code)["detail"] == said


def test_a_site_that_there_is_not_has_no_boards(service, unchanged):
    for site in ("nowhere", quote("demo/x", safe=""), "x" * 30):
        check_problem(service.client.get(f"/v1/boards/{site}"), 404)


def test_the_documentation_names_what_boards_there_are(service):
    schema = service.client.get("/docs/openapi.json").json()
    asked = {each["name"]: each for each in schema["paths"]["/v1/boards/{site}"]["get"]["parameters"]}
    assert asked["by"]["schema"]["enum"] == board_names()
    assert asked["window"]["schema"]["enum"] == list(WINDOWS)
