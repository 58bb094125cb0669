"""Through the demo article: react, change, take back, share, point, vote, and find it all again."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.visits import Visit, pressed
from widgets.demo import POINTS, SHARES

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_react_change_and_take_back(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    await visit.answered("PUT", visit.reaction("love"))
    await expect(visit.reaction("love")).to_have_attribute("aria-pressed", pressed(True))
    await expect(visit.count("love")).to_have_text("1")
    await visit.answered("PUT", visit.reaction("geeky"))
    await expect(visit.reaction("geeky")).to_have_accessible_name("Geeky 1 50%")
    assert await newsroom.tally("reactions") == {"love": 1, "geeky": 1}
    await visit.answered("PUT", visit.reaction("love"))
    await expect(visit.count("love")).to_have_text("0")
    await visit.answered("DELETE", visit.reaction("geeky"))
    await expect(visit.reaction("geeky")).to_have_attribute("aria-pressed", pressed(False))
    assert await newsroom.tally("reactions") == {}


async def test_a_fourth_reaction_is_refused_in_a_sentence(visits: Visits) -> None:
    visit = await (await visits()).open()
    for kind in ("cute", "fun", "hate"):
        await visit.answered("PUT", visit.reaction(kind))
    await visit.reaction("love").click()
    await expect(visit.reactions.get_by_role("status")).to_have_text(
        "That is all you can choose. Take one back first."
    )
    await expect(visit.reaction("love")).to_have_attribute("aria-pressed", pressed(False))
    assert sum(request.startswith("PUT") for request in visit.requests) == 3


async def test_point_up_down_and_take_back(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    up, down = await visit.points.get_by_role("button").all()
    await expect(visit.points).to_contain_text(f"{POINTS}")
    await visit.answered("PUT", up)
    await expect(visit.points).to_contain_text(f"{POINTS + 1}")
    await expect(visit.meta).to_contain_text(f"{POINTS + 1} points")
    await visit.answered("PUT", down)
    await expect(visit.points).to_contain_text(f"{POINTS - 1}")
    await visit.answered("DELETE", down)
    await expect(visit.points).to_contain_text(f"{POINTS}")
    assert await newsroom.tally("points") == {"up": POINTS}


async def test_copying_the_link_counts_a_share_once(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    facts = f"- text: ·3 min read, {SHARES} shares, {POINTS} points"
    await expect(visit.meta).to_match_aria_snapshot(facts)
    copy = visit.shares.get_by_role("button", name="Copy link")
    await visit.answered("PUT", copy)
    await expect(visit.shares).to_contain_text("Link copied")
    await expect(visit.shares).to_contain_text(f"{SHARES + 1} shares")
    link = await visit.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{newsroom.url}?vox_via=copy.")
    await visit.shares.get_by_role("button").last.click()
    await expect(visit.shares.get_by_role("button", name="Copy link")).to_be_visible()
    assert sum(request.startswith("PUT") for request in visit.requests) == 1
    assert await newsroom.tally("shares", "copy") == {"shared": 1}


async def test_who_comes_by_a_passed_on_link_is_counted_once_and_apart(
    visits: Visits, newsroom: Newsroom
) -> None:
    sender = await (await visits()).open()
    href = await sender.shares.get_by_role("link", name="Share on Telegram").get_attribute("href")
    link = parse_qs(urlsplit(href or "").query)["url"][0]
    reader = await visits()
    async with reader.page.expect_response(f"**/arrived_telegram?url={quote(link, safe='')}"):
        await reader.page.goto(link)
    await reader.page.reload()
    await reader.answered("PUT", reader.points.get_by_role("button").first)
    assert sum("arrived_" in request for request in reader.requests) == 1
    assert await newsroom.tally("shares", "arrived_telegram") == {"arrived": 1}
    await expect(reader.shares).to_contain_text(f"{SHARES} shares")
    assert await newsroom.tally("shares", "telegram") == {}


async def test_a_forged_link_counts_nothing_and_is_no_readers_trouble(
    visits: Visits, newsroom: Newsroom
) -> None:
    visit = await visits()
    async with visit.page.expect_response("**/arrived_copy?*") as answer:
        await visit.page.goto(f"{newsroom.url}?vox_via=copy.20000.AAAAAAAAAAAA")
    assert (await answer.value).status == 403
    await visit.answered("PUT", visit.reaction("love"))
    await expect(visit.shares.get_by_role("status")).to_have_text("")
    assert await newsroom.tally("shares", "arrived_copy") == {}


async def test_sharing_elsewhere_opens_a_window_and_counts(visits: Visits, newsroom: Newsroom) -> None:
    visit = await (await visits()).open()
    await visit.context.route("https://t.me/**", lambda route: route.fulfill(body="elsewhere"))
    telegram = visit.shares.get_by_role("link", name="Share on Telegram")
    async with visit.context.expect_page() as opened:
        await visit.answered("PUT", telegram)
    elsewhere = await opened.value
    await elsewhere.wait_for_url("https://t.me/share/url?*")
    assert await elsewhere.evaluate("window.opener") is None
    assert await newsroom.tally("shares", "telegram") == {"shared": 1}


async def vote(visit: Visit, option: str) -> None:
    await visit.poll.get_by_role("radio", name=option).check()
    await visit.answered("PUT", visit.poll.get_by_role("button", name="Vote", exact=True))


async def test_vote_change_and_take_back(visits: Visits) -> None:
    visit = await (await visits()).open()
    await expect(visit.poll.get_by_role("radio")).to_have_count(4)
    await expect(visit.poll.get_by_role("listitem")).to_have_count(0)
    await vote(visit, "Every day")
    first = visit.poll.get_by_role("listitem").filter(has_text="Every day")
    await expect(first).to_contain_text("your choice")
    await expect(first).to_contain_text("100%")
    await expect(visit.poll.get_by_role("status")).to_contain_text("Your vote is in. Every day: 100%")
    await expect(visit.poll).to_contain_text("1 reader has voted")
    await expect(visit.poll.locator("[part=counted]")).to_be_focused()
    await visit.poll.get_by_role("button", name="Change my vote").click()
    await expect(visit.poll.get_by_role("radio", name="Every day")).to_be_checked()
    await vote(visit, "About once a week")
    await expect(first).to_contain_text("0%")
    await visit.answered("DELETE", visit.poll.get_by_role("button", name="Take it back"))
    await expect(visit.poll.get_by_role("radio")).to_have_count(4)
    await expect(visit.poll).to_contain_text("0 readers have voted")
    await expect(visit.poll.get_by_role("radio").first).to_be_focused()


async def test_a_reload_keeps_everything(visits: Visits) -> None:
    visit = await (await visits()).open()
    await visit.answered("PUT", visit.reaction("love"))
    await visit.answered("PUT", visit.points.get_by_role("button").first)
    await vote(visit, "Every day")
    await visit.open()
    await expect(visit.reaction("love")).to_have_attribute("aria-pressed", pressed(True))
    await expect(visit.points.get_by_role("button").first).to_have_attribute("aria-pressed", pressed(True))
    await expect(visit.poll.get_by_text("Your vote is in.")).to_be_visible()


async def test_two_readers_see_each_other(visits: Visits) -> None:
    one, other = await (await visits()).open(), await (await visits()).open()
    for count, reader, watcher in (("1", one, other), ("2", other, one)):
        await reader.answered("PUT", reader.reaction("love"))
        await expect(watcher.count("love")).to_have_text(count)
    await one.answered("PUT", one.points.get_by_role("button").first)
    await expect(other.meta).to_contain_text(f"{POINTS + 1} points")
    assert "GET /v1/pages" not in one.requests[2:]
