"""Draws the studio's pages, and answers: never stored, never framed, no script or style of the page's own."""

import re
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.answers import NO_STORE, Answer, Header
from api.studio.assets import address_of
from api.studio.desk.looking import TOOLS
from api.studio.desk.plots import plot
from widgets.offering import label_of
from widgets.one_time import make_secret
from widgets.roles import DESCRIPTIONS, Right, Role

POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data: blob:; "
    b"media-src 'self' blob:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    b"frame-ancestors 'none'"
)
"""What a page of the studio may do."""

HEADERS: tuple[Header, ...] = (
    (b"content-type", b"text/html; charset=utf-8"),
    NO_STORE,
    (b"content-security-policy", POLICY),
    (b"x-frame-options", b"DENY"),
    # Not less: a form's Origin would be `null`.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
    (b"x-robots-tag", b"noindex"),
)


def show_moment(moment: datetime | None) -> str:
    """Write a moment for people: the day and the minute, in UTC."""
    return f"{moment.astimezone(UTC):%-d %b %Y, %H:%M} UTC" if moment else "never"


def show_clock(moment: datetime, form: str) -> str:
    """Write the `day` of a moment, or its `hour` and minute, in UTC."""
    return f"{moment.astimezone(UTC):{'%-d %b' if form == 'day' else '%H:%M'}}"


def show_age(moment: datetime | None, now: datetime) -> str:
    """Write how long ago a moment was."""
    if moment is None:
        return "never"
    seconds = max((now - moment).total_seconds(), 0)
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    return "just now"


TABS: tuple[tuple[str, str, Right], ...] = (
    ("/queue", "Queue", Right.MODERATE),
    ("/pages", "Pages", Right.EXPORT),
    ("/results", "Results", Right.EXPORT),
    ("/people", "People", Right.INVITE),
    ("/settings", "Settings", Right.CONFIGURE),
    ("/log", "Log", Right.AUDIT),
)
"""The pages of a site beside its widgets: the end of the address, the label, and who sees it."""

EXPORTS = (
    ("counts", "Counts", "Every number as it stands, with what was imported beside it."),
    ("ballots", "Ballots", "What each reader said, and when. Readers are hashes, with nothing else of them."),
    ("history", "History", "How the numbers stood: every five minutes of two days, then by hour and by day."),
)
"""What there is to take along: the end of the address, the name, and what is in it."""

STATUSES = {"draft": "", "scheduled": "wait", "published": "good", "closed": "", "retired": "bad"}
"""The badge of each status."""

PAGES = Environment(
    loader=PackageLoader("api.studio", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
PAGES.globals |= {"Right": Right, "Role": Role, "ROLES": DESCRIPTIONS, "asset": address_of, "TABS": TABS}
PAGES.globals |= TOOLS | {"STATUSES": STATUSES, "EXPORTS": EXPORTS, "make_ticket": make_secret}
PAGES.filters |= {"pair": lambda name: (name, label_of(name))}
PAGES.filters |= {"moment": show_moment, "age": show_age, "count": "{:,}".format}
PAGES.filters |= {"clock": show_clock, "plot": plot}


TURNED = frozenset({"do", "revision", "sure", "fresh", "format", "id", "kind"})
"""Fields in which nobody writes."""

KEY = re.compile(r"[a-z]?[0-9]+")
"""The key of a row, within the path of a field."""


def find_written(typed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give what somebody wrote into a form, with a name for each; what only its page needs is left out."""
    return [
        (name_field(name), value)
        for name, value in typed
        if value.strip() and name.rpartition(".")[2].strip("-") not in TURNED
    ]


def name_field(name: str) -> str:
    """Name a field for people by its path, without the keys of rows."""
    steps = [each.replace("_", " ").strip("-") for each in name.split(".") if not KEY.fullmatch(each)]
    return ", ".join(steps).capitalize()


PAGES.filters |= {"written": find_written}


def draw(template: str, **shown: Any) -> bytes:
    """Draw a page."""
    return PAGES.get_template(template).render(now=datetime.now(UTC), **shown).encode()


def answer_page(body: bytes, *headers: Header, status: int = 200) -> Answer:
    """Answer with a page."""
    return Answer(body, [*HEADERS, *headers], status=status)


def answer_elsewhere(path: str, *headers: Header) -> Answer:
    """Answer that the browser should go on to another page of ours."""
    return Answer(b"", [NO_STORE, (b"location", path.encode()), *headers], status=303)
