"""Widgets elsewhere, in a real browser: the form without JavaScript, and frames on another host's pages."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, FrameLocator, Page, expect

from tests.browser.blog import Blog, open_blog
from tests.browser.newsroom import Newsroom, share_newsroom
from tests.browser.visits import REPORT_VIOLATIONS
from tests.engines import Engines
from widgets.model import Reveal

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SEASONS = [{"id": each.lower(), "text": each} for each in ("Spring", "Summer", "Autumn", "Winter")]
POLL = {"title": "Festival", "questions": [{"kind": "single", "prompt": "When?", "options": SEASONS}]}
HEIGHT = "Math.round(document.querySelector('iframe').getBoundingClientRect().height)"
SETTLED = 250
"""Milliseconds after which a page has done what a message made it do: it acts 100 ms after it."""


@pytest.fixture(scope="module")
def newsroom(engines: Engines) -> Iterator[Newsroom]:
    with share_newsroom(engines) as newsroom:
        yield newsroom


@pytest.fixture(name="blog")
def blog_on_another_host() -> Iterator[Blog]:
    with open_blog() as blog:
        yield blog


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that must not throw nor break a policy."""
    context = await browser.new_context(locale="en-GB")
    await context.add_init_script(REPORT_VIOLATIONS)
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "violation" in said.text else None)
    yield page
    assert troubles == []


@pytest.fixture
async def plain(browser: Browser) -> Page:
    """A page without JavaScript."""
    context = await browser.new_context(locale="en-GB", java_script_enabled=False)
    return await context.new_page()


def frame(newsroom: Newsroom, widget: str, more: str = "") -> str:
    size = 'width="600" height="300" frameborder="0"'
    return f'<iframe src="{newsroom.origin}/embed/{widget}" {size} {more}></iframe>'


def resizer(newsroom: Newsroom) -> str:
    return f'<script async src="{newsroom.origin}/embed/resize.js"></script>'


async def vote(inside: FrameLocator, option: str) -> None:
    await inside.get_by_label(option).check()
    await inside.get_by_role("button", name="Vote", exact=True).click()
    await expect(inside.get_by_text("Your vote is in.").first).to_be_visible()


# Without JavaScript.


async def test_a_reader_without_javascript_votes_changes_and_takes_back(newsroom, plain):
    widget = await newsroom.publish(POLL, Reveal.AFTER_CASTING)
    await plain.goto(f"{newsroom.origin}/f/{widget}")
    await expect(plain.get_by_text("100%")).to_have_count(0)
    await plain.get_by_label("Summer").check()
    await plain.get_by_role("button", name="Vote").click()
    await expect(plain.get_by_role("status")).to_have_text("Your vote is in.")
    await expect(plain.locator(".own")).to_contain_text("Summer")
    await expect(plain.get_by_text("1 reader has voted")).to_be_visible()
    await plain.get_by_text("Change my vote").first.click()
    await expect(plain.get_by_label("Summer")).to_be_checked()
    await plain.get_by_label("Winter").check()
    await plain.get_by_role("button", name="Change my vote").click()
    await expect(plain.locator(".own")).to_contain_text("Winter")
    await expect(plain.get_by_text("1 reader has voted")).to_be_visible()
    await plain.get_by_role("button", name="Take it back").click()
    await expect(plain.get_by_role("status")).to_have_text("Your vote is taken back.")
    await expect(plain.get_by_text("0 readers have voted")).to_be_visible()


async def test_loading_the_counted_page_again_counts_nothing(newsroom, plain):
    widget = await newsroom.publish(POLL, Reveal.ALWAYS)
    await plain.goto(f"{newsroom.origin}/f/{widget}")
    await plain.get_by_label("Summer").check()
    await plain.get_by_role("button", name="Vote").dblclick()
    await expect(plain.get_by_role("status")).to_have_text("Your vote is in.")
    await plain.reload()
    await expect(plain.get_by_text("1 reader has voted")).to_be_visible()


async def test_the_public_page_is_a_form_too(newsroom, plain):
    widget = await newsroom.publish(POLL, Reveal.ALWAYS)
    await plain.goto(f"{newsroom.origin}/p/{widget}")
    await plain.get_by_label("Autumn").check()
    await plain.get_by_role("button", name="Vote").click()
    await expect(plain.get_by_role("heading", name="Is this your vote?")).to_be_visible()
    await expect(plain.locator("dd")).to_have_text("Autumn")
    await plain.get_by_role("button", name="Yes, count my vote").click()
    await expect(plain.get_by_role("status")).to_have_text("Your vote is in.")


