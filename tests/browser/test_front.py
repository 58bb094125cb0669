"""The demo's front page: drawn with its numbers before any script runs, and kept fresh by its own."""

from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tests.api.serving import check_problem
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.test_page_view import PHONE
from widgets.boards import list_pages
from widgets.demo import LEAD
from widgets.ledger.connection import open_engine
from widgets.stories import STORIES

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SWIFTS = next(each for each in STORIES if each.slug == "swifts")
NOTHING = "Nobody has taken part yet."


async def list_new_pages(newsroom: Newsroom) -> None:
    """What the worker does beside the server."""
    engine = open_engine(newsroom.database)
    await list_pages(engine)
    await engine.dispose()


async def test_a_story_that_readers_react_to_trends_without_reloading(
    visits: Visits, newsroom: Newsroom
) -> None:
    watching, reading = await visits(), await visits()
    front = watching.page
    await front.clock.install()
    await front.goto(f"{newsroom.url}/front")
    teaser = front.locator(".teaser", has_text=SWIFTS.title)
    await expect(front.get_by_text(NOTHING)).to_be_visible()
    await expect(teaser).to_contain_text(f"{SWIFTS.points} points")
    await reading.page.goto(f"{newsroom.url}/swifts")
    await reading.answered("PUT", reading.points.get_by_role("button").first)
    await list_new_pages(newsroom)
    trending = front.locator(".trending ol li")
    async with front.expect_response("**/v1/boards/**"):
        await front.clock.run_for(16_000)
    # The board of a moment ago is served for ten seconds, so this may take another round.
    while not await trending.count():
        async with front.expect_response("**/v1/boards/**"):
            await front.clock.run_for(16_000)
    await expect(trending).to_have_text([f"{SWIFTS.title} 1 ballot"])
    await expect(front.get_by_text(NOTHING)).to_be_hidden()
    await expect(teaser).to_contain_text(f"{SWIFTS.points + 1} points")
    await expect(teaser.locator(".badge")).to_have_text(["🥰 Cute", "😍 Love"])
    await trending.get_by_role("link").click()
    await expect(front.get_by_role("heading", level=1)).to_have_text(SWIFTS.title)
    await expect(watching.points).to_contain_text(f"{SWIFTS.points + 1}")


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desktop", "phone"])
async def test_nothing_moves_or_sticks_out(visits: Visits, newsroom: Newsroom, size: dict[str, Any]) -> None:
    visit = await visits(**size)
    async with visit.page.expect_response("**/v1/counts?*"), visit.page.expect_response("**/v1/boards/**"):
        await visit.page.goto(f"{newsroom.url}/front")
    await visit.page.get_by_text(STORIES[-1].title).scroll_into_view_if_needed()
    assert sorted(visit.requests) == ["GET /v1/boards/demo", "GET /v1/counts"]
    assert await visit.page.evaluate("shifts") <= 0.01
    assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_it_stays_as_it_is_while_the_service_does_not_answer(
    visits: Visits, newsroom: Newsroom
) -> None:
    visit = await visits()
    await visit.page.clock.install()
    await visit.page.route("**/v1/**", lambda route: route.abort())
    await visit.page.goto(f"{newsroom.url}/front")
    await visit.page.clock.run_for(60_000)
    for story in (LEAD, *STORIES):
        teaser = visit.page.locator(".teaser", has_text=story.standfirst)
        await expect(teaser).to_contain_text(f"{story.shares} shares")


def test_all_numbers_are_there_before_any_script_runs(newsroom: Newsroom) -> None:
    client = httpx.Client(base_url=newsroom.origin)
    front = client.get("/demo/front")
    assert "default-src 'none'" in front.headers["content-security-policy"]
    for story in (LEAD, *STORIES):
        assert f"{story.shares} shares" in front.text
        assert f"{story.points} points" in front.text
        assert f"{sum(story.reactions.values())} reactions" in front.text
        page = client.get(f"/demo/{story.slug}" if story.slug else "/demo")
        assert (page.status_code, story.standfirst in page.text) == (200, True)
        assert f"{story.shares} shares" in page.text
    assert 'aria-current="true">7 days' in client.get("/demo/front?window=7d").text
    assert 'aria-current="true">24 hours' in client.get("/demo/front?window=x").text
    assert client.get("/demo/front.js").headers["content-type"] == "text/javascript; charset=utf-8"
    check_problem(client.get("/demo/nothing"), 404, "unknown_address")
    port = newsroom.origin.rpartition(":")[2]
    other = client.get("/demo/front", headers={"host": f"localhost:{port}"})
    assert (other.status_code, other.headers["location"]) == (307, f"{newsroom.url}/front")
