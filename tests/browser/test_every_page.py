"""Every page of the studio, full and empty: for everyone, light and dark, on a desk and on a phone.

With `VOXPOP_PICTURES` naming a folder, each page's picture is left there to be looked at.
"""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import httpx
import msgspec
import pytest
from litestar import Litestar
from playwright.async_api import Browser, Page

from api.studio.routes import studio_router
from tests.browser.accessibility import check_accessibility
from tests.browser.newsroom import Newsroom
from tests.browser.test_studio import DESK, PHONE, TOO_WIDE, make_link
from tests.browser.visits import REPORT_VIOLATIONS
from widgets.demo import SITE
from widgets.formats import FORMATS
from widgets.gallery import list_exhibitions
from widgets.ledger.connection import open_engine
from widgets.passwords import Passwords
from widgets.people import People
from widgets.roles import Role
from widgets.sites import keep_site
from widgets.staff import Deed

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PICTURES = os.environ.get("VOXPOP_PICTURES", "")
READERS = 12
DEED = Deed(by="console", name="Ada", what="", site=SITE)

NO_PAGES = {
    "/studio/assets/{name:str}",
    "/studio",
    "/studio/{site:str}",
    "/studio/{site:str}/widgets/{id:str}/exports/{what:str}",
    "/studio/{site:str}/exports/{what:str}",
    "/studio/{site:str}/exports/progress",
    "/studio/{site:str}/previews/{format:str}",
    "/studio/{site:str}/uploads/{id:str}/{file:str}",
}
"""What is sent by GET and is no page, or leads to one."""


def list_pages() -> set[str]:
    """The addresses of all pages, as the routes name them."""
    routes = Litestar([studio_router], openapi_config=None).routes
    return {each.path for each in routes if "GET" in getattr(each, "methods", ())} - NO_PAGES


async def fill(newsroom: Newsroom) -> None:
    """Let readers answer all samples of the gallery, and send the lists something."""
    for at, exhibition in enumerate(list_exhibitions(SITE, newsroom.origin)):
        format = FORMATS[exhibition.format]
        samples = {each.name: each for each in format.samples}
        async with httpx.AsyncClient(base_url=newsroom.origin, headers={"origin": newsroom.origin}) as client:
            for reader in range(READERS - at % 3):
                token = (await client.post("/v1/readers", json={"site": SITE})).json()["token"]
                bearer = {"authorization": f"Bearer {token}"}
                for id, name in exhibition.widgets:
                    for slot, ballot in samples[name].ballots[: 1 + (reader + at) % 4]:
                        body = msgspec.json.encode(ballot)
                        path = f"/v1/widgets/{id}/ballots/{quote(slot, safe='') or '-'}"
                        given = {**bearer, "content-type": "application/json"}
                        answer = await client.put(path, content=body, headers=given)
                        assert answer.status_code in (200, 409), answer.text  # two samples of one once slot
                    if exhibition.format == "open_list":
                        path = f"/v1/widgets/{id}/submissions"
                        await client.post(path, json=SENT | {"title": f"Stall {reader}"}, headers=bearer)


