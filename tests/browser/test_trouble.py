"""When something is wrong: the API down, answers lost, storage refused. No ballot gets lost."""

import pytest
from playwright.async_api import APIResponse, Route, expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.visits import Visit, pressed
from widgets.demo import SHARES

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

TOKEN = "voxpop:demo:reader"
OUTBOX = "voxpop:demo:outbox"
BALLOTS = "**/v1/widgets/*/ballots/**"
A_WHILE = 600_000
"""Milliseconds that a page's clock is put forward."""


async def abort(route: Route) -> None:
    await route.abort()


async def fail(route: Route) -> None:
    await route.fulfill(status=500, body="{}")


async def stored(visit: Visit, key: str) -> str | None:
    said: str | None = await visit.page.evaluate("key => localStorage.getItem(key)", key)
    return said


@pytest.mark.parametrize("broken", [abort, fail])
async def test_without_the_api_what_stands_inside_stays(visits: Visits, broken: object) -> None:
    visit = await visits()
    await visit.page.clock.install()
    await visit.context.route("**/v1/**", broken)  # type: ignore[arg-type]
    await visit.go()
    for _ in range(5):
        await visit.page.clock.run_for(A_WHILE)
    assert visit.requests == ["GET /v1/pages"] * 3
    await expect(visit.shares).to_have_text(f"{SHARES} shares")
    await expect(visit.poll.locator(".fallback")).to_be_visible()
    assert await visit.poll.evaluate("element => element.shadowRoot.querySelector('slot') !== null")


async def test_without_the_script_what_stands_inside_stays(visits: Visits) -> None:
    visit = await visits()
    await visit.context.route("**/embed/chunks/**", abort)
    await visit.go()
    await expect(visit.shares).to_have_text(f"{SHARES} shares")
    await expect(visit.poll.locator(".fallback")).to_be_visible()


async def test_a_ballot_that_cannot_be_sent_is_kept_and_sent_when_the_network_is_back(
    visits: Visits, newsroom: Newsroom
) -> None:
    visit = await (await visits()).open()
    await visit.answered("PUT", visit.reaction("fun"))
    await visit.context.set_offline(True)
    await visit.reaction("love").click()
    await expect(visit.reaction("love")).to_have_attribute("aria-pressed", pressed(True))
    await expect(visit.count("love")).to_have_text("1")
    await expect(visit.reactions.get_by_role("status")).to_contain_text("It is kept and will be sent again")
    async with visit.page.expect_response(BALLOTS):
        await visit.context.set_offline(False)
    await expect(visit.reactions.get_by_role("status")).to_have_text("Fun: 1, 50%. Love: 1, 50%")
    assert await newsroom.tally("reactions") == {"fun": 1, "love": 1}
    assert await stored(visit, OUTBOX) == "{}"


@pytest.mark.parametrize("page", ["the same", "the next"])
async def test_a_first_ballot_without_a_network_is_sent_later(
    visits: Visits, newsroom: Newsroom, page: str
) -> None:
    visit = await (await visits()).open()
    await visit.context.set_offline(True)
    await visit.reaction("love").click()
    await expect(visit.reactions.get_by_role("status")).to_contain_text("will be sent again")
    assert "love" in str(await stored(visit, OUTBOX))
    if page == "the next":
        await visit.page.goto("about:blank")
    async with visit.page.expect_response(BALLOTS):
        await visit.context.set_offline(False)
        if page == "the next":
            await visit.go()
    await expect(visit.reaction("love")).to_have_attribute("aria-pressed", pressed(True))
    await expect(visit.reactions.get_by_role("status")).to_contain_text("Love: 1")
    assert await newsroom.tally("reactions") == {"love": 1}


