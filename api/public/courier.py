"""The demo's newspaper: what its pages are drawn from, and what the server knows of them when it draws."""

from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from widgets.boards import BALLOTS
from widgets.demo import LEAD, PATH, SITE, address
from widgets.errors import Unavailable
from widgets.stories import STORIES, Story
from widgets.wiring import Voxpop

BY = BALLOTS
WINDOWS = {"24h": "24 hours", "7d": "7 days", "30d": "30 days"}
SHOWN = 5
"""Stories in the list of those that trend."""


def tell(n: int, unit: str) -> str:
    """Say a number of something."""
    return f"{n:,} {unit}{'' if abs(n) == 1 else 's'}"


PAGES = Environment(
    loader=PackageLoader("api.public", "pages"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
PAGES.globals |= {
    "site": SITE,
    "tell": tell,
    "sections": list(dict.fromkeys(each.section for each in (LEAD, *STORIES))),
    "section": "",
}

_TYPES = {"css": b"text/css; charset=utf-8", "svg": b"image/svg+xml", "js": b"text/javascript; charset=utf-8"}
NAMES = {
    "style.css": "demo.css",
    "gallery.css": "gallery.css",
    "icon.svg": "icon.svg",
    "front.js": "front.js",
}
FILES = {
    name: (PAGES.get_template(source).render().encode(), _TYPES[name.rpartition(".")[2]])
    for name, source in NAMES.items()
}
"""What pages are shown with, by name: bytes and content type."""

BY_SLUG = {story.slug: story for story in STORIES}


class Facts(Struct):
    """What the server already knows of an article's page when it writes it; None is not known."""

    minutes: int
    shares: int | None = None
    points: int | None = None
    badges: list[dict[str, Any]] = []
    widgets: list[dict[str, Any]] = []


class Teaser(Struct):
    """A story on the front page; `counts` is None where they are not known."""

    story: Story
    url: str
    path: str
    counts: dict[str, Any] | None = None


async def draw_story(voxpop: Voxpop, story: Story) -> bytes:
    """Draw an article."""
    url = address(voxpop.settings.public_url, story)
    try:
        facts = read_facts(story, (await voxpop.results.page(SITE, url)).body)
    except Unavailable:
        facts = Facts(story.minutes)
    template = PAGES.get_template("story.html" if story.slug else "demo.html")
    return template.render(url=url, story=story, section=story.section, facts=facts).encode()


async def draw_front(voxpop: Voxpop, window: str) -> bytes:
    """Draw the front page, with the stories that trend in a window; one that there is not is a day."""
    window = window if window in WINDOWS else next(iter(WINDOWS))
    base = voxpop.settings.public_url.rstrip("/")
    stories = (LEAD, *STORIES)
    teasers = [Teaser(each, address(base, each), f"{PATH}/{each.slug}".rstrip("/")) for each in stories]
    trending: list[tuple[Teaser, int]] = []
    try:
        counts = await voxpop.results.counts_of(SITE, [each.url for each in teasers])
        for teaser, known in zip(teasers, msgspec.json.decode(counts.body)["pages"], strict=True):
            teaser.counts = known
        board = await voxpop.boards.board(SITE, BY, window)
        trending = choose_trending(teasers, msgspec.json.decode(board.body)["pages"])
    except Unavailable:
        # The page's own script asks again.
        pass
    page = PAGES.get_template("front.html").render(
        url=f"{base}{PATH}/front",
        lead=teasers[0],
        teasers=teasers[1:],
        trending=trending,
        by=BY,
        window=window,
        windows=WINDOWS,
    )
    return page.encode()


def choose_trending(teasers: list[Teaser], board: list[dict[str, Any]]) -> list[tuple[Teaser, int]]:
    """Choose the front page's own stories from a board: anyone may react on any address of the site."""
    by_url = {each.url: each for each in teasers}
    return [(by_url[page["url"]], page["count"]) for page in board if page["url"] in by_url][:SHOWN]


def read_facts(story: Story, body: bytes) -> Facts:
    """Take from a page's JSON what its HTML shows before any script runs."""
    page: dict[str, Any] = msgspec.json.decode(body)
    return Facts(
        minutes=page["page"]["reading_minutes"] or story.minutes,
        shares=read_number(page, "shares"),
        points=read_number(page, "points"),
        badges=page["page"]["badges"],
        widgets=[widget for widget in page["widgets"] if widget["revision"]],
    )


def read_number(page: dict[str, Any], unit: str) -> int | None:
    """Find the number that one of the page's widgets shows in this unit."""
    parts = (part for widget in page["widgets"] for part in widget["parts"] if part["part"] == "number")
    return next((part["value"] for part in parts if part["unit"] == unit), None)