async def test_a_form_on_another_page_is_not_counted_before_the_reader_says_so(newsroom, plain, blog):
    widget = await newsroom.publish(POLL, Reveal.ALWAYS)
    url = blog.write(
        f'<form method=post action="{newsroom.origin}/f/{widget}"><input name="answer:" value="winter">'
        f'<input name="seed" value="{"A" * 22}"><button>Win a prize</button></form>'
    )
    await plain.goto(url)
    await plain.get_by_role("button").click()
    await expect(plain.get_by_role("heading", name="Is this your vote?")).to_be_visible()
    await plain.goto(f"{newsroom.origin}/f/{widget}")
    await expect(plain.get_by_text("0 readers have voted")).to_be_visible()
    await plain.goto(url)
    await plain.get_by_role("button").click()
    await plain.get_by_role("button", name="Yes, count my vote").click()
    await expect(plain.get_by_text("1 reader has voted")).to_be_visible()


# With it.


async def test_the_public_page_becomes_an_element(newsroom, page):
    widget = await newsroom.publish(POLL, Reveal.AFTER_CASTING)
    await page.goto(f"{newsroom.origin}/p/{widget}")
    element = page.locator("vox-widget")
    await expect(element.locator("[part~=vote]")).to_be_visible()
    await expect(page.locator("vox-widget form")).not_to_be_visible()
    await expect(page.get_by_role("heading", name="Festival")).to_have_count(1)
    await element.get_by_role("radio", name="Summer").check()
    await element.locator("[part~=vote]").click()
    await expect(element.get_by_text("Your vote is in.").first).to_be_visible()
    await page.reload()
    await expect(element.get_by_text("your choice")).to_be_visible()


@pytest.mark.parametrize(
    "sandbox", ["", 'sandbox="allow-scripts"', 'sandbox="allow-scripts allow-same-origin"']
)
async def test_a_frame_on_another_host(newsroom, page, blog, sandbox):
    """In a sandbox without an origin there is no storage either, and a ticket stands for the origin."""
    widget = await newsroom.publish(POLL, Reveal.AFTER_CASTING)
    origins: list[str | None] = []
    page.on(
        "request", lambda sent: origins.append(sent.headers.get("origin")) if sent.method == "PUT" else None
    )
    await page.goto(blog.write(frame(newsroom, widget, sandbox)))
    inside = page.frame_locator("iframe")
    await vote(inside, "Summer")
    await expect(inside.get_by_text("1 reader has voted")).to_be_visible()
    await inside.get_by_role("button", name="Change my vote").click()
    await vote(inside, "Winter")
    await expect(inside.get_by_text("1 reader has voted")).to_be_visible()
    await inside.get_by_role("button", name="Take it back").click()
    await expect(inside.get_by_text("0 readers have voted")).to_be_visible()


async def test_wordpress_is_told_the_height(newsroom, page, blog):
    """WordPress hides the frame until it hears its secret, from the frame's own window."""
    widget = await newsroom.publish(POLL, Reveal.ALWAYS)
    listen = """<script>addEventListener("message", ({ data, source }) => {
      const frame = document.querySelector("iframe");
      if (data.secret !== "s3cretS3cr" || source !== frame.contentWindow) return;
      frame.removeAttribute("style");
      if (data.message === "height") frame.height = data.value;
    })</script>"""
    hidden = 'sandbox="allow-scripts" security="restricted" style="position: absolute; visibility: hidden"'
    inside = frame(newsroom, widget, hidden).replace('" width', '#?secret=s3cretS3cr" width')
    await page.goto(blog.write(f"<blockquote>Festival</blockquote>{listen}{inside}"))
    await expect(page.locator("iframe")).to_be_visible()
    await expect(page.frame_locator("iframe").locator("[part~=vote]")).to_be_visible()
    await fits(page, widget)


async def fits(page: Page, widget: str) -> None:
    """See that the frame has the height of what is in it."""
    inside = next(each for each in page.frames if widget in each.url)
    await page.wait_for_function(
        f"wanted => Math.abs({HEIGHT} - wanted) <= 1",
        arg=await inside.evaluate("Math.ceil(document.body.getBoundingClientRect().height)"),
    )


