"""The tour of docs/studio.md, step by step, with the pictures it shows: `make pictures` takes them anew."""

import os
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.browser.articles import propose
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.test_studio import make_link
from widgets.demo import SITE

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]
SHOWN = set(re.findall(r"pictures/(studio-[a-z]+)\.png", (ROOT / "docs" / "studio.md").read_text()))
"""The pictures of the tour."""

PICTURES = os.environ.get("VOXPOP_PICTURES", "")
FRAME = ViewportSize(width=1240, height=820)


class Tour:
    """A walk through the studio, which leaves a picture here and there."""

    def __init__(self, newsroom: Newsroom, page: Page) -> None:
        self.newsroom = newsroom
        self.page = page
        self.taken: set[str] = set()

    async def show(self, name: str) -> None:
        """Take the picture of this name, if pictures are wanted."""
        self.taken.add(name)
        if PICTURES:
            await self.page.screenshot(path=os.path.join(PICTURES, f"{name}.png"))

    async def go(self, path: str) -> None:
        """Go to a page of the site."""
        await self.page.goto(f"{self.newsroom.origin}/studio/{SITE}/{path}")

    async def make_quiz(self) -> None:
        """From an article to a quiz that readers can answer."""
        await self.go("articles")
        await propose(self.page)
        await self.show("studio-article")
        await self.page.get_by_role("button", name="Publish the quiz").click()
        await expect(self.page.get_by_text("Readers can take part.")).to_be_visible()
        await self.show("studio-publish")

    async def write(self) -> None:
        """The formats, and the editor of the quiz."""
        await self.page.get_by_role("link", name="Edit", exact=True).click()
        await expect(self.page.frame_locator("#preview").locator(".option").first).to_be_visible()
        await self.show("studio-editor")
        await self.go("widgets/new")
        await self.show("studio-formats")

    async def see(self, visits: Visits) -> None:
        """What readers did on a page."""
        for kinds in (("love", "geeky"), ("love",), ("love", "confused"), ("geeky",)):
            reader = await (await visits()).open()
            for kind in kinds:
                await reader.answered("PUT", reader.reaction(kind))
            await reader.answered("PUT", reader.points.get_by_role("button").first)
        await self.go(f"pages/page?url={quote(self.newsroom.url, safe='')}&window=24h")
        await self.show("studio-page")


async def test_the_tour_shows_what_the_studio_is(newsroom: Newsroom, visits: Visits):
    visit = await visits(viewport=FRAME)
    tour = Tour(newsroom, visit.page)
    await visit.page.goto(await make_link(newsroom, "ada@news.example"))
    await visit.page.get_by_role("button", name="Continue to the studio").click()
    await tour.make_quiz()
    await tour.write()
    await tour.see(visits)
    assert tour.taken == SHOWN
