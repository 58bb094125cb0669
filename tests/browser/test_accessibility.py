"""Every page is for everyone: axe finds nothing, before and after casting, in the light and in the dark."""

from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.browser.accessibility import check_accessibility
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom, share_newsroom
from tests.engines import Engines

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.fixture(scope="module")
def newsroom(engines: Engines) -> Iterator[Newsroom]:
    with share_newsroom(engines) as newsroom:
        yield newsroom


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_article_before_and_after_casting(visits: Visits, scheme: str) -> None:
    visit = await (await visits(color_scheme=scheme)).open()
    await expect(visit.poll.get_by_role("radio").first).to_be_visible()
    await check_accessibility(visit.page)
    await visit.answered("PUT", visit.reaction("love"))
    await visit.poll.get_by_role("radio").first.check()
    await visit.answered("PUT", visit.poll.get_by_role("button", name="Vote", exact=True))
    await expect(visit.poll.locator("[part~=own]")).to_have_count(1)
    await check_accessibility(visit.page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_pages_around_it_and_those_elsewhere(visits: Visits, scheme: str) -> None:
    visit = await (await visits(color_scheme=scheme)).open()
    origin, poll = visit.newsroom.origin, await visit.poll.get_attribute("widget")
    for path in (
        "/demo/front",
        "/demo/gallery",
        f"/p/{poll}",
        f"/f/{poll}",
        "/docs",
    ):
        await visit.page.goto(origin + path)
        await check_accessibility(visit.page)
    await visit.page.goto(f"{origin}/embed/{poll}")
    # A frame is a piece of a page that has a heading of its own.
    await check_accessibility(visit.page, "page-has-heading-one")
