"""With the keyboard alone from signing in to a published poll; and what is typed outlives its session."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from tests.browser.test_approval import enter
from tests.browser.test_studio import DESK, WORDS, check_page
from widgets.demo import SITE
from widgets.roles import Role

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

MOST_STEPS = 80
NAME = """() => {
  const it = document.activeElement;
  const label = it?.labels?.[0]?.textContent ?? it?.getAttribute("aria-label") ?? it?.textContent ?? "";
  return label.trim().replace(/\\s+/g, " ");
}"""


async def tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until what is called so has the focus."""
    passed = []
    for _ in range(MOST_STEPS):
        await page.keyboard.press("Tab")
        passed.append(await page.evaluate(NAME))
        if passed[-1].startswith(name):
            return
    raise AssertionError(f"The Tab key does not come to {name!r}, but to {passed}")


async def set_password(page: Page) -> None:
    """Give the moderator a password."""
    await page.goto(page.url.partition("/studio")[0] + "/studio/profile")
    await page.get_by_label("New password").fill(WORDS)
    await page.get_by_label("The same again").fill(WORDS)
    await page.get_by_role("button", name="Set the password").click()
    await expect(page.get_by_role("status")).to_contain_text("Your password is changed")


async def test_from_signing_in_to_published_without_a_mouse(visits: Visits, newsroom: Newsroom) -> None:
    visit = await visits(viewport=DESK)
    page = await enter(visit, newsroom, "kim@news.example", Role.EDITOR)
    await set_password(page)
    await visit.context.clear_cookies()
    keys = page.keyboard
    await page.goto(f"{newsroom.origin}/studio")
    for field, text in (("E-mail address", "kim@news.example"), ("Password", WORDS)):
        await tab_to(page, field)
        await keys.type(text)
    await keys.press("Enter")
    await page.wait_for_url("**/widgets")
    await tab_to(page, "New widget")
    await keys.press("Enter")
    await page.wait_for_url("**/widgets/new")
    await tab_to(page, "Poll")
    await keys.press("Enter")
    await page.wait_for_url("**/new/poll")
    for field, text in (("Title", "Which way?"), ("Question", "Which?"), ("Text", "Left"), ("Text", "Right")):
        await tab_to(page, field)
        await keys.type(text)
    await tab_to(page, "Save as draft")
    await keys.press("Enter")
    await expect(page.get_by_text("Saved as a draft.")).to_be_visible()
    await tab_to(page, "Publish")
    while await page.evaluate("document.activeElement.tagName") != "BUTTON":
        await tab_to(page, "Publish")
    await keys.press("Enter")
    await expect(page.get_by_text("Readers can take part.")).to_be_visible()


async def test_what_is_typed_outlives_its_session(visits: Visits, newsroom: Newsroom) -> None:
    visit = await visits(viewport=DESK)
    page = await enter(visit, newsroom, "lou@news.example", Role.EDITOR)
    await set_password(page)
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/new/poll")
    await page.get_by_label("Title").fill("Typed before")
    await page.get_by_label("Question", exact=True).fill("Still there?")
    for at, word in ((1, "Yes"), (2, "Of course")):
        await page.locator(f"[name='questions.n1.options.n{at}.text']").fill(word)
    await visit.context.clear_cookies(name="voxpop-session")
    # A button that is about rows alone needs the session, too.
    await page.get_by_role("button", name="Add option").click()
    await expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    await check_page(page)
    await page.get_by_label("E-mail address or name").fill("lou@news.example")
    await page.get_by_label("Password").fill("not the words")
    await page.get_by_role("button", name="Sign in and go on").click()
    await expect(page.get_by_role("alert")).to_contain_text("Try again")
    await page.get_by_label("Password").fill(WORDS)
    await page.get_by_role("button", name="Sign in and go on").click()
    await page.get_by_text("See what you typed").click()
    await expect(page.get_by_role("definition").filter(has_text="Still there?")).to_be_visible()
    await check_page(page)
    await page.get_by_role("button", name="Go on with it").click()
    await expect(page.get_by_label("Title")).to_have_value("Typed before")
    await page.locator("[name='questions.n1.options.n3.text']").fill("And more")
    await page.get_by_role("button", name="Save as draft").click()
    await expect(page.get_by_text("Saved as a draft.")).to_be_visible()
