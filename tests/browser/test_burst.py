"""A burst of ballots, from the moderator who sees it to the readers before the article, and back again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count, cycle
from typing import Any
from urllib.parse import urlencode

import asyncpg
import msgspec
import pytest
from playwright.async_api import Locator, Page, expect

from tests.api.serving import make_settings
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.test_polls import SEASONS, SINGLE, bar
from tests.browser.test_studio import DESK, check_page, make_link
from tests.browser.visits import Visit
from widgets.casting import Request
from widgets.demo import SITE
from widgets.model import Reveal, page_widget_id
from widgets.readers import Reader
from widgets.roles import Role
from widgets.wiring import open_voxpop

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BALLOTS = [{"options": [each["id"]]} for each in SEASONS]
AT_ONCE = 100
Cast = Callable[..., Awaitable[None]]


@pytest.fixture
async def cast(newsroom: Newsroom, database: str, redis_url: str) -> Cast:
    """Casts ballots of so many new readers, each from a network of its own or all from one."""
    readers = count(1)

    async def cast_all(
        widget: str, number: int, *ballots: dict[str, Any], network: bytes = b"", url: str | None = None
    ) -> None:
        asked = [
            Request(
                widget=widget,
                slot="",
                body=msgspec.json.encode(ballot),
                reader=Reader(SITE, by.to_bytes(16, "big")),
                network=network or by.to_bytes(8, "big"),
                url=url,
            )
            for _, by, ballot in zip(range(number), readers, cycle(ballots), strict=False)
        ]
        async with open_voxpop(make_settings(database, redis_url, public_url=newsroom.origin)) as voxpop:
            for some in range(0, number, AT_ONCE):
                await asyncio.gather(*map(voxpop.casting.cast, asked[some : some + AT_ONCE]))

    return cast_all


async def move_back(database: str, by: timedelta) -> None:
    """Let everything that was cast have been cast earlier, as ledger and history have it."""
    postgres = await asyncpg.connect(database)
    await postgres.execute("UPDATE sheet SET cast_at = cast_at - $1::interval", by)
    await postgres.execute("UPDATE tally SET version = version - $1", by // timedelta(microseconds=1))
    await postgres.execute("UPDATE history SET at = at - $1::interval", by)
    await postgres.close()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


async def read(visits: Visits, poll: str) -> Locator:
    """The poll as a new reader has it before the article, who only looks at what others said."""
    visit: Visit = await (await visits()).open()
    await visit.widget(poll).get_by_text("Show the results so far").click()
    return visit.widget(poll)


async def sit_down(newsroom: Newsroom, visits: Visits) -> Page:
    """A moderator who is signed in."""
    page = (await visits(viewport=DESK)).page
    await page.goto(await make_link(newsroom, "wren", Role.MODERATOR))
    await page.get_by_role("button", name="Continue to the studio").press("Enter")
    await page.wait_for_url("**/widgets")
    return page


async def test_a_burst_is_seen_looked_at_set_aside_and_restored(
    newsroom: Newsroom, visits: Visits, database: str, cast: Cast
) -> None:
    poll = await newsroom.publish(SINGLE, Reveal.ALWAYS)
    await cast(poll, 80, *BALLOTS)
    await move_back(database, timedelta(hours=2))
    await cast(poll, 600, {"options": ["winter"]}, network=b"script")
    shown = await read(visits, poll)
    await expect(bar(shown, "Winter")).to_contain_text("620 votes")
    # The burst is history by the time that somebody comes to look.
    await move_back(database, timedelta(hours=7))

    page = await sit_down(newsroom, visits)
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/{poll}/ballots")
    burst = page.locator(".rows > li", has_text="600 ballots from one network")
    await expect(burst).to_contain_text("600 ballots from one network within")
    await check_page(page)
    await page.get_by_text("As a table").click()
    await check_page(page)
    await page.get_by_role("table", name="Ballots over time").get_by_role("link").last.click()
    await expect(burst).to_contain_text("600 ballots from one network within")
    await burst.get_by_role("link", name="Look at them").click()
    await expect(row(page, "Readers")).to_contain_text("68080600")
    await expect(row(page, "Winter")).to_contain_text("62020600")
    await expect(row(page, "Spring")).to_contain_text("20200")
    await check_page(page)
    shown = await read(visits, poll)
    await expect(bar(shown, "Winter")).to_contain_text("620 votes")

    await page.get_by_role("button", name="Set 600 aside").click()
    await expect(page.get_by_role("status")).to_contain_text("600 ballots set aside; the counts follow.")
    await expect(page.get_by_text("Nothing stands out.")).to_be_visible()
    await check_page(page)
    shown = await read(visits, poll)
    await expect(shown).to_contain_text("600 ballots set aside")
    await expect(bar(shown, "Winter")).to_contain_text("20 votes")
    await expect(bar(shown, "Spring")).to_contain_text("25%")
    assert await results(page, newsroom, poll) == ["80", "80", "600"]

    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/{poll}/ballots")
    await burst.get_by_role("button", name="Let them count").click()
    await expect(page.get_by_role("status")).to_contain_text("600 ballots count again.")
    await expect(burst).to_contain_text("600 ballots from one network within")
    shown = await read(visits, poll)
    await expect(bar(shown, "Winter")).to_contain_text("620 votes")
    await expect(shown).not_to_contain_text("set aside")
    assert await results(page, newsroom, poll) == ["680", "680"]


async def results(page: Page, newsroom: Newsroom, poll: str) -> list[str]:
    """The figures of the results: readers, those that the history has in a week, and what is set aside."""
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/{poll}/results")
    return await page.locator(".figures strong").all_inner_texts()


async def test_what_a_page_has_by_itself_is_looked_after_from_the_page(
    newsroom: Newsroom, visits: Visits, cast: Cast
) -> None:
    reactions = page_widget_id(SITE, newsroom.url, "reactions")
    before = int(await (await (await visits()).open()).count("love").inner_text())
    await cast(reactions, 520, {"reactions": ["love"]}, network=b"script", url=newsroom.url)
    await expect((await (await visits()).open()).count("love")).to_have_text(f"{before + 520:,}")
    page = await sit_down(newsroom, visits)
    await page.goto(f"{newsroom.origin}/studio/{SITE}/pages/page?{urlencode({'url': newsroom.url})}")
    await page.get_by_role("link", name="Ballots of reactions").click()
    burst = page.locator(".rows > li", has_text="520 ballots from one network")
    await check_page(page)
    await burst.get_by_role("link", name="Look at them").click()
    await expect(row(page, "Love")).to_contain_text(f"{before + 520:,}{before:,}520")
    await check_page(page)
    await page.get_by_role("button", name="Set 520 aside").click()
    await expect(page.get_by_role("status")).to_contain_text("520 ballots set aside")
    await check_page(page)
    await expect((await (await visits()).open()).count("love")).to_have_text(f"{before:,}")
    await burst.get_by_role("button", name="Let them count").click()
    await expect(page.get_by_role("status")).to_contain_text("520 ballots count again.")
    await expect((await (await visits()).open()).count("love")).to_have_text(f"{before + 520:,}")
    await page.get_by_role("link", name=newsroom.url).click()
    await expect(page.get_by_role("heading", name="Reactions")).to_be_visible()
