"""What caches are told, and answers that are not sent again."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.reader.presenting import matches, share
from tests.api.serving import ORIGIN
from widgets.views import View

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def told(view):
    value = share(view, NOW)[1].decode()
    ((fresh, stale),) = re.findall(r"^public, s-maxage=(\d+), stale-while-revalidate=(\d+)$", value)
    return int(fresh), int(stale)


def test_a_view_is_shared_for_a_second():
    assert told(View(b"", '"x"', 1)) == (1, 5)
    assert told(View(b"", '"x"', 1, NOW + timedelta(days=1))) == (1, 5)


@given(st.floats(-10, 20), st.integers(0, 1))
def test_no_cache_serves_a_view_beyond_the_moment_when_something_opens_or_closes(left, max_age):
    fresh, stale = told(View(b"", '"x"', max_age, NOW + timedelta(seconds=left)))
    assert fresh + stale <= max(left, 0)
    assert (fresh, stale) <= (max_age, 5)


def test_validators():
    assert matches(b'"a"', b'"a"')
    assert matches(b'"b", W/"a"', b'"a"')
    assert matches(b"*", b'"a"')
    assert not matches(b"", b'"a"')
    assert not matches(b'"b"', b'"a"')
    assert not matches(b"a", b'"a"')


def test_who_has_a_page_is_not_sent_it_again(service):
    asked = {"site": "demo", "url": f"{ORIGIN}/presenting"}
    for path in ("/v1/pages", "/v1/counts"):
        first = service.client.get(path, params=asked)
        assert first.headers["cache-control"] == "public, s-maxage=1, stale-while-revalidate=5"
        again = service.client.get(path, params=asked, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "access-control-allow-origin"):
            assert again.headers[name] == first.headers[name]
        other = service.client.get(path, params=asked, headers={"if-none-match": '"something-else"'})
        assert (other.status_code, other.content) == (200, first.content)


def test_a_page_that_changed_has_another_validator(own_service):
    service = own_service()
    url = f"{ORIGIN}/changing"
    asked = {"site": "demo", "url": url}
    before = service.client.get("/v1/pages", params=asked).headers["etag"]
    assert service.put(service.place(url), {"reactions": ["love"]}, service.mint()).status_code == 200
    fresh = {"if-none-match": before}
    service.await_that(
        lambda: service.client.get("/v1/pages", params=asked, headers=fresh).status_code == 200
    )
    assert service.page(url)["reactions"]["tally"]["love"] == 1