@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-scripts"'])
async def test_a_frame_is_as_high_as_it_asks_to_be(newsroom, page, blog, sandbox):
    widget = await newsroom.publish(POLL, Reveal.ALWAYS)
    await page.goto(blog.write(resizer(newsroom) + frame(newsroom, widget, sandbox)))
    await expect(page.frame_locator("iframe").locator("[part~=vote]")).to_be_visible()
    await fits(page, widget)
    await page.locator("iframe").evaluate("frame => { frame.width = 200 }")
    await page.wait_for_function(f"{HEIGHT} > 350")
    await fits(page, widget)


async def listening(page: Page, newsroom: Newsroom, blog: Blog, rest: str = "") -> Any:
    """A page with a frame of ours that is still, and the means to speak as it."""
    quiet = (
        f'<iframe src="{newsroom.origin}/embed/w_quiet" width="600" height="300" frameborder="0"></iframe>'
    )
    await page.goto(blog.write(f"{quiet}{rest}{resizer(newsroom)}"))
    await page.wait_for_load_state("networkidle")
    return next(each for each in page.frames if "w_quiet" in each.url)


async def test_nonsense_is_ignored_and_giants_are_clamped(newsroom, page, blog):
    inside = await listening(page, newsroom, blog)
    for nonsense in (
        "NaN", "-1", "0", "Infinity", "'400'", "null", "[400]", "{}", "undefined", "true", "-1e9", "400n"
    ):  # fmt: skip
        await inside.evaluate(f"parent.postMessage({{ voxpop: {{ height: {nonsense} }} }}, '*')")
    for nonsense in ("null", "1", "'voxpop'", "[]", "{ voxpop: null }", "{ voxpop: 400 }", "{ height: 400 }"):
        await inside.evaluate(f"parent.postMessage({nonsense}, '*')")
    await page.wait_for_timeout(SETTLED)
    assert await page.evaluate(HEIGHT) == 300
    for asked, given in (("1e9", 10_000), ("0.5", 50), ("400.2", 401)):
        await inside.evaluate(f"parent.postMessage({{ voxpop: {{ height: {asked} }} }}, '*')")
        await page.wait_for_function(f"{HEIGHT} === {given}")


async def test_no_other_window_is_heard(newsroom, page, blog):
    """Not the page itself, not a stranger's frame, not one of our frames that has gone elsewhere."""
    say = "<script>(self === top ? self : parent).postMessage({ voxpop: { height: 700 } }, '*')</script>"
    stranger = blog.write(say)
    inside = await listening(page, newsroom, blog, f'{say}<iframe src="{stranger}"></iframe>')
    await page.evaluate("postMessage({ voxpop: { height: 700 } }, '*')")
    await inside.evaluate("url => { location = url }", stranger)
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(SETTLED)
    heights = await page.locator("iframe").evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert heights[0] == 300
    assert 700 not in heights


async def test_a_thousand_messages_are_a_few_changes(newsroom, page, blog):
    inside = await listening(page, newsroom, blog)
    await page.evaluate(
        """() => {
          self.changes = 0;
          new MutationObserver((seen) => { changes += seen.length })
            .observe(document.querySelector("iframe"), { attributes: true });
        }"""
    )
    await inside.evaluate(
        "for (let n = 1; n <= 1000; n++) parent.postMessage({ voxpop: { height: 400 + n % 200 } }, '*')"
    )
    await inside.evaluate("parent.postMessage({ voxpop: { height: 555 } }, '*')")
    await page.wait_for_function(f"{HEIGHT} === 555")
    assert await page.evaluate("changes") <= 20


async def test_the_snippet_of_the_public_page_works(newsroom, page, blog):
    widget = await newsroom.publish(POLL, Reveal.ALWAYS)
    await page.goto(f"{newsroom.origin}/p/{widget}")
    await page.get_by_text("Show this on another page").click()
    snippet = await page.locator("textarea").input_value()
    assert re.match(r"<iframe .*</iframe>\n<script async .*</script>", snippet)
    await page.goto(blog.write(snippet))
    await expect(page.frame_locator("iframe").locator("[part~=vote]")).to_be_visible()
    await fits(page, widget)
