"""How a public view is answered: cached briefly by everyone, and not sent again to who has it."""

from datetime import UTC, datetime

from api.answers import JSON, NO_STORE, Answer, Header
from api.transport.exchanges import Exchange
from widgets.views import View

REVALIDATING = 5
"""Seconds that a cache may go on serving a view while it fetches the next one."""


def present(view: View, exchange: Exchange, *, shared: bool = True) -> Answer:
    """Answer with a view, or with 304 where the client has it already."""
    headers = [(b"etag", view.etag.encode()), share(view, datetime.now(UTC)) if shared else NO_STORE]
    if matches(exchange.headers.get(b"if-none-match", b""), view.etag.encode()):
        return Answer(b"", headers, status=304)
    return Answer(view.body, [JSON, *headers])


def share(view: View, now: datetime) -> Header:
    """Tell caches how long they may share a view: never beyond a moment when something opens or closes."""
    left = int((view.until - now).total_seconds()) if view.until else view.max_age + REVALIDATING
    fresh = max(0, min(view.max_age, left))
    stale = max(0, min(REVALIDATING, left - fresh))
    return (b"cache-control", b"public, s-maxage=%d, stale-while-revalidate=%d" % (fresh, stale))


def matches(wanted: bytes, etag: bytes) -> bool:
    """Tell whether an If-None-Match names this validator; the weak comparison is the one asked for here."""
    if not wanted:
        return False
    return wanted.strip() == b"*" or etag in {each.strip().removeprefix(b"W/") for each in wanted.split(b",")}
