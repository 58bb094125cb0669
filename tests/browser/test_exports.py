"""An export in a browser: how far it is, cancelled or saved, and saved without a script, too."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from api.studio.desk import exports as handlers
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.test_studio import DESK, PHONE, check_page, make_link
from widgets import downloads, exporting
from widgets.demo import SITE
from widgets.exporting import What
from widgets.ledger import exports
from widgets.ledger.exports import Expected, Kept
from widgets.roles import Role

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PICTURES = os.environ.get("VOXPOP_PICTURES", "")
KEPT = Kept(
    reader=b"r" * 16,
    ballots='{"": {"vote": 1}}',
    cast_at=datetime(2031, 5, 4, tzinfo=UTC),
    network=b"n" * 8,
    referrer="",
    aside=False,
)
READERS = 12_000
STEP = 2_000


class Gate:
    """Lets the ledger give some ballots, and the rest when it is opened."""

    def __init__(self) -> None:
        self.begun = False
        self.open = threading.Event()
        self.stopped = threading.Event()

    async def read(self, *_: object) -> AsyncIterator[list[Kept]]:
        """Stands in for the sheets of the first widget; nobody takes part in others."""
        if self.begun:
            return
        self.begun = True
        try:
            yield [KEPT] * STEP
            while not self.open.is_set():
                yield []
                await asyncio.sleep(0.01)
            for _more in range(READERS // STEP - 1):
                yield [KEPT] * STEP
        finally:
            self.stopped.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate()

    async def expected(*_: object) -> Expected:
        return Expected(1, READERS)

    monkeypatch.setattr(exports, "read_sheets", gate.read)
    monkeypatch.setattr(exports, "expect", expected)
    monkeypatch.setattr(handlers, "SOON", 0.0)
    monkeypatch.setattr(downloads, "EVERY", 0.0)
    return gate


async def enter(page: Page, newsroom: Newsroom, login: str) -> None:
    """Sign in, and go to the results of the site."""
    await page.goto(await make_link(newsroom, login, Role.MODERATOR))
    await page.get_by_role("button", name="Continue to the studio").click()
    await page.goto(f"{newsroom.origin}/studio/{SITE}/results")


async def take_picture(page: Page, name: str) -> None:
    """Leave pictures of the section where they are wanted: light, dark, and on a phone."""
    if not PICTURES:
        return
    section = page.locator("section.exports")
    await section.screenshot(path=f"{PICTURES}/exports-{name}.png", caret="initial")
    await page.emulate_media(color_scheme="dark")
    await section.screenshot(path=f"{PICTURES}/exports-{name}-dark.png", caret="initial")
    await page.set_viewport_size(PHONE)
    await section.screenshot(path=f"{PICTURES}/exports-{name}-phone-dark.png", caret="initial")
    await page.emulate_media(color_scheme="light")
    await section.screenshot(path=f"{PICTURES}/exports-{name}-phone.png", caret="initial")
    await page.set_viewport_size(DESK)


async def cast(newsroom: Newsroom, visits: Visits) -> None:
    """Let one reader take part, so that there is a widget to export."""
    reader = await visits(viewport=DESK)
    await reader.page.goto(newsroom.url)
    async with reader.page.expect_response(lambda each: "/ballots/" in each.url and each.status == 200):
        await reader.page.locator("vox-points button").first.click()


async def test_it_is_told_how_far_an_export_is_until_it_is_saved(
    newsroom: Newsroom, visits: Visits, gate: Gate
):
    await cast(newsroom, visits)
    page = (await visits(viewport=DESK)).page
    await enter(page, newsroom, "ada.exporting")
    await take_picture(page, "at-rest")
    async with page.expect_download() as started:
        await page.get_by_role("button", name="Ballots, CSV").click()
    taking = page.locator(".taking")
    await expect(taking).to_contain_text("Ballots of 2,000 of about 12,000 readers")
    bar = page.get_by_role("progressbar", name="Ballots")
    assert await bar.evaluate("each => each.position") == pytest.approx(STEP / READERS)
    await check_page(page)
    await take_picture(page, "under-way")
    gate.open.set()
    await expect(taking).to_contain_text("Ballots are ready:")
    saved = await (await started.value).path()
    lines = await asyncio.to_thread(Path(saved).read_text)
    assert lines.count("\n") == READERS + 1
    assert lines.startswith(",".join(exporting.COLUMNS[What.BALLOTS]))
    await check_page(page)
    await take_picture(page, "ready")


async def test_an_export_is_cancelled_by_keyboard_and_the_next_has_a_place_of_its_own(
    newsroom: Newsroom, visits: Visits, gate: Gate
):
    await cast(newsroom, visits)
    page = (await visits(viewport=DESK)).page
    await enter(page, newsroom, "bo.exporting")
    async with page.expect_download() as started:
        await page.get_by_role("button", name="Ballots, JSON").press("Enter")
    cancel = page.get_by_role("button", name="Cancel the export of ballots")
    await cancel.focus()
    # It is drawn anew every second, and stays what it was for whoever is on it.
    await page.wait_for_event("response", lambda each: "exports/progress" in each.url)
    await page.wait_for_function("document.activeElement?.id.startsWith('stop-')")
    await page.keyboard.press("Enter")
    await expect(page.locator(".taking")).to_contain_text("was cancelled before it was whole")
    assert await (await started.value).failure()
    assert await asyncio.to_thread(gate.stopped.wait, 30)
    await check_page(page)
    await take_picture(page, "cancelled")
    gate.open.set()
    async with page.expect_download():
        await page.get_by_role("button", name="Counts, CSV").click()
    await expect(page.locator(".taking")).to_have_count(2)
    await expect(page.locator(".taking").last).to_contain_text("Counts are ready:")


async def test_without_a_script_an_export_is_a_download(newsroom: Newsroom, visits: Visits, browser: Browser):
    await cast(newsroom, visits)
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await enter(page, newsroom, "cy.exporting")
    async with page.expect_download() as started:
        await page.get_by_role("button", name="Counts, CSV").click()
    download: Any = await started.value
    text = await asyncio.to_thread(Path(await download.path()).read_text)
    assert text.startswith("widget,format,url,")
    await page.get_by_label("From").fill("2031-01-02")
    await page.get_by_label("To the end of").fill("2031-01-01")
    await page.get_by_role("button", name="Ballots, CSV").click()
    await expect(page.locator("main")).to_contain_text("change the two days round")
    await context.close()
