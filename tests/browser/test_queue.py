"""The queue by keyboard alone: what readers sent in is decided, one key after another."""

import httpx
import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom, show_later
from tests.browser.test_studio import DESK, check_page, make_link
from tests.browser.visits import Visit
from widgets.catalog import Catalog
from widgets.demo import SITE
from widgets.ledger.connection import open_engine
from widgets.model import Reveal
from widgets.publishing import Draft, Publishing
from widgets.roles import Role

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SPEC = {
    "title": "Where do you buy bread?",
    "items": [{"id": "mill", "title": "The mill by the river"}],
}
SENT = (
    {"title": "A stall by the bridge", "text": "Open on Saturdays until noon."},
    {"title": "The bakery on Canal Street"},
    {"title": "the bakery on Canal street!"},
    {"title": "Not bread at all"},
)


async def publish(newsroom: Newsroom) -> str:
    engine = open_engine(newsroom.database)
    publishing = Publishing(engine, Catalog(engine), show_later)
    body = msgspec.json.encode(SPEC)
    draft = Draft(site=SITE, format="open_list", spec=body, url=newsroom.url, reveal=Reveal.ALWAYS)
    id = (await publishing.create(draft)).id
    await publishing.open(SITE, id)
    await engine.dispose()
    return id


async def send(newsroom: Newsroom, widget: str) -> None:
    """Send things in, each as a reader of its own."""
    async with httpx.AsyncClient(base_url=newsroom.origin, headers={"origin": newsroom.origin}) as client:
        for each in SENT:
            token = (await client.post("/v1/readers", json={"site": SITE})).json()["token"]
            headers = {"authorization": f"Bearer {token}"}
            answer = await client.post(f"/v1/widgets/{widget}/submissions", json=each, headers=headers)
            assert answer.status_code == 202, answer.text


async def undo(page: Page) -> None:
    """Take the last decision back, go up and down, read about the keys, and decide again."""
    await page.keyboard.press("u")
    await expect(page.get_by_role("status")).to_contain_text("A submission put back.")
    await expect(page.get_by_role("article", name="A stall by the bridge")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("article", name="A stall by the bridge")).not_to_be_focused()
    await page.keyboard.press("k")
    await page.keyboard.press("?")
    await expect(page.get_by_text("undoes the last decision")).to_be_visible()
    await check_page(page)
    await page.keyboard.press("a")
    await expect(page.get_by_role("status")).to_contain_text("A submission approved.")


async def test_the_queue_is_emptied_by_keyboard(newsroom: Newsroom, visits: Visits) -> None:
    widget = await publish(newsroom)
    await send(newsroom, widget)
    page = (await visits(viewport=DESK)).page
    await page.goto(await make_link(newsroom, "wren", Role.MODERATOR))
    await page.get_by_role("button", name="Continue to the studio").press("Enter")
    await page.get_by_role("link", name="Queue").click()
    await expect(page.get_by_role("article", name="A stall by the bridge")).to_be_focused()
    await check_page(page)
    await page.keyboard.press("e")
    await page.get_by_label("Text").first.fill("Open on Saturdays.")
    await page.get_by_role("button", name="Save the words").first.press("Enter")
    await expect(page.get_by_text("Open on Saturdays.").first).to_be_visible()
    await page.keyboard.press("a")
    await expect(page.get_by_role("status")).to_contain_text("A submission approved.")
    await undo(page)
    await expect(page.get_by_text("2 are much alike.")).to_be_visible()
    await page.get_by_role("button", name="Reject all 2").press("Enter")
    await expect(page.get_by_role("article", name="Not bread at all")).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.get_by_text("Nothing waits.")).to_be_visible()
    await check_page(page)
    await page.get_by_role("link", name="Rejected").click()
    await expect(page.get_by_role("article", name="Not bread at all")).to_be_visible()
    await page.keyboard.press("x")
    await expect(page.get_by_role("checkbox").first).to_be_checked()
    await check_page(page)
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/{widget}/ballots")
    await expect(page.get_by_text("Nothing stands out.")).to_be_visible()
    await check_page(page)
    async with httpx.AsyncClient() as client:
        shown = (await client.get(f"{newsroom.origin}/v1/widgets/{widget}")).text
    assert "Open on Saturdays." in shown
    assert "Canal" not in shown
    assert "Not bread" not in shown
    await vote(await visits(), newsroom, widget)


async def vote(visit: Visit, newsroom: Newsroom, widget: str) -> None:
    """Vote as a reader for what was approved; the tally follows."""
    await visit.page.goto(f"{newsroom.origin}/p/{widget}")
    await expect(visit.page.locator(f"form[action$='/f/{widget}']").first).to_be_hidden()
    button = visit.widget(widget).get_by_role("button", name="Vote up: A stall by the bridge")
    answer = await visit.answered("PUT", button)
    assert answer["tally"] == {answer["about"]: {"up": 1, "seen": 1}}
    assert answer["about"].startswith("s_")
