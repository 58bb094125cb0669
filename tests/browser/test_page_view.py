"""What a page view costs, what it may see, and that it is at home in languages, keyboards and sizes."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.visits import Visit, pressed
from widgets.demo import POINTS

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PAGES = "**/v1/pages?*"
LIVE = "**/v1/live?*"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


async def test_one_request_a_page_view_and_one_more_with_a_token(visits: Visits) -> None:
    visit = await (await visits()).open()
    await expect(visit.poll.get_by_role("radio").first).to_be_visible()
    assert sorted(visit.requests) == ["GET /v1/live", "GET /v1/pages"]
    await visit.answered("PUT", visit.reaction("love"))
    await visit.open()
    await expect(visit.reaction("love")).to_have_attribute("aria-pressed", pressed(True))
    assert sorted(visit.requests) == ["GET /v1/ballots", "GET /v1/live", "GET /v1/pages"]


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desktop", "phone"])
async def test_nothing_moves_when_the_elements_come(visits: Visits, size: dict[str, Any]) -> None:
    visit = await (await visits(**size)).open()
    await expect(visit.poll.get_by_role("radio").first).to_be_attached()
    await visit.reactions.scroll_into_view_if_needed()
    assert await visit.page.evaluate("shifts") <= 0.01
    width = "document.documentElement.scrollWidth <= innerWidth"
    assert await visit.page.evaluate(width), "the page is wider than the screen"


async def test_an_old_copy_of_the_page_does_not_hide_the_readers_own_ballot(visits: Visits) -> None:
    visit = await visits()
    old: list[bytes] = []

    async def serve_old(route: Route) -> None:
        answer = await route.fetch()
        old.append(await answer.body())
        await route.fulfill(response=answer, body=old[0])

    await visit.context.route(PAGES, serve_old)
    await visit.open()
    await visit.answered("PUT", visit.reaction("love"))
    await visit.open()
    await expect(visit.reaction("love")).to_have_accessible_name("Love 1 100%")
    assert len(old) == 2


async def test_without_a_stream_the_page_asks_now_and_then(visits: Visits) -> None:
    one, other = await visits(), await (await visits()).open()
    await one.page.clock.install()
    await one.context.route(LIVE, lambda route: route.fulfill(status=503, headers={"Retry-After": "5"}))
    async with one.page.expect_response(LIVE):
        await one.open()
    await other.answered("PUT", other.reaction("love"))
    # The server shares one rendering for a second, so the first look may still be the old one.
    while await one.count("love").inner_text() != "1":
        async with one.page.expect_response(PAGES):
            await one.page.clock.run_for(20_000)


async def test_a_page_that_is_not_looked_at_watches_nothing(visits: Visits) -> None:
    visit = await visits()
    async with visit.page.expect_response(LIVE):
        await visit.open()
    look = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
    look += "document.dispatchEvent(new Event('visibilitychange')); }"
    async with visit.page.expect_event("requestfailed", lambda request: "/v1/live" in request.url):
        await visit.page.evaluate(look, True)
    async with visit.page.expect_response(LIVE), visit.page.expect_response(PAGES):
        await visit.page.evaluate(look, False)


async def test_two_tabs_of_a_reader_are_one_reader(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    second = await Visit(newsroom, visit.context, await visit.context.new_page()).open()
    tabs = (visit, second)
    await asyncio.gather(*(tab.points.get_by_role("button").first.click() for tab in tabs))
    for tab in tabs:
        await expect(tab.points.get_by_role("status")).to_have_text(f"{POINTS + 1} points")
    assert await newsroom.tally("points") == {"up": POINTS + 1}
    assert sum(tab.requests.count("POST /v1/readers") for tab in tabs) == 1


async def test_arrows_move_and_do_not_cast(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    await visit.reaction("cute").focus()
    for key, kind in (("ArrowRight", "fun"), ("ArrowLeft", "cute"), ("ArrowLeft", "love"), ("Tab", None)):
        await visit.page.keyboard.press(key)
        if kind:
            await expect(visit.reaction(kind)).to_be_focused()
    assert not any(request.startswith(("PUT", "POST")) for request in visit.requests)
    await visit.reaction("geeky").focus()
    async with visit.page.expect_response("**/v1/widgets/*/ballots/**"):
        await visit.page.keyboard.press("Space")
    assert await newsroom.tally("reactions") == {"geeky": 1}
    await expect(visit.reaction("geeky")).to_be_focused()


LANGUAGES = {
    "de": ("ltr", "Wie reagieren Sie?", "105-mal geteilt", "Abstimmen"),
    "fr": ("ltr", "Quelle est votre réaction ?", "105 partages", "Voter"),
    "es": ("ltr", "¿Cuál es su reacción?", "105 veces compartido", "Votar"),
    "ar": ("rtl", "ما رد فعلك؟", "105 مشاركات", "صوّت"),
    "it": ("ltr", "your reaction?", "105 shares", "Vote"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_and_direction_follow_the_page(visits: Visits, language: str) -> None:
    direction, question, shares, vote = LANGUAGES[language]
    visit = await visits()

    async def translate(route: Route) -> None:
        answer = await route.fetch()
        page = (await answer.text()).replace('lang="en-GB"', f'lang="{language}"')
        await route.fulfill(response=answer, body=page)

    await visit.context.route("**/demo", translate)
    await visit.open()
    await expect(visit.reactions).to_contain_text(question)
    await expect(visit.shares).to_contain_text(shares)
    await expect(visit.poll.get_by_role("button", name=vote)).to_be_visible()
    assert await visit.reaction("love").evaluate("button => getComputedStyle(button).direction") == direction
