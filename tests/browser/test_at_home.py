"""At home with every reader: zoom, forced colours, less motion, paper, keyboards, and nothing that moves."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom, share_newsroom
from tests.browser.visits import Visit
from tests.engines import Engines

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

ZOOMED = {"viewport": {"width": 320, "height": 256}}
"""What 1280 by 1024 pixels leave at 400 %."""

OVERFLOWING = """() => {
    const wide = [];
    const look = (root) => {
        for (const each of root.querySelectorAll("*")) {
            const { left, right, width } = each.getBoundingClientRect();
            const scrolls = each.closest("[part~=runoff], pre, textarea");
            const out = right > innerWidth + 1 || left < -1;
            if (width && !scrolls && out) wide.push(each.outerHTML.slice(0, 90));
            if (each.shadowRoot) look(each.shadowRoot);
        }
    };
    if (document.documentElement.scrollWidth > innerWidth) look(document);
    return wide;
}"""
MOVING = "document.getAnimations().length"


@pytest.fixture(scope="module")
def newsroom(engines: Engines) -> Iterator[Newsroom]:
    with share_newsroom(engines) as newsroom:
        yield newsroom


async def vote(visit: Visit, option: int = 0) -> None:
    await visit.poll.get_by_role("radio").nth(option).check()
    await visit.answered("PUT", visit.poll.get_by_role("button", name="Vote", exact=True))


@pytest.mark.parametrize("language", ["en-GB", "ar"])
async def test_at_400_percent_every_page_fits(visits: Visits, newsroom: Newsroom, language: str) -> None:
    visit = await visits(**ZOOMED, locale=language)

    async def translate(route: Route) -> None:
        answer = await route.fetch()
        page = (await answer.text()).replace('lang="en-GB"', f'lang="{language}" dir="auto"')
        await route.fulfill(response=answer, body=page)

    await visit.context.route("**/demo", translate)
    await visit.open()
    poll = await visit.poll.get_attribute("widget")
    await expect(visit.poll.get_by_role("radio").first).to_be_visible()
    assert await visit.page.evaluate(OVERFLOWING) == []
    for path in ("/demo/front", f"/p/{poll}", f"/f/{poll}", f"/embed/{poll}", "/", "/docs"):
        await visit.page.goto(newsroom.origin + path)
        await visit.page.wait_for_load_state("networkidle")
        assert await visit.page.evaluate(OVERFLOWING) == [], path


async def test_in_forced_colours_what_is_chosen_stands_out(visits: Visits) -> None:
    visit = await (await visits(forced_colors="active")).open()
    border = "button => getComputedStyle(button).borderTopWidth"
    before = await visit.reaction("love").evaluate(border)
    await visit.answered("PUT", visit.reaction("love"))
    assert await visit.reaction("love").evaluate(border) != before
    await visit.poll.get_by_role("radio").first.check()
    chosen = visit.poll.locator("[part~=option]").first
    assert await chosen.evaluate("option => getComputedStyle(option).outlineStyle") == "solid"
    await vote(visit)
    bar = visit.poll.locator("[part~=bar][part~=own]")
    assert "Highlight" in await bar.evaluate(
        "bar => [...bar.getRootNode().adoptedStyleSheets].flatMap(sheet => [...sheet.cssRules])"
        ".filter(rule => rule.media && matchMedia(rule.media.mediaText).matches)"
        ".flatMap(rule => [...rule.cssRules]).filter(rule => bar.matches(rule.selectorText))"
        ".map(rule => rule.cssText).join()"
    )
    await check_accessibility(visit.page)


async def test_who_wants_less_motion_sees_none(visits: Visits) -> None:
    visit = await (await visits(reduced_motion="reduce")).open()
    await visit.answered("PUT", visit.reaction("love"))
    assert await visit.page.evaluate(MOVING) == 0
    await vote(visit)
    assert await visit.page.evaluate(MOVING) == 0


async def test_motion_is_there_for_everybody_else(visits: Visits) -> None:
    visit = await (await visits(reduced_motion="no-preference")).open()
    await visit.page.evaluate("""() => {
        globalThis.moved = 0;
        const root = document.querySelector("vox-reactions:not([view])").shadowRoot;
        root.addEventListener("transitionrun", () => moved++);
    }""")
    await visit.answered("PUT", visit.reaction("love"))
    await visit.page.wait_for_function("moved > 0")


async def test_on_paper_there_is_what_was_said_and_nothing_to_press(visits: Visits) -> None:
    visit = await (await visits()).open()
    await vote(visit)
    await expect(visit.poll.get_by_role("button", name="Change my vote")).to_be_visible()
    await visit.page.emulate_media(media="print")
    await expect(visit.poll.get_by_role("button", name="Change my vote")).to_be_hidden()
    await expect(visit.poll.locator("[part~=own]")).to_be_visible()
    await expect(visit.count("love")).to_be_visible()
    assert (
        await visit.poll.locator("[part=box]").evaluate("box => getComputedStyle(box).breakInside") == "avoid"
    )


async def test_everything_is_done_with_the_keyboard_alone(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    await expect(visit.poll.get_by_role("radio").first).to_be_visible()
    focused = """() => {
        let active = document.activeElement;
        while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        const ring = getComputedStyle(active);
        return [active.getAttribute("part") ?? active.type ?? "", ring.outlineStyle];
    }"""
    met: list[str] = []
    for _ in range(80):
        await visit.page.keyboard.press("Tab")
        part, ring = await visit.page.evaluate(focused)
        met.append(part)
        if "vote" in part.split():
            break
        if part == "radio":
            await visit.page.keyboard.press("ArrowDown")
        if "button" in part.split():
            assert ring == "solid", f"nothing shows that {part} has the focus"
    # Every button is a stop of its own, and arrows among options chose without sending.
    for wanted in ("love-button", "copy-button", "up-button", "down-button", "vote"):
        assert any(wanted in part.split() for part in met), wanted
    assert not any(request.startswith(("PUT", "POST")) for request in visit.requests)
    async with visit.page.expect_response("**/ballots/*"):
        await visit.page.keyboard.press("Enter")
    await expect(visit.poll.locator("[part~=own]")).to_have_count(1)


@pytest.mark.parametrize("size", [{}, {"viewport": {"width": 390, "height": 844}}], ids=["desktop", "phone"])
async def test_nothing_moves_on_a_slow_line(visits: Visits, newsroom: Newsroom, size: dict[str, Any]) -> None:
    visit = await visits(**size)

    async def wait(route: Route) -> None:
        await asyncio.sleep(0.2)
        await route.continue_()

    await visit.context.route("**/v1/pages?*", wait)
    await visit.context.route("**/embed/chunks/*", wait)
    for path in ("/demo", "/demo/front"):
        await visit.page.goto(newsroom.origin + path)
        await visit.page.wait_for_load_state("networkidle")
        assert await visit.page.evaluate("shifts") <= 0.01, path
