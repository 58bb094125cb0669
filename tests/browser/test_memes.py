"""Memes: a reader writes on a picture and sends it in; others see it once it is let in, and vote."""

import pytest
from playwright.async_api import expect

from tests.api.serving import SHELF
from tests.browser.accessibility import check_accessibility
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom, show_later
from widgets.catalog import Catalog
from widgets.counts import Counts
from widgets.demo import SITE
from widgets.gallery import list_exhibitions
from widgets.ledger.connection import open_engine
from widgets.media.shelf import Shelf
from widgets.moderation import About
from widgets.reviewing import Reviewing
from widgets.uploading import Uploading

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def let_in(newsroom: Newsroom, redis_url: str, widget: str) -> None:
    """Let everything in that waits."""
    engine, counts = open_engine(newsroom.database), Counts(redis_url)
    uploading = Uploading(engine, counts.budgets, Shelf(SHELF), budget=9, quota=9)
    reviewing = Reviewing(engine, Catalog(engine), uploading, show_later)
    about = About(site=SITE, widget=widget)
    waiting = [each.id for group in await reviewing.list_pending(about) for each in group]
    await reviewing.approve(about, waiting)
    await counts.close()
    await engine.dispose()


async def test_a_meme_is_written_sent_let_in_and_voted_for(
    visits: Visits, newsroom: Newsroom, redis_url: str
) -> None:
    address = f"{newsroom.origin}/demo/gallery/meme"
    [memes] = [each for each in list_exhibitions(SITE, newsroom.origin) if each.format == "meme"]
    [(widget, _)] = memes.widgets
    page = (await visits()).page
    await page.goto(address)
    await page.get_by_text("Write your own", exact=True).press("Enter")
    send = page.get_by_role("button", name="Send it in")
    await expect(send).to_be_disabled()
    await page.get_by_role("textbox", name="Caption 1").fill("No more ferries")
    words = page.locator(".words").first
    await expect(words).to_have_text("No more ferries")
    await page.get_by_text("Place and look").first.press("Enter")
    before = await words.bounding_box()
    await page.get_by_role("slider", name="Down").first.press("PageUp")
    after = await words.bounding_box()
    assert before is not None
    assert after is not None
    assert after["y"] > before["y"] + 5
    await words.drag_to(page.locator(".canvas"), target_position={"x": 60, "y": 60}, force=True)
    dragged = await words.bounding_box()
    assert dragged is not None
    assert dragged["x"] < after["x"] - 20
    await check_accessibility(page)
    await send.press("Enter")
    await expect(page.get_by_text("Sent. Others see it once a moderator has let it in.")).to_be_focused()
    await let_in(newsroom, redis_url, widget)
    other = await visits()
    await other.page.goto(address)
    meme = other.page.get_by_role("img", name="A ferry in a harbour at dusk — No more ferries")
    await expect(meme).to_be_visible()
    assert await meme.evaluate("each => each.decode().then(() => each.naturalWidth)") > 0
    await other.page.locator("vox-widget").get_by_role("button", name="up").last.click()
    await expect(other.page.locator("vox-widget")).to_contain_text("1 reader has voted")