async def test_a_ballot_whose_answer_got_lost_is_counted_once(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    lost: list[APIResponse] = []

    async def lose(route: Route) -> None:
        if lost:
            await route.continue_()
        else:
            lost.append(await route.fetch())
            await route.abort()

    await visit.context.route(BALLOTS, lose)
    await visit.answered("PUT", visit.reaction("love"))
    await expect(visit.reactions.get_by_role("status")).to_have_text("Love: 1, 100%")
    assert lost[0].status == 200
    assert await newsroom.tally("reactions") == {"love": 1}


async def test_three_tries_then_a_sentence_and_no_more(visits: Visits) -> None:
    visit = await (await visits()).open()
    answers = {"status": 503, "headers": {"Retry-After": "0"}, "body": "{}"}
    tried = []

    async def refuse(route: Route) -> None:
        tried.append(route.request.url)
        await route.fulfill(**answers)  # type: ignore[arg-type]

    await visit.context.route(BALLOTS, refuse)
    await visit.reaction("love").click()
    await expect(visit.reactions.get_by_role("status")).to_contain_text("Not sent yet")
    assert len(tried) == 3


async def test_a_refusal_is_told_and_the_button_goes_back(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    detail = "Voting here has closed; the counts stand."
    problem = {"status": 409, "content_type": "application/problem+json", "json": {"detail": detail}}
    await visit.context.route(BALLOTS, lambda route: route.fulfill(**problem))
    await visit.reaction("love").click()
    await expect(visit.reactions.get_by_role("status")).to_have_text(detail)
    await expect(visit.reaction("love")).to_have_attribute("aria-pressed", pressed(False))
    assert await stored(visit, OUTBOX) == "{}"


async def test_only_the_last_of_many_clicks_has_to_arrive(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    await visit.answered("PUT", visit.reaction("cute"))
    up, down = await visit.points.get_by_role("button").all()
    for arrow in (up, down, up, down):
        await arrow.click()
    await expect(down).to_have_attribute("aria-pressed", pressed(True))
    await expect(visit.points.get_by_role("status")).to_have_text("165 points")
    assert (await newsroom.tally("points"))["down"] == 1


STORAGES = {
    "throws": "Object.defineProperty(window, 'localStorage', { get() { throw new Error('switched off') } });",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };",
}


@pytest.mark.parametrize("storage", STORAGES)
async def test_without_storage_ballots_still_count(visits: Visits, newsroom: Newsroom, storage: str) -> None:
    visit = await visits()
    await visit.page.add_init_script(STORAGES[storage])
    await visit.open()
    await visit.answered("PUT", visit.reaction("love"))
    await visit.answered("PUT", visit.reaction("fun"))
    await expect(visit.reactions.get_by_role("status")).to_have_text("Fun: 1, 50%. Love: 1, 50%")
    assert await newsroom.tally("reactions") == {"love": 1, "fun": 1}
    assert visit.requests.count("POST /v1/readers") == 1


async def test_a_token_that_is_no_longer_taken_is_replaced(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    await visit.page.evaluate("key => localStorage.setItem(key, 'of another time')", TOKEN)
    await visit.open()
    await visit.answered("PUT", visit.reaction("love"))
    assert await stored(visit, TOKEN) != "of another time"
    assert await newsroom.tally("reactions") == {"love": 1}


async def test_clicks_made_by_scripts_do_not_cast(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    elements = visit.page.locator("vox-reactions, vox-points, vox-shares")
    for button in await elements.get_by_role("button").all():
        await button.evaluate("button => button.click()")
        await button.dispatch_event("click")
    await visit.poll.get_by_role("radio").first.check()
    await visit.poll.get_by_role("button", name="Vote").evaluate("button => button.click()")
    await visit.answered("PUT", visit.reaction("love"))
    assert sum(not request.startswith("GET") for request in visit.requests) == 2
    assert await newsroom.tally("reactions") == {"love": 1}


STIR = """() => {
    const element = document.querySelector("vox-reactions:not([view])");
    for (let times = 0; times < 100; times++) {
        document.body.prepend(element);
        const clone = element.cloneNode(true);
        document.body.append(clone);
        clone.remove();
        document.querySelector(".engage").append(element);
    }
}"""
"""Moves, clones and removes an element a hundred times."""


async def test_moved_cloned_and_removed_elements_neither_throw_nor_ask_again(visits: Visits) -> None:
    visit = await (await visits()).open()
    await visit.page.evaluate(STIR)
    await visit.answered("PUT", visit.reaction("love"))
    await expect(visit.count("love")).to_have_text("1")
    assert visit.requests.count("GET /v1/pages") == 1


async def test_moved_cloned_and_removed_elements_leave_nothing_behind(visits: Visits) -> None:
    visit = await (await visits()).open()
    browser = await visit.context.new_cdp_session(visit.page)

    async def stir() -> dict[str, int]:
        await visit.page.evaluate(STIR)
        await expect(visit.reaction("love")).to_be_visible()
        await browser.send("HeapProfiler.collectGarbage")
        return dict(await browser.send("Memory.getDOMCounters"))

    first = await stir()
    last = [await stir() for _ in range(3)][-1]
    # Three hundred clones, each with a shadow root of its own, would be thousands of nodes.
    assert last["nodes"] - first["nodes"] < 100
    assert last["jsEventListeners"] - first["jsEventListeners"] < 100
