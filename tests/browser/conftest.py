"""Fixtures for going through the demo article in a real Chromium."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright, expect

from api.public.bundle import FOLDER, LOADER
from tests.browser.newsroom import Newsroom, open_newsroom
from tests.browser.visits import MEASURE_SHIFTS, REPORT_VIOLATIONS, Visit
from tests.chromium import ARGUMENTS

# What is expected comes as soon as it can: on a busy machine, that may be late.
expect.set_options(timeout=20_000)

Visits = Callable[..., Awaitable[Visit]]


@pytest.fixture
def newsroom(database: str, redis_url: str) -> Iterator[Newsroom]:
    """The demo on an empty database and an empty Redis."""
    assert (FOLDER / LOADER).exists(), "The browser bundle is not there: run `make browser`."
    with open_newsroom(database, redis_url) as newsroom:
        yield newsroom


@pytest.fixture(scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    """A real browser for all tests; each reader has a context, with storage and connections of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def visits(browser: Browser, newsroom: Newsroom) -> AsyncIterator[Visits]:
    """Makes visits, each by a reader of its own. No page may throw or break its own strict policy.

    What the browser says of failed requests is no trouble: tests make them fail on purpose. Nor is that
    their own scripts, above, are kept out of the previews of the studio, which are in frames without scripts.
    """
    made: list[Visit] = []

    async def make(**options: Any) -> Visit:
        options = {"locale": "en-GB", "permissions": ["clipboard-read", "clipboard-write"]} | options
        context = await browser.new_context(**options)
        await context.add_init_script(REPORT_VIOLATIONS)
        await context.add_init_script(MEASURE_SHIFTS)
        made.append(Visit(newsroom, context, await context.new_page()))
        return made[-1]

    yield make
    for visit in made:
        await visit.context.close()
    kept_out = re.compile("Failed to load|Blocked script execution in '[^']+/studio/[^/']+/previews/")
    troubles = [trouble for visit in made for trouble in visit.troubles if not kept_out.search(trouble)]
    assert troubles == []
