"""A contributor's drafts before an editor: one is approved, one declined with a word to its author."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.test_studio import DESK, check_page, make_link
from tests.browser.visits import Visit
from widgets.demo import SITE
from widgets.roles import Role

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def enter(visit: Visit, newsroom: Newsroom, login: str, role: Role) -> Page:
    """Sign somebody in by a link."""
    await visit.page.goto(await make_link(newsroom, login, role))
    await visit.page.get_by_role("button", name="Continue to the studio").click()
    await visit.page.wait_for_url("**/widgets")
    return visit.page


async def write(page: Page, newsroom: Newsroom, title: str) -> None:
    """Write a poll on the demo article, and ask for approval."""
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/new/poll")
    await page.get_by_label("Title").fill(title)
    await page.get_by_label("Question", exact=True).fill("Which?")
    for at, word in ((1, "Tea"), (2, "Coffee")):
        await page.locator(f"[name='questions.n1.options.n{at}.text']").fill(word)
    await page.get_by_label("Article").fill(newsroom.url)
    await page.get_by_role("button", name="Save as draft").click()
    await expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="Ask for approval").click()
    await expect(page.get_by_role("status")).to_contain_text("An editor will see that this waits.")


async def test_drafts_are_approved_or_declined_with_a_word(visits: Visits, newsroom: Newsroom) -> None:
    author = await enter(await visits(viewport=DESK), newsroom, "carl@news.example", Role.CONTRIBUTOR)
    editor = await enter(await visits(viewport=DESK), newsroom, "edda@news.example", Role.EDITOR)
    for title in ("Good as it is", "Not quite there"):
        await write(author, newsroom, title)
    await editor.reload()
    await editor.get_by_role("link", name="Look at them").click()
    await expect(editor.get_by_text("Carl asks for approval")).to_have_count(2)
    await check_page(editor)
    await editor.get_by_role("link", name="Good as it is").click()
    await editor.get_by_role("link", name="Publish").click()
    await editor.get_by_role("button", name="Approve and publish").click()
    await expect(editor.get_by_text("Readers can take part.")).to_be_visible()
    reader = await (await visits()).open()
    await expect(reader.page.locator("vox-widget", has_text="Good as it is")).to_be_visible()
    await editor.goto(f"{newsroom.origin}/studio/{SITE}/widgets?status=waiting")
    await editor.get_by_role("link", name="Not quite there").click()
    await editor.get_by_role("link", name="Publish").click()
    await editor.get_by_role("button", name="Decline").click()
    said = editor.get_by_label("Or say what has to change first")
    await expect(said).to_have_accessible_description(re.compile("^Say in a sentence why"))
    await check_page(editor)
    await said.fill("Which coffee?")
    await editor.get_by_role("button", name="Decline").click()
    await expect(editor.get_by_role("status")).to_contain_text("Declined.")
    await author.goto(f"{newsroom.origin}/studio/{SITE}/widgets")
    await expect(author.get_by_role("listitem").filter(has_text="Not quite there")).to_contain_text(
        "Declined"
    )
    await author.get_by_role("link", name="Not quite there").click()
    await expect(author.get_by_text("Edda declined to publish this")).to_be_visible()
    await expect(author.get_by_text("Which coffee?", exact=True)).to_be_visible()
    await check_page(author)
    await author.get_by_role("link", name="Publish").click()
    await author.get_by_role("button", name="Ask again").click()
    await expect(author.get_by_text("Carl asks for approval")).to_be_visible()
