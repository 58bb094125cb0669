"""A page that becomes solemn while readers look at it."""

import os
import re
from urllib.parse import urlencode

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.test_studio import DESK, PHONE, check_page, make_link
from tests.browser.visits import Visit, pressed

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SAD = "Ada Quill, who drove the first night tram of Quillham, has died. Mourners stood at the depot. " * 6
DIRECTION = "button => getComputedStyle(button).direction"


async def picture(page: Page, name: str) -> None:
    """Keep a picture where one is wanted."""
    if folder := os.environ.get("PICTURES"):
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def open_in_arabic(visit: Visit) -> Visit:
    async def translate(route: Route) -> None:
        answer = await route.fetch()
        body = (await answer.text()).replace('lang="en-GB"', 'lang="ar"')
        await route.fulfill(response=answer, body=body)

    await visit.context.route("**/demo", translate)
    return await visit.open()


async def sign_in(newsroom: Newsroom, visits: Visits) -> Page:
    page = (await visits(viewport=DESK)).page
    await page.goto(await make_link(newsroom, "ada@news.example"))
    await page.get_by_role("button", name="Continue to the studio").click()
    return page


async def make_solemn(newsroom: Newsroom, page: Page) -> None:
    """Let the article's page be solemn, from the article."""
    await page.goto(f"{newsroom.origin}/studio/demo/articles")
    await page.get_by_label("Address").fill(newsroom.url)
    await page.get_by_label("Text").fill(SAD)
    await page.get_by_role("button", name="Propose questions").click()
    await expect(page.get_by_text("This article reads as solemn.")).to_be_visible()
    await picture(page, "proposals")
    await check_page(page)
    await page.get_by_label("Title of the quiz").fill("Who drove?")
    await page.get_by_role("button", name="Use solemn reactions on its page").click()
    await expect(page.get_by_text("The reactions on its page are solemn")).to_be_visible()
    await expect(page.get_by_label("Title of the quiz")).to_have_value("Who drove?")
    await picture(page, "proposals-solemn")


async def test_an_obituary_offers_nothing_unfit_from_the_moment_that_it_is_made_solemn(
    newsroom: Newsroom, visits: Visits
) -> None:
    reader, other = await (await visits()).open(), await open_in_arabic(await visits())
    await reader.answered("PUT", reader.reaction("fun"))
    await make_solemn(newsroom, await sign_in(newsroom, visits))
    # No page is loaded anew: both readers see it at once, by the live updates.
    for visit in (reader, other):
        await expect(visit.reaction("cute")).to_have_count(0)
        await expect(visit.count("fun")).to_have_text(re.compile(r"^\d$"))
        await check_accessibility(visit.page)
    await expect(other.reaction("fun")).to_be_disabled()
    assert await other.reaction("fun").evaluate(DIRECTION) == "rtl"
    await expect(reader.reaction("fun")).to_have_attribute("aria-pressed", pressed(True))
    await picture(reader.page, "reader")
    await picture(other.page, "reader-rtl")
    await reader.answered("PUT", reader.reaction("love"))
    await expect(reader.reactions.get_by_role("status")).to_have_text("Love: 1, 50%. Fun: 1, 50%")
    await reader.answered("PUT", reader.reaction("fun"))
    for visit in (reader, other):
        await expect(visit.reaction("fun")).to_have_count(0)
    assert await newsroom.tally("reactions") == {"love": 1}


async def test_a_tone_is_chosen_on_the_page_of_a_page_and_a_kind_retired_in_the_settings(
    newsroom: Newsroom, visits: Visits
) -> None:
    reader, page = await (await visits()).open(), await sign_in(newsroom, visits)
    await page.goto(f"{newsroom.origin}/studio/demo/pages/page?{urlencode({'url': newsroom.url})}")
    await expect(page.get_by_label("Tone of this page")).to_have_value("automatic")
    await page.get_by_label("Tone of this page").select_option("Solemn")
    await page.get_by_role("button", name="Save the tone").click()
    await expect(page.get_by_text("Readers of this page meet solemn reactions.")).to_be_visible()
    await expect(page.get_by_label("Tone of this page")).to_have_value("solemn")
    await expect(reader.reaction("fun")).to_have_count(0)
    await picture(page, "page")
    await check_page(page)
    await page.goto(f"{newsroom.origin}/studio/demo/settings")
    await page.get_by_label("Retire Hate").check()
    await page.get_by_placeholder("One more").fill("Sorrow")
    await page.get_by_role("button", name="Save the reactions").click()
    await expect(page.get_by_label("Retire Hate")).to_be_checked()
    await reader.open()
    await expect(reader.reaction("hate")).to_have_count(0)
    await reader.answered("PUT", reader.reaction("sorrow"))
    assert await newsroom.tally("reactions") == {"sorrow": 1}
    await picture(page, "settings")
    await check_page(page)
    await page.set_viewport_size(PHONE)
    await picture(page, "settings-phone")
