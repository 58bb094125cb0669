"""The catalog: a change is looked up once however many find out, and a later release harms nobody."""

import asyncio
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
import pytest

from tests.newsroom import PAGE, SITE, Newsroom, opened, poll_of, random_of
from widgets.catalog import Catalog
from widgets.errors import Unknown
from widgets.ledger import pages, widgets
from widgets.model import Widget
from widgets.publishing import Publishing
from widgets.readers import Reader

Looks = list[tuple[Any, ...]]

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


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType], Looks]:
    """Begins to write down what is looked up in the ledger."""

    def begin(table: ModuleType) -> Looks:
        found: Looks = []
        find = table.find

        async def written_down(engine: Any, *key: Any) -> Any:
            found.append(key)
            return await find(engine, *key)

        monkeypatch.setattr(table, "find", written_down)
        return found

    return begin


async def test_a_thousand_ballots_that_find_a_widget_changed_look_it_up_once(
    newsroom, database, redis_url, looks
):
    async with opened(database, redis_url) as other:
        poll = await newsroom.poll("red", "green")
        await other.cast(1, poll, {"options": ["red"]})
        await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "blue"))
        looked = looks(widgets)
        await asyncio.gather(*(other.cast(by, poll, {"options": ["red"]}) for by in range(1000)))
        assert looked == [(poll.id,)]


async def test_a_hundred_readers_who_find_a_page_changed_look_it_up_once(
    newsroom, database, redis_url, looks
):
    async with opened(database, redis_url) as other:
        poll = await newsroom.poll("red", "green")
        await other.voxpop.catalog.page(SITE, PAGE)
        await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "blue"))
        looked = looks(pages)
        read = other.voxpop.results.ballots
        answers = await asyncio.gather(*(read(Reader(SITE, random_of(by)), url=PAGE) for by in range(100)))
        assert looked == [(SITE, PAGE)]
        assert all(b"blue" in each for each in answers)


async def test_what_a_page_shows_can_be_cast_for_at_once(newsroom):
    poll = await newsroom.poll("red", "blue")
    catalog = newsroom.voxpop.catalog
    assert (await catalog.widget(poll.id)).widget.revision == poll.revision
    elsewhere = Publishing(newsroom.engine, Catalog(newsroom.engine), newsroom.counts.tallies.write)
    await elsewhere.rewrite(SITE, poll.id, poll_of("red", "blue", "green"))
    catalog.pages.clear()
    await catalog.page(SITE, PAGE)
    assert (await newsroom.cast(1, poll, {"options": ["green"]}))["turnout"] == 1