async def invite(newsroom: Newsroom) -> str:
    """Invite somebody, and give what the link holds."""
    engine = open_engine(newsroom.database)
    link = await People(engine, Passwords()).invite(DEED, "bo@news.example", Role.EDITOR, datetime.now(UTC))
    await engine.dispose()
    return link


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A browser of somebody's own, in which nothing may throw, nor break a page's policy.

    Previews are in frames without scripts, of which Chromium complains when the tests' own are kept out.
    """
    context = await browser.new_context(locale="en-GB", viewport=DESK)
    await context.add_init_script(REPORT_VIOLATIONS)
    troubles: list[str] = []
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on("console", lambda said: troubles.append(said.text) if "violation" in said.text else None)
    yield await context.new_page()
    await context.close()
    assert troubles == []


async def enter(page: Page, link: str) -> None:
    """Sign in by a link."""
    await page.goto(link)
    await page.get_by_role("button", name="Continue to the studio").click()


COVERED = """() => [...document.querySelectorAll("input, select, textarea, button, summary, main a")]
  .filter((each) => !each.closest("[aria-hidden=true]"))
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((each) => {
    const box = each.getClientRects()[0];
    if (!box || box.width < 2 || box.height < 2) return false;
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !(top && (each.contains(top) || top.contains(each) || each.labels?.[0]?.contains(top)));
  }).map((each) => each.outerHTML.slice(0, 120))"""
"""What could be used, but for something that lies on it."""

DOORS = {"/studio/sign-in", "/studio/sign-in/{link:str}", "/studio/join/{link:str}"}
"""The pages of whoever is not in yet."""

SENT = {"title": "A stall by the bridge", "text": "Open on Saturdays until noon."}


def fill_in(path: str, newsroom: Newsroom, ids: dict[str, str]) -> list[tuple[str, str]]:
    """Give the addresses of a route to look at, each with the name of its picture."""
    path = path.replace("{site:str}", SITE)
    plain = path.removeprefix("/studio/").removeprefix(f"{SITE}/").replace("/", "-")
    if "{format:str}" in path:
        return [(plain.replace("{format:str}", each), path.replace("{format:str}", each)) for each in ids]
    if path.endswith("/pages/page"):
        return [(plain, f"{path}?url={quote(newsroom.url, safe='')}")]
    if "{id:str}" in path:
        shown = ("trivia_quiz", "poll", "open_list")
        now = datetime.now(UTC)
        lately = {"by": "time", "key": "", "since": now - timedelta(hours=1), "until": now}
        asked = f"?{urlencode(lately)}" if path.endswith("/preview") else ""
        return [
            (plain.replace("{id:str}", each), path.replace("{id:str}", ids[each]) + asked) for each in shown
        ]
    return [(plain, path)]


async def look(page: Page, name: str) -> None:
    """See that a page is for everyone, on a desk by day and on a phone by night, and leave its pictures."""
    for size, wide in ((DESK, "desk"), (PHONE, "phone")):
        await page.set_viewport_size(size)
        # As high as the page, so that what sticks to the window's edge hides nothing.
        whole = await page.evaluate("document.documentElement.scrollHeight")
        await page.set_viewport_size({"width": size["width"], "height": max(whole, size["height"])})
        for scheme in ("light", "dark"):
            usual = (wide, scheme) in (("desk", "light"), ("phone", "dark"))
            if not usual and not PICTURES:
                continue
            await page.emulate_media(color_scheme=scheme)
            await check_accessibility(page)
            assert await page.evaluate(COVERED) == [], (page.url, wide)
            if PICTURES:
                path = os.path.join(PICTURES, f"{name}-{wide}-{scheme}.png")
                await page.screenshot(path=path, full_page=True)
        assert await page.evaluate(TOO_WIDE) == [], page.url
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(DESK)


async def test_every_page_of_a_site_that_is_full(newsroom: Newsroom, page: Page):
    await fill(newsroom)
    await invite(newsroom)
    await enter(page, await make_link(newsroom, "ada@news.example"))
    base = f"{newsroom.origin}/studio/{SITE}"
    ids = {
        each.format: each.widgets[0][0] for each in list_exhibitions(SITE, newsroom.origin) if each.widgets
    }
    seen = set()
    for path in sorted(list_pages() - DOORS):
        for name, target in fill_in(path, newsroom, ids):
            answer = await page.goto(f"{newsroom.origin}{target}")
            assert answer is not None
            assert answer.status == 200, target
            await look(page, name)
            seen.add(path)
    assert seen == list_pages() - DOORS
    await page.goto(f"{base}/widgets?format=nothing")
    await look(page, "refusal")
    await page.goto(f"{base}/widgets/w_unknown")
    await look(page, "missing")


async def test_every_page_of_a_site_that_is_new(newsroom: Newsroom, page: Page):
    engine = open_engine(newsroom.database)
    await keep_site(engine, "fresh", name="The Fresh Site", origins=["https://fresh.example"])
    people = People(engine, Passwords())
    await people.add("zoe@news.example", "Zoe", "fresh", Role.OWNER)
    link = await people.make_link("zoe@news.example", datetime.now(UTC))
    await engine.dispose()
    await enter(page, f"{newsroom.origin}/studio/sign-in/{link}")
    for path in sorted(list_pages() - DOORS):
        own = path.replace("{site:str}", "fresh")
        if "{" not in own:
            given = f"?url={quote('https://fresh.example/news', safe='')}" if own.endswith("/page") else ""
            await page.goto(newsroom.origin + own + given)
            await look(page, own.removeprefix("/studio/").replace("/", "-"))


async def test_every_door(newsroom: Newsroom, page: Page):
    await page.goto(f"{newsroom.origin}/studio/sign-in")
    await look(page, "sign-in")
    link = await make_link(newsroom, "ada@news.example")
    await page.goto(link)
    await look(page, "sign-in-link")
    await page.goto(f"{newsroom.origin}/studio/join/{await invite(newsroom)}")
    await look(page, "join")
    await page.goto(f"{newsroom.origin}/studio/join/nothing")
    await look(page, "join-unknown")
    await enter(page, link)
    await page.goto(link)
    await look(page, "sign-in-link-used")


async def test_the_page_of_who_has_no_site(newsroom: Newsroom, page: Page):
    await make_link(newsroom, "ada@news.example")
    await make_link(newsroom, "cy@news.example", Role.EDITOR)
    engine = open_engine(newsroom.database)
    people = People(engine, Passwords())
    await people.dismiss(DEED, (await people.find("cy@news.example")).id)
    link = await people.make_link("cy@news.example", datetime.now(UTC))
    await engine.dispose()
    await enter(page, f"{newsroom.origin}/studio/sign-in/{link}")
    await look(page, "no-site")
