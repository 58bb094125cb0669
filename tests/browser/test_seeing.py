"""What readers do in a browser is seen by moderators in theirs: the pages of a site, and one of them."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.test_every_page import look
from tests.browser.test_studio import DESK, make_link
from widgets.boards import list_pages
from widgets.demo import SITE, TITLE
from widgets.ledger.connection import open_engine

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


FAR = "Australia/Adelaide"


async def list_them(newsroom: Newsroom) -> None:
    """Do what a worker does every other second."""
    engine = open_engine(newsroom.database)
    await list_pages(engine)
    await engine.dispose()


async def test_a_page_that_readers_react_to_is_found_and_told(newsroom: Newsroom, visits: Visits):
    for up in (True, True, False):
        reader = await (await visits()).open()
        await reader.answered("PUT", reader.reaction("love"))
        await reader.answered("PUT", reader.points.get_by_role("button").nth(0 if up else 1))
    await list_them(newsroom)
    visit = await visits(viewport=DESK, timezone_id=FAR)
    page = visit.page
    await page.goto(await make_link(newsroom, "ada@news.example"))
    await page.get_by_role("button", name="Continue to the studio").click()
    await page.get_by_role("link", name="Pages", exact=True).click()
    first = page.locator(".page-list > li").first
    await expect(first.get_by_role("link", name=TITLE)).to_be_visible()
    await look(page, "seeing-pages")
    await page.get_by_label("Search by address or title").fill("nagorno")
    await page.get_by_role("button", name="Show").click()
    await expect(page.locator(".page-list > li")).to_have_count(1)
    await page.get_by_role("link", name=TITLE).click()
    await expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    reactions = page.locator("#reactions")
    await expect(reactions.get_by_text("3 readers took part, 3 of them within 7d.")).to_be_visible()
    await expect(page.locator("#points")).to_contain_text("3 readers took part")
    await look(page, "seeing-page")
    bar = reactions.locator("[data-n='3']")
    await bar.hover()
    read = reactions.locator("[data-read]")
    await expect(read).to_contain_text(": 3 readers")
    # Clocks there are some hours and a half ahead.
    at = datetime.fromisoformat(await bar.get_attribute("data-at") or "").astimezone(ZoneInfo(FAR))
    await expect(read).to_contain_text(f"{at:%H:%M}")
    await expect(reactions.get_by_text(f"Times are {FAR}.")).to_be_visible()
    await reactions.get_by_text("Show as table").press("Enter")
    await expect(reactions.get_by_role("cell", name=f"{at:%H:%M}")).to_be_visible()
    form = reactions.get_by_role("link", name="As readers see it")
    assert quote(newsroom.url, safe="") in (await form.get_attribute("href") or "")
    await page.goto(f"{newsroom.origin}/studio/{SITE}/pages?search=nowhere")
    await expect(page.get_by_text("No page is like that.")).to_be_visible()
