"""An article in the studio: pasted into the form, with what it proposes beside it."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect

ARTICLE = Path(__file__).parents[1] / "facts" / "articles" / "business.txt"


async def propose(page: Page) -> Locator:
    """Fill in the form that is there with an article, and give its proposals, the second of which is lit."""
    title, _, text = ARTICLE.read_text().partition("\n\n")
    await page.get_by_label("Or its text").fill(text)
    await page.get_by_label("Headline").fill(title)
    await page.get_by_role("button", name="Propose questions").click()
    proposals = page.locator(".proposals > .proposal[data-about]")
    await expect(proposals.first).to_be_visible(timeout=40_000)
    await proposals.nth(1).hover()
    await expect(page.locator("mark.lit").first).to_be_visible()
    return proposals
