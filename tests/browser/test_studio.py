"""The studio in a browser: the first sign-in, an invitation, and every page for everyone, on a phone too."""

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom
from widgets.demo import SITE
from widgets.ledger.connection import open_engine
from widgets.passwords import Passwords
from widgets.people import People
from widgets.roles import Role

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1280, height=860)
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > innerWidth)
    .map((each) => each.outerHTML.slice(0, 80))"""
WORDS = "words that nobody guesses"


async def make_link(newsroom: Newsroom, login: str, role: Role = Role.OWNER) -> str:
    """The address that `voxpop moderator add` prints."""
    engine = open_engine(newsroom.database)
    people = People(engine, Passwords())
    await people.add(login, login.partition("@")[0].title(), SITE, role)
    link = await people.make_link(login, datetime.now(UTC))
    await engine.dispose()
    return f"{newsroom.origin}/studio/sign-in/{link}"


async def check_page(page: Page) -> None:
    """See that a page is for everyone, light and dark, and as wide as a phone."""
    await check_accessibility(page)
    await page.emulate_media(color_scheme="dark")
    await page.set_viewport_size(PHONE)
    await check_accessibility(page)
    assert await page.evaluate(TOO_WIDE) == [], page.url
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(DESK)


async def test_first_sign_in_a_password_and_an_invitation(newsroom: Newsroom, visits: Visits):
    owner, guest = await visits(viewport=DESK), await visits(viewport=DESK)
    page = owner.page
    await page.goto(await make_link(newsroom, "ada@news.example"))
    await check_page(page)
    await page.get_by_role("button", name="Continue to the studio").press("Enter")
    await page.locator("summary", has_text="Signed in as").click()
    await page.get_by_role("link", name="Profile and password").click()
    await page.get_by_label("New password").fill(WORDS)
    await page.get_by_label("The same again").fill("something else")
    await page.get_by_role("button", name="Set the password").click()
    await expect(page.get_by_label("The same again")).to_have_accessible_description(
        "The two passwords differ; type the same one twice."
    )
    await check_page(page)
    await page.get_by_label("New password").fill(WORDS)
    await page.get_by_label("The same again").fill(WORDS)
    await page.get_by_label("The same again").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Your password is changed")
    await page.get_by_role("button", name="Sign out everywhere").click()
    await page.get_by_label("E-mail address or name").fill("ada@news.example")
    await page.get_by_label("Password").fill("not the words")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_have_text("Name and password do not go together. Try again.")
    await expect(page.get_by_label("E-mail address or name")).to_have_value("ada@news.example")
    await check_page(page)
    await page.get_by_label("Password").fill(WORDS)
    await page.get_by_label("Password").press("Enter")
    await page.get_by_role("link", name="People").click()
    await page.get_by_label("E-mail address, or a name to sign in with").fill("bo@news.example")
    await page.get_by_label("Role", exact=True).select_option("contributor")
    await page.get_by_role("button", name="Make the link").click()
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    await check_page(page)
    await accept(guest.page, await page.evaluate("navigator.clipboard.readText()"))
    await page.goto(f"{newsroom.origin}/studio/{SITE}/log")
    await expect(page.get_by_role("listitem").filter(has_text="joined as contributor")).to_contain_text(
        "Bo New"
    )
    await check_page(page)


async def accept(page: Page, link: str) -> None:
    """Accept an invitation as somebody new."""
    await page.goto(link)
    await check_page(page)
    await page.get_by_label("Your name").fill("Bo New")
    await page.get_by_label("Password", exact=True).fill(WORDS)
    await page.get_by_label("The same password again").fill(WORDS)
    await page.get_by_role("button", name="Join").click()
    await expect(page.get_by_role("link", name="Widgets", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="Settings")).to_have_count(0)


async def test_settings_are_saved_refused_and_compared(newsroom: Newsroom, visits: Visits):
    first, second = await visits(viewport=DESK), await visits(viewport=DESK)
    settings = f"{newsroom.origin}/studio/{SITE}/settings"
    for visit, login in ((first, "ada"), (second, "bo")):
        await visit.page.goto(await make_link(newsroom, login))
        await visit.page.get_by_role("button", name="Continue to the studio").click()
        await visit.page.goto(settings)
    page, other = first.page, second.page
    stands = await page.get_by_label("Origins").input_value()
    await save(page, "The Morning Courier", "news.example")
    await expect(page.get_by_label("Origins")).to_have_accessible_description(re.compile("not a web origin"))
    await expect(page.get_by_label("Name", exact=True)).to_have_value("The Morning Courier")
    await check_page(page)
    await save(page, "The Morning Courier", f"{stands}\nhttps://news.example")
    await expect(page.get_by_role("status")).to_contain_text("Saved.")
    await save(other, "The Evening Courier", stands)
    await expect(other.get_by_role("alert")).to_contain_text("The Morning Courier")
    await expect(other.get_by_role("alert")).to_contain_text("https://news.example")
    await expect(other.get_by_label("Name", exact=True)).to_have_value("The Evening Courier")
    await check_page(other)
    await other.get_by_role("button", name="Save", exact=True).click()
    await expect(other.get_by_role("status")).to_contain_text("Saved.")
    await other.get_by_label("Name of reaction 1").fill("Adorable")
    await other.get_by_label("Place of Cute").fill("8")
    await other.get_by_role("button", name="Save the reactions").click()
    await expect(other.get_by_label("Name of reaction 7")).to_have_value("Adorable")
    await other.get_by_label("What it is for").fill("Our CMS")
    await other.get_by_role("button", name="Make a key").click()
    await expect(other.get_by_label("Link")).to_have_value(re.compile("^vk_"))
    await other.get_by_role("button", name="Revoke Our CMS").click()
    await expect(other.get_by_role("listitem").filter(has_text="Our CMS")).to_contain_text("revoked")
    await check_page(other)


async def save(page: Page, name: str, origins: str) -> None:
    """Fill in the first form of the settings, and send it."""
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Origins").fill(origins)
    await page.get_by_role("button", name="Save", exact=True).click()
