"""The desk of the studio in a real browser: every format, an article, a stale edit, the keyboard."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import pytest
from argon2 import PasswordHasher
from PIL import Image
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, ViewportSize, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.articles import propose
from tests.browser.newsroom import Newsroom
from tests.browser.visits import REPORT_VIOLATIONS
from widgets import offering
from widgets.demo import SITE
from widgets.formats import FORMATS
from widgets.ledger import moderators, sketches
from widgets.ledger.connection import open_engine
from widgets.passwords import Passwords
from widgets.people import People
from widgets.roles import Role

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
SELECT = """reading => {
  const range = document.createRange();
  range.setStart(reading.lastChild, 0);
  range.setEnd(reading.lastChild, 20);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 800}


async def sign_in(newsroom: Newsroom, context: BrowserContext, login: str) -> tuple[Page, str]:
    """Add a moderator, sign them in by a link, and give their page and their id."""
    engine = open_engine(newsroom.database)
    people = People(engine, QUICK)
    await people.add(login, login.title(), SITE, Role.OWNER)
    link = await people.make_link(login, datetime.now(UTC))
    await engine.dispose()
    page = await context.new_page()
    await page.goto(f"{newsroom.origin}/studio/sign-in/{link}")
    await page.get_by_role("button").first.click()
    await page.wait_for_url("**/widgets")
    return page, login


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A moderator's browser, in which no page may throw nor break its policy."""
    context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    await context.add_init_script(REPORT_VIOLATIONS)
    troubles: list[str] = []
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on("console", lambda said: troubles.append(said.text) if "violation" in said.text else None)
    yield context
    await context.close()
    assert troubles == []


async def fits(page: Page) -> None:
    """See that nothing is wider than the screen."""
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, page.url


async def test_every_format_is_created_and_published_through_its_form(newsroom, context):
    page, login = await sign_in(newsroom, context, "ada")
    engine = open_engine(newsroom.database)
    moderator = await id_of(engine, login)
    for name, format in FORMATS.items():
        body = msgspec.json.encode(format.samples[-1].spec)
        typed = offering.open_form(name, body).pairs
        await sketches.keep(engine, moderator, f"{SITE}/{name}", 0, typed)
        await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/new/{name}")
        await page.get_by_role("button", name="Restore it").click()
        await page.get_by_role("button", name="Save as draft").click()
        await expect(page.get_by_text("Saved as a draft.")).to_be_visible()
        await page.get_by_role("button", name="Publish", exact=True).click()
        await expect(page.get_by_text("Readers can take part.")).to_be_visible()
    await engine.dispose()
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets")
    await check_accessibility(page)


async def id_of(engine, login: str) -> str:
    """A moderator's id."""
    found = await moderators.find(engine, login)
    assert found is not None
    return found.id


async def test_an_article_becomes_a_published_quiz_that_readers_answer(newsroom, context):
    page, _ = await sign_in(newsroom, context, "bea")
    await page.goto(f"{newsroom.origin}/studio/{SITE}/articles")
    await check_accessibility(page)
    proposals = await propose(page)
    await check_accessibility(page)
    second = await proposals.nth(1).locator("[data-prompt]").inner_text()
    await proposals.nth(1).get_by_role("button", name="Move up").click()
    await page.locator("#reading").evaluate(SELECT)
    await page.get_by_role("button", name="Ask about the selected sentence").click()
    own = proposals.first
    await own.get_by_label("Question", exact=True).fill("What did you make of it?")
    await own.get_by_role("textbox", name="Option 1").fill("A lot")
    await own.get_by_role("textbox", name="Option 2").fill("Little")
    await page.get_by_role("button", name="Publish the quiz").click()
    await expect(page.get_by_text("Readers can take part.")).to_be_visible()
    reader = await context.new_page()
    await reader.goto(await page.get_by_role("link", name="Its own page").get_attribute("href") or "")
    widget = reader.locator("vox-widget")
    await widget.get_by_role("button", name="A lot", exact=True).click()
    await expect(widget.locator("[id^=verdict-]").first).to_be_visible()
    await expect(widget).to_contain_text("A lot")
    service = await reader.request.get(f"{newsroom.origin}/v1/widgets/{reader.url.rpartition('/')[2]}")
    asked = [each["label"] for each in (await service.json())["parts"][0]["questions"]]
    assert asked[:2] == ["What did you make of it?", second]


