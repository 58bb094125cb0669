"""Addresses and headers that others read differently, or not at all: refused, and one line in the log."""

import logging
from urllib.parse import quote

import pytest

from tests.api.serving import ORIGIN, check_problem, parse

URL = f"{ORIGIN}/bad-requests"
PAGE = f"/v1/pages?site=demo&url={quote(URL, safe='')}"


def get(target: str, *more: str, host: str = "127.0.0.1", method: str = "GET") -> bytes:
    """A request without a body."""
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"host: {host}", *more, "", ""]).encode("latin-1")


# Control characters


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "target",
    [
        "/v1/pages%00",
        "/v1/%0d%0aset-cookie:x=1/pages",
        "/v1/pages%0A",
        "/v1/pages%7f",
        "/v1/pages?site=demo%00&url=x",
        "/v1/pages?site=demo%0d%0aX-Evil:1&url=x",
        "/v1/pages?site=demo&url=https://pub.example/%0a",
        "/v1/pages\x00",
        "/v1/pages?x=\x00",
        "/v1/pages?x=\x01",
    ],
)
def test_control_characters_in_an_address(service, target):
    answer = service.talk(get(target))
    check_problem(answer, 400)
    assert b"set-cookie" not in answer.lower().replace(b"%0d%0aset-cookie", b"")


@pytest.mark.parametrize(
    "line",
    [
        "x-a: b\x00c",
        "x-a: b\rc",
        "origin: https://pub.example\x00",
        "x-a\x00: b",
        "x a: b",
        ": b",
        " folded: b",
    ],
)
def test_control_characters_in_a_header(service, line):
    check_problem(service.talk(get("/health/live", line)), 400)


def test_whatever_is_asked_one_line_of_the_log_stays_one_line(service, caplog):
    caplog.set_level(logging.DEBUG)
    for target in ("/v1/pages%0d%0aFORGED", "/x?%0d%0aFORGED", "/v1/pages?site=%0aFORGED&url=x"):
        service.talk(get(target, "user-agent: FORGED", "referer: https://FORGED.example"))
    service.talk(b"FORGED\r\n\r\nFORGED")
    assert "FORGED" not in caplog.text


# Addresses that servers on the way may read differently


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "target",
    [
        "/v1/%2e%2e/health/live",
        "/v1/../health/live",
        "/v1/./pages",
        "/v1/%2E/pages",
        "//health/live",
        "/health//live",
        "/health/live//",
        "/health;x=1/live",
        "/health/live;jsessionid=1",
        "/health/live%3bx",
        "/health%2flive",
        "/health%5clive",
        "/health\\live",
        "/health/%256cive",
        "/v1/%252e%252e/health/live",
        "/health/live%",
        "/health/live%zz",
        "/health/%u006cive",
        "/" + "a" * 2000,
    ],
)
def test_ambiguous_addresses(service, target):
    check_problem(service.talk(get(target)), 404, "unknown_address")


@pytest.mark.parametrize("target", ["/health/live", "/health/%6cive", "/health/live?a=1;b=%2e%2e//"])
def test_addresses_that_are_plain(service, target):
    assert parse(service.talk(get(target)))[0] == 200


def test_an_absolute_form_is_served_by_its_host_header_alone(service):
    check_problem(service.talk(get("http://127.0.0.1/health/live", host="evil.example")), 400, "bad_host")


# Query strings


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("size", [8 * 1024, 8 * 1024 + 1, 60_000])
def test_a_query_string_of_eight_kilobytes(service, size):
    query = "site=demo&url=" + "a" * size
    check_problem(service.talk(get("/v1/pages?" + query[:size])), 400, "query_too_long")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "query",
    [
        "site=demo&site=other&url=https://pub.example/a",
        "site=demo&url=https://pub.example/a&url=https://pub.example/b",
        "site=demo&url=https://pub.example/a&s%69te=other",
        "site=demo&url=https://pub.example/a&x=1&x=1",
        "site=demo&url=https://pub.example/a&site",
    ],
)
def test_a_parameter_given_twice(service, query):
    check_problem(service.client.get("/v1/pages?" + query), 400, "repeated_parameter")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "header", ["authorization: Bearer x", "content-type: application/json", "origin: https://a"]
)
def test_a_header_given_twice(service, header):
    check_problem(service.talk(get(PAGE, header, header)), 400, "repeated_header")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("query", ["", "?site=demo", "?url=https://pub.example/a", "?site=&url="])
def test_a_parameter_that_is_missing(service, query):
    assert service.client.get(f"/v1/pages{query}").status_code in (400, 404)
    check_problem(
        service.client.get(f"/v1/pages{query}"), service.client.get(f"/v1/pages{query}").status_code
    )


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("number", [51, 10_000])
def test_too_many_urls(service, number):
    urls = "".join(f"&url=https://pub.example/{at}" for at in range(number))
    check_problem(service.talk(get(f"/v1/counts?site=demo{urls}")), 400)


def test_as_many_urls_as_are_allowed(service):
    urls = "".join(f"&url=https://pub.example/{at}" for at in range(50))
    answer = service.client.get(f"/v1/counts?site=demo{urls}")
    assert len(answer.json()["pages"]) == 50
