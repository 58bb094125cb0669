"""Postgres away while readers look and cast: nothing is lost, and what was seen is still shown."""

from collections.abc import Callable, Iterator

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom, open_newsroom
from tests.browser.visits import pressed
from widgets.embedded.postgres import Postgres
from widgets.ledger.migration import upgrade

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

A_WHILE = 120_000
"""Milliseconds that a page's clock is put forward: a page tries again within them."""


@pytest.fixture
async def postgres(own_postgres: Callable[..., Postgres]) -> Postgres:
    """A Postgres of this test's own, with the tables."""
    server = own_postgres(fast=True)
    server.start()
    await upgrade(server.url)
    return server


@pytest.fixture
def newsroom(postgres: Postgres, redis_url: str) -> Iterator[Newsroom]:
    """The demo on a Postgres that can be stopped."""
    with open_newsroom(postgres.url, redis_url) as newsroom:
        yield newsroom


@pytest.mark.parametrize("page", ["the same", "the next"])
async def test_a_ballot_cast_without_postgres_is_sent_when_it_is_back(
    visits: Visits, newsroom: Newsroom, postgres: Postgres, page: str
) -> None:
    visit = await visits()
    await visit.page.clock.install()
    await visit.open()
    await visit.answered("PUT", visit.reaction("fun"))
    postgres.stop()
    await visit.reaction("love").click()
    status = visit.reactions.get_by_role("status")
    while "Not sent yet" not in await status.inner_text():
        await visit.page.clock.run_for(1000)
    assert visit.requests.count("POST /v1/readers") == 1
    postgres.start()
    if page == "the next":
        await visit.open()
    else:
        await visit.page.clock.run_for(A_WHILE)
    await expect(status).to_have_text("Fun: 1, 50%. Love: 1, 50%")
    await expect(visit.reaction("love")).to_have_attribute("aria-pressed", pressed(True))
    assert await newsroom.tally("reactions") == {"fun": 1, "love": 1}


async def test_what_readers_see_stays_without_postgres(
    visits: Visits, newsroom: Newsroom, postgres: Postgres
) -> None:
    first = await (await visits()).open()
    await first.answered("PUT", first.reaction("love"))
    await expect(first.count("love")).to_have_text("1")
    postgres.stop()
    second = await (await visits()).open()
    await expect(second.count("love")).to_have_text("1")
    await expect(second.poll.get_by_role("radio").first).to_be_visible()
