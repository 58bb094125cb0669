"""Lists and stories: votes, pages, anchors, what readers send in, and widgets within a widget."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.visits import Visit, pressed

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

ITEMS = [{"id": each.lower(), "title": each} for each in ("Knife", "Rope", "Radio", "Seeds", "Book")]


async def visit_own_page(
    visits: Visits, newsroom: Newsroom, id: str, anchor: str = ""
) -> tuple[Visit, Locator]:
    """A reader on the page of a widget, and the widget."""
    visit = await visits()
    await visit.page.goto(f"{newsroom.origin}/p/{id}{anchor}")
    widget = visit.widget(id)
    await expect(widget.locator("[part~=item]").first).to_be_visible()
    return visit, widget


def titles(widget: Locator) -> Locator:
    return widget.locator("[part=heading]")


def up(widget: Locator, title: str) -> Locator:
    return widget.get_by_role("button", name=f"Vote up: {title}")


def count(widget: Locator, title: str) -> Locator:
    return widget.get_by_role("listitem").filter(has_text=title).locator("[part=count]")


async def test_votes_move_counts_at_once_and_the_order_when_asked(visits: Visits, newsroom: Newsroom) -> None:
    id = await newsroom.publish({"title": "Take one", "items": ITEMS}, format="ranked_list")
    visit, ranked = await visit_own_page(visits, newsroom, id)
    _, other = await visit_own_page(visits, newsroom, id)
    await up(ranked, "Seeds").focus()
    answer = await visit.answered("PUT", up(ranked, "Seeds"))
    assert (answer["about"], answer["tally"]) == ("seeds", {"seeds": {"up": 1, "down": 0}})
    assert [part["items"][0]["id"] for part in answer["parts"]] == ["seeds"]
    await visit.answered("PUT", ranked.get_by_role("button", name="Vote down: Knife"))
    await expect(up(ranked, "Seeds")).to_have_attribute("aria-pressed", pressed(True))
    await expect(count(ranked, "Knife")).to_have_text("-1")
    await expect(ranked.get_by_role("status")).to_have_text("Your vote is in.")
    # The second reader sees the counts, and nothing moves under the finger.
    await expect(count(other, "Seeds")).to_have_text("1")
    await expect(titles(other)).to_have_text(["Knife", "Rope", "Radio", "Seeds", "Book"])
    await expect(titles(ranked)).to_have_text(["Knife", "Rope", "Radio", "Seeds", "Book"])
    for widget in (ranked, other):
        fresh = widget.get_by_role("button", name="show the new order")
        await fresh.press("Enter")
        await expect(titles(widget)).to_have_text(["Seeds", "Rope", "Radio", "Book", "Knife"])
        await expect(widget.locator("[part=place]").first).to_be_focused()
    await check_accessibility(visit.page)
    # Undone by the same key that did it.
    async with visit.page.expect_response(lambda answer: answer.request.method == "DELETE"):
        await up(ranked, "Seeds").press("Enter")
    await expect(count(ranked, "Seeds")).to_have_text("0")
    await expect(ranked.get_by_role("status")).to_have_text("Taken back.")


async def test_a_countdown_goes_on_across_pages_and_each_item_has_an_address(
    visits: Visits, newsroom: Newsroom
) -> None:
    spec = {"title": "Down to one", "items": ITEMS, "page_size": 2}
    id = await newsroom.publish(spec, format="countdown")
    visit, countdown = await visit_own_page(visits, newsroom, id)
    places = countdown.locator("[part=place]")
    await expect(places).to_have_text(["5", "4"])
    await countdown.get_by_role("button", name="More").press("Enter")
    await expect(places).to_have_text(["3", "2"])
    await expect(places.first).to_be_focused()
    await expect(countdown).to_contain_text("3 to 4 of 5")
    await expect(titles(countdown)).to_have_text(["Radio", "Seeds"])
    # The number is the address; elsewhere it leads to the page that the item is on.
    await places.nth(1).press("Enter")
    assert visit.page.url.endswith("#item-seeds")
    # An address that is broken is nobody's, and breaks nothing.
    await visit.page.evaluate("location.hash = '#item-%E0%A4%A'")
    await expect(titles(countdown)).to_have_text(["Radio", "Seeds"])
    _, linked = await visit_own_page(visits, newsroom, id, "#item-book")
    await expect(titles(linked)).to_have_text(["Book"])
    await expect(linked.locator("[part=place]")).to_be_focused()
    await expect(linked.get_by_role("button", name="More")).to_be_disabled()


async def test_a_reader_adds_an_item_and_another_votes_for_it(visits: Visits, newsroom: Newsroom) -> None:
    id = await newsroom.publish({"title": "Where?", "items": ITEMS[:2]}, format="open_list")
    visit, opened = await visit_own_page(visits, newsroom, id)
    form = opened.locator("[part=send]")
    await form.locator("summary").press("Enter")
    await form.get_by_label("Title").fill("A lantern")
    await form.get_by_label("Whose it is").fill("A sailor")
    # What was typed survives a reload.
    await visit.page.reload()
    await form.locator("summary").click()
    await expect(form.get_by_label("Title")).to_have_value("A lantern")
    async with visit.page.expect_response(lambda answer: answer.url.endswith("/submissions")) as sent:
        await form.get_by_role("button", name="Send in").press("Enter")
    assert (await sent.value).status == 202
    await expect(form.get_by_text("Thank you. A moderator looks at it")).to_be_focused()
    await expect(titles(opened)).to_have_text(["Knife", "Rope"])
    await check_accessibility(visit.page)
    assert await newsroom.approve_all(id) == 1
    visitor, other = await visit_own_page(visits, newsroom, id)
    await expect(titles(other)).to_have_text(["Knife", "Rope", "A lantern"])
    await visitor.answered("PUT", up(other, "A lantern"))
    await other.get_by_role("button", name="show the new order").click()
    await expect(titles(other)).to_have_text(["A lantern", "Knife", "Rope"])


async def test_a_story_holds_widgets_that_are_themselves(visits: Visits, newsroom: Newsroom) -> None:
    options = [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}]
    poll = await newsroom.publish(
        {"questions": [{"kind": "single", "prompt": "Seasick?", "options": options}]}
    )
    ranked = await newsroom.publish({"title": "Take one", "items": ITEMS[:2]}, format="ranked_list")
    spec = {
        "title": "On the ferry",
        "blocks": [
            {
                "kind": "text",
                "paragraphs": [[{"text": "See "}, {"text": "the quay", "link": "https://quay.example/"}]],
            },
            {"kind": "widget", "widget": poll},
            {"kind": "link", "url": "https://harbour.example/night", "title": "When the ferries sleep"},
            {"kind": "widget", "widget": ranked},
        ],
    }
    id = await newsroom.publish(spec, format="story")
    visit = await visits()
    await visit.page.goto(f"{newsroom.origin}/p/{id}")
    story = visit.widget(id)
    await expect(story.get_by_role("link", name="the quay")).to_have_attribute(
        "href", "https://quay.example/"
    )
    within = story.locator(f"vox-widget[widget='{poll}']")
    await within.get_by_role("radio", name="Yes").check()
    await visit.answered("PUT", within.get_by_role("button", name="Vote", exact=True))
    await expect(within.locator("[part~=own]")).to_contain_text("Yes")
    await visit.answered("PUT", up(story.locator(f"vox-widget[widget='{ranked}']"), "Rope"))
    # They came with the page: nobody asked for them one by one.
    assert [each for each in visit.requests if each.startswith("GET /v1/widgets/")] == []
    await check_accessibility(visit.page)


async def test_what_is_shown_within_a_story_shows_nothing_within_itself(
    visits: Visits, newsroom: Newsroom
) -> None:
    words = {"kind": "text", "paragraphs": [[{"text": "Once upon a time."}]]}
    inner = await newsroom.publish({"title": "Inner", "blocks": [words]}, format="story")
    shown = {"title": "Outer", "blocks": [{"kind": "widget", "widget": inner}]}
    outer = await newsroom.publish(shown, format="story")
    ranked = await newsroom.publish({"title": "Take one", "items": ITEMS[:2]}, format="ranked_list")
    await newsroom.rewrite(inner, {"title": "Inner", "blocks": [words, {"kind": "widget", "widget": ranked}]})
    visit = await (await visits()).open()
    within = visit.page.locator(f"vox-widget[widget='{outer}'] vox-widget[widget='{inner}']")
    await expect(within).to_contain_text("Once upon a time.")
    await expect(within.locator("vox-widget")).to_have_count(0)
    alone = visit.page.locator(f"vox-widget[widget='{inner}'] vox-widget[widget='{ranked}']")
    await expect(alone).to_have_count(1)
