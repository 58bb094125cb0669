"""The catalog beside a later release: what that one wrote costs nobody anything else."""

import msgspec
import pytest

from tests.newsroom import PAGE, SITE, Newsroom
from widgets.errors import Unknown
from widgets.model import Widget

LATER = {
    "format": "UPDATE widget SET format = 'hologram' WHERE id = '{}'",
    "field": """UPDATE spec SET body = body || '{{"hologram": 1}}' WHERE widget = '{}'""",
}


@pytest.fixture(params=list(LATER))
async def later(newsroom: Newsroom, request: pytest.FixtureRequest) -> Widget:
    """A widget that only a later release can read, on a page with others."""
    poll = await newsroom.poll()
    async with newsroom.engine.begin() as connection:
        await connection.exec_driver_sql(LATER[request.param].format(poll.id))
    newsroom.voxpop.catalog.clear()
    return poll


async def test_a_page_is_shown_without_what_only_a_later_release_can_read(newsroom, later):
    poll = await newsroom.poll()
    body = msgspec.json.decode((await newsroom.voxpop.results.page(SITE, PAGE)).body)
    shown = {each["id"] for each in body["widgets"]}
    assert len(shown) == 4
    assert poll.id in shown
    assert later.id not in shown


async def test_what_only_a_later_release_can_read_is_unknown_to_this_one(newsroom, later):
    with pytest.raises(Unknown):
        await newsroom.voxpop.results.widget(later.id)
    assert isinstance(await newsroom.refusal(1, later, {"options": ["red"]}), Unknown)


async def test_a_recount_tells_what_only_a_later_release_can_read(newsroom, later):
    poll = await newsroom.poll()
    await newsroom.cast(1, poll, {"options": ["red"]})
    summary, [difference] = await newsroom.recount()
    assert (difference.widget, difference.what) == (later.id, "format")
    assert summary.sheets == 1