async def test_writing_by_keyboard_a_stale_edit_and_what_was_typed(newsroom, context):
    page, _ = await sign_in(newsroom, context, "cleo")
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/new")
    await check_accessibility(page)
    await page.get_by_role("link", name="Poll").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Title").focus()
    await page.keyboard.type("Tea or coffee?")
    question = page.locator("[data-row='questions.n1']")
    await question.get_by_label("Question", exact=True).focus()
    await page.keyboard.type("Which?")
    for at, word in ((1, "Tea"), (2, "Coffee")):
        await question.locator(f"[name='questions.n1.options.n{at}.text']").focus()
        await page.keyboard.type(word)
    await question.get_by_role("button", name="Add option").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[name='questions.n1.options.n3.text']")).to_be_focused()
    await page.keyboard.type("Water")
    await question.get_by_role("button", name="Move option 3 up").focus()
    await page.keyboard.press("Enter")
    await expect(page.frame_locator("#preview").locator(".option")).to_have_text(["Tea", "Water", "Coffee"])
    await expect(page.locator("#kept")).to_contain_text("Kept as you type")
    await check_accessibility(page)
    await page.reload()
    await page.get_by_role("button", name="Restore it").click()
    await expect(page.get_by_label("Title")).to_have_value("Tea or coffee?")
    await question.get_by_role("button", name="Remove option 2").click()
    await page.get_by_role("button", name="Put it back").click()
    await page.get_by_role("button", name="Save as draft").click()
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.get_by_role("link", name="Edit").click()
    await edit_twice(context, page)


async def edit_twice(context: BrowserContext, page: Page) -> None:
    """Save a widget from another page meanwhile, see both versions, and go on."""
    other = await context.new_page()
    await other.goto(page.url)
    await other.get_by_label("Title").fill("Theirs")
    await other.get_by_role("button", name="Save and show to readers").click()
    await expect(other.get_by_text("readers see it within seconds")).to_be_visible()
    await page.get_by_label("Title").fill("Mine")
    await page.get_by_role("button", name="Save and show to readers").click()
    await expect(page.get_by_role("heading", name="Somebody else has changed this widget")).to_be_visible()
    await check_accessibility(page)
    await page.get_by_role("button", name="Go on with mine").click()
    await expect(page.get_by_label("Title")).to_have_value("Mine")
    await page.get_by_role("button", name="Save and show to readers").click()
    for place in ("", "/publication", "/versions", "/results"):
        path = page.url.split("?")[0].removesuffix("/publication")
        await other.goto(f"{path}{place}")
        await check_accessibility(other)
        await other.set_viewport_size(PHONE)
        await fits(other)
        await other.set_viewport_size(DESKTOP)


async def test_rows_are_dragged_by_their_grip(newsroom, context):
    page, _ = await sign_in(newsroom, context, "dora")
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/new/poll")
    rows = page.locator("[data-list='questions.n1.options'] > [data-row]")
    grip, target = rows.nth(1).locator("[data-grip]"), rows.nth(0)
    await grip.scroll_into_view_if_needed()
    box, place = await grip.bounding_box(), await target.bounding_box()
    assert box is not None
    assert place is not None
    await page.mouse.move(box["x"] + 5, box["y"] + 5)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 5, place["y"] + 2, steps=4)
    await page.mouse.up()
    await expect(rows.nth(0)).to_have_attribute("data-row", "questions.n1.options.n2")
    await expect(rows.nth(0).locator("[data-number]")).to_have_text("1")


async def test_a_picture_is_chosen_sent_and_shown(newsroom, context):
    page, _ = await sign_in(newsroom, context, "elsa")
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets/new/image")
    picture = io.BytesIO()
    Image.new("RGB", (640, 400), "teal").save(picture, "PNG")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Choose a file").click()
    file: FilePayload = {"name": "teal.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    await (await chooser.value).set_files(file)
    await expect(page.get_by_text("teal.png is here.")).to_be_visible(timeout=20_000)
    await page.get_by_role("button", name="Save as draft").click()
    trouble = page.get_by_role("alert").filter(has_text="alternative text")
    await expect(trouble.first).to_be_visible()
    await page.get_by_label("Alternative text").fill("A teal field.")
    await page.get_by_role("button", name="Save as draft").click()
    await expect(page.get_by_text("Saved as a draft.")).to_be_visible()
