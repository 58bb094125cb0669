"""Readers before the demo article, in a real browser."""

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.browser.newsroom import Newsroom

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("violation of", event.violatedDirective, event.blockedURI));
"""
MEASURE_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


class Visit:
    """One page view of the article by one reader."""

    def __init__(self, newsroom: Newsroom, context: BrowserContext, page: Page) -> None:
        self.newsroom = newsroom
        self.context = context
        self.page = page
        self.requests: list[str] = []
        self.troubles: list[str] = []
        page.on("request", self.note)
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.troubles.append(f"thrown: {error}"))

    def note(self, request: Request) -> None:
        """Keep which requests of the API were made."""
        path = urlsplit(request.url).path
        if path.startswith("/v1/"):
            self.requests.append(f"{request.method} {path}")

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what the console complains of, violations of the page's policy included."""
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)

    async def open(self) -> "Visit":
        """Go to the article, and wait until its elements are drawn."""
        await self.go()
        await expect(self.reaction("love")).to_be_visible()
        return self

    async def go(self) -> None:
        """Go to the article."""
        self.requests.clear()
        await self.page.goto(self.newsroom.url)

    @property
    def reactions(self) -> Locator:
        """The reactions."""
        return self.page.locator("vox-reactions:not([view])")

    @property
    def shares(self) -> Locator:
        """The ways to share."""
        return self.page.locator("vox-shares:not([view])")

    @property
    def points(self) -> Locator:
        """The arrows."""
        return self.page.locator("vox-points:not([view])")

    @property
    def meta(self) -> Locator:
        """The line of facts below the headline."""
        return self.page.locator(".facts").first

    @property
    def poll(self) -> Locator:
        """The demo's own poll."""
        return self.page.locator("vox-widget").first

    def widget(self, id: str) -> Locator:
        """A poll by its id."""
        return self.page.locator(f"vox-widget[widget='{id}']")

    def reaction(self, kind: str) -> Locator:
        """The button of a reaction."""
        return self.reactions.locator(f"[part~={kind}-button]")

    def count(self, kind: str) -> Locator:
        """The number on a reaction."""
        return self.reaction(kind).locator("[part=count]")

    async def answered(self, method: str, click: Locator) -> dict[str, Any]:
        """Click, and wait for the answer to the ballot that this sends."""
        sent = f"{self.newsroom.origin}/v1/widgets/"
        async with self.page.expect_response(
            lambda answer: answer.request.method == method and answer.url.startswith(sent)
        ) as response:
            await click.click()
        return dict(await (await response.value).json())


def pressed(yes: bool) -> str:
    """The value of aria-pressed."""
    return "true" if yes else "false"
