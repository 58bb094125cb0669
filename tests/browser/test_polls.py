"""Polls of every kind: several at once, in order, on a scale; hidden, closing and closed."""

from typing import Any

import pytest
from playwright.async_api import Locator, Route, expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.visits import Visit
from widgets.model import Reveal

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SEASONS = [{"id": each.lower(), "text": each} for each in ("Spring", "Summer", "Autumn", "Winter")]
SINGLE = {"questions": [{"kind": "single", "prompt": "Which season?", "options": SEASONS}]}
SEVERAL = {
    "title": "The year",
    "questions": [
        {"id": "two", "kind": "multiple", "prompt": "Which two?", "least": 2, "most": 2, "options": SEASONS},
        {"id": "how", "kind": "rating", "prompt": "How was it?", "greatest": 5},
        {"id": "one", "kind": "single", "prompt": "Which one?", "options": SEASONS},
    ],
}
RANKED = {"questions": [{"kind": "ranked", "prompt": "In which order?", "least": 2, "options": SEASONS}]}


def bar(poll: Locator, label: str) -> Locator:
    return poll.get_by_role("listitem").filter(has_text=label)


async def vote(visit: Visit, poll: Locator) -> dict[str, Any]:
    return await visit.answered("PUT", poll.get_by_role("button", name="Vote", exact=True))


async def test_several_questions_are_answered_at_once(visits: Visits, newsroom: Newsroom) -> None:
    poll = await newsroom.publish(SEVERAL)
    visit = await (await visits()).open()
    year = visit.widget(poll)
    await year.get_by_role("button", name="Vote").click()
    await expect(year.get_by_role("status")).to_have_text("Choose 2 to 2.")
    two = year.get_by_role("group", name="Which two?")
    await two.get_by_role("checkbox", name="Spring").check()
    await two.get_by_role("checkbox", name="Autumn").check()
    await expect(two.get_by_role("checkbox", name="Winter")).to_be_disabled()
    await year.get_by_role("radio", name="4 of 5").check(force=True)
    await vote(visit, year)
    await expect(year).to_contain_text("4 of 5 on average")
    await expect(year).to_contain_text("1 reader has voted")
    own = year.locator("[part~=own]")
    await expect(own).to_have_count(3)
    await expect(own.first).to_contain_text("Spring ✓ your choice100%1 vote")


async def test_a_ranking_by_keyboard_and_by_dragging(visits: Visits, newsroom: Newsroom) -> None:
    poll = await newsroom.publish(RANKED)
    visit = await (await visits()).open()
    seasons = visit.widget(poll)
    for label in ("Winter", "Autumn", "Summer"):
        await seasons.get_by_role("button", name=f"Add {label} to your order").press("Enter")
    up = seasons.get_by_role("button", name="Move Summer up")
    await up.press("Enter")
    await expect(up).to_be_focused()
    order = seasons.get_by_role("list", name="Your order").get_by_role("listitem")
    await expect(order).to_contain_text(["Winter", "Summer", "Autumn"])
    await order.nth(2).drag_to(order.nth(0))
    await expect(order).to_contain_text(["Autumn", "Winter", "Summer"])
    await seasons.get_by_role("button", name="Remove Winter").click()
    answer = await vote(visit, seasons)
    assert answer["mine"] == {"": {"ranking": ["autumn", "summer"]}}
    await expect(bar(seasons, "Summer")).to_contain_text("Your order: 2")


async def test_hidden_results_say_when_they_come_and_the_vote_is_in(
    visits: Visits, newsroom: Newsroom
) -> None:
    poll = await newsroom.publish(SINGLE, Reveal.AFTER_CLOSE, hours=24)
    visit = await (await visits(timezone_id="Asia/Tokyo")).open()
    season = visit.widget(poll)
    closes_at = await season.locator("time").get_attribute("datetime")
    zoned = "time => new Date(time).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' })"
    local = await visit.page.evaluate(zoned, closes_at)
    await expect(season.locator("time")).to_have_text(f"Open until {local}")
    await season.get_by_role("radio", name="Winter").check()
    answer = await vote(visit, season)
    assert answer["tally"] is None
    said = season.locator("[part=said]")
    await expect(said).to_have_text("Your vote is in. The results are shown when voting has closed.")
    await expect(season.get_by_role("listitem")).to_have_count(0)
    await visit.open()
    await expect(said).to_contain_text("Your vote is in.")


async def test_a_closed_poll_shows_what_was_counted(visits: Visits, newsroom: Newsroom) -> None:
    poll = await newsroom.publish(SINGLE, Reveal.AFTER_CLOSE)
    visit = await (await visits()).open()
    season = visit.widget(poll)
    await season.get_by_role("radio", name="Winter").check()
    await vote(visit, season)
    await newsroom.close(poll)
    stranger = await visits()
    answers: list[str] = []

    async def keep(route: Route) -> None:
        answer = await route.fetch()
        answers.append(await answer.text())
        await route.fulfill(response=answer)

    await stranger.context.route("**/v1/pages?*", keep)
    while not answers or '"closed"' not in answers[-1]:
        await stranger.open()
    season = stranger.widget(poll)
    await expect(season.locator("[part=said]")).to_have_text("Voting has closed.")
    await expect(bar(season, "Winter")).to_contain_text("100%")
    await expect(season.get_by_role("button")).to_have_count(0)
    await expect(season.locator("time")).to_contain_text("Closed on")


async def test_public_results_can_be_looked_at_before_voting(visits: Visits, newsroom: Newsroom) -> None:
    poll = await newsroom.publish(SINGLE)
    one, other = await (await visits()).open(), await (await visits()).open()
    season = other.widget(poll)
    await expect(bar(season, "Winter")).to_be_hidden()
    await season.get_by_text("Show the results so far").click()
    await expect(bar(season, "Winter")).to_contain_text("0 votes")
    await one.widget(poll).get_by_role("radio", name="Winter").check()
    await vote(one, one.widget(poll))
    await expect(bar(season, "Winter")).to_contain_text("1 vote")
