"""What readers see: never by a widget that is out of date, and what can be told while Postgres is away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.newsroom import PAGE, SITE, Newsroom, id_of, opened, random_of
from widgets.errors import Unavailable
from widgets.ledger import tallies
from widgets.ledger.migration import upgrade
from widgets.model import Reveal, Widget, partition_of
from widgets.publishing import Draft
from widgets.readers import Reader

RED = {"options": ["red"]}


async def on_page(newsroom: Newsroom, poll: Widget) -> Any:
    newsroom.voxpop.results.pages.clear()
    body = (await newsroom.voxpop.results.page(SITE, PAGE)).body
    return next(each for each in msgspec.json.decode(body)["widgets"] if each["id"] == poll.id)


async def by_itself(newsroom: Newsroom, poll: Widget) -> Any:
    newsroom.voxpop.results.widgets.clear()
    return msgspec.json.decode((await newsroom.voxpop.results.widget(poll.id)).body)


async def as_own(newsroom: Newsroom, poll: Widget) -> Any:
    body = await newsroom.voxpop.results.ballots(Reader(SITE, random_of(9)), url=PAGE)
    return msgspec.json.decode(body)["widgets"][poll.id]


async def live(newsroom: Newsroom, poll: Widget) -> Any:
    results = newsroom.voxpop.results
    event = (await results.events(await results.page_widgets(SITE, PAGE), {})).get(poll.id)
    return {"tally": event and event.tally}


@pytest.mark.parametrize("look", [on_page, by_itself, as_own, live])
async def test_what_is_hidden_elsewhere_is_hidden_here_at_once(newsroom, database, redis_url, look):
    poll = await newsroom.poll("red", "green")
    await newsroom.cast(1, poll, RED)
    async with opened(database, redis_url) as other:
        assert (await look(other, poll))["tally"]["red"] == 1
        await newsroom.publishing.reveal(SITE, poll.id, Reveal.MODERATORS)
        await newsroom.cast(2, poll, RED)
        assert (await look(other, poll))["tally"] is None


async def test_drafts_and_retired_widgets_are_neither_watched_nor_among_own_ballots(newsroom):
    shown, retired = await newsroom.poll(), await newsroom.poll()
    draft = Draft(site=SITE, format="poll", spec=shown.spec, url=PAGE, reveal=Reveal.ALWAYS)
    await newsroom.cast(9, retired, RED)
    await newsroom.publishing.retire(SITE, retired.id)
    hidden = {retired.id, (await newsroom.publishing.create(draft)).id}
    results = newsroom.voxpop.results
    own = msgspec.json.decode(await results.ballots(Reader(SITE, random_of(9)), url=PAGE))["widgets"]
    for found in (set(own), {each.widget.id for each in await results.page_widgets(SITE, PAGE)}):
        assert shown.id in found
        assert not found & hidden
    for id in hidden:
        alone = await results.ballots(Reader(SITE, random_of(9)), widget=id)
        assert msgspec.json.decode(alone) == {"widgets": {}}


async def test_a_widget_that_never_stays_the_same_is_not_shown_by_an_old_spec(newsroom, monkeypatch):
    poll = await newsroom.poll("red", "green")
    known = await newsroom.voxpop.catalog.widget(poll.id)
    await newsroom.publishing.reveal(SITE, poll.id, Reveal.MODERATORS)

    async def recall(id: str) -> Any:
        """As while Postgres is away."""
        return known

    monkeypatch.setattr(newsroom.voxpop.catalog, "widgets", recall)
    monkeypatch.setattr(newsroom.voxpop.catalog, "doubt", lambda placed: None)
    with pytest.raises(Unavailable):
        await newsroom.voxpop.results.widget(poll.id)


async def test_what_redis_has_lost_is_loaded_from_the_ledger_once_for_everybody(newsroom, monkeypatch):
    before = await newsroom.cast(1, "points", {"vote": 1})
    await newsroom.counts.clear()
    looked = looks_at_the_ledger(monkeypatch)
    for _ in range(3):
        newsroom.voxpop.results.pages.clear()
        await newsroom.voxpop.results.page(SITE, PAGE)
    assert (await newsroom.shown("points")).version == before["version"]
    assert sum(id_of("points") in ids for ids in looked) == 1


async def test_what_nobody_has_reacted_to_is_looked_up_once_and_costs_no_key(newsroom, monkeypatch):
    id = id_of("points")
    async with newsroom.engine.begin() as connection:
        zero = f"INSERT INTO tally (partition, widget, slot) VALUES ({partition_of(id)}, '{id}', '')"
        await connection.exec_driver_sql(zero)
    looked = looks_at_the_ledger(monkeypatch)
    for _ in range(3):
        newsroom.voxpop.results.pages.clear()
        await newsroom.voxpop.results.page(SITE, PAGE)
    assert await newsroom.shown("points") is None
    assert sum(id_of("shares") in ids for ids in looked) == 1


def looks_at_the_ledger(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Write down from now on which tallies are asked of the ledger."""
    looked: list[list[str]] = []
    read = tallies.read

    async def written_down(engine: Any, ids: Any) -> Any:
        looked.append(list(ids))
        return await read(engine, ids)

    monkeypatch.setattr(tallies, "read", written_down)
    return looked


@pytest.mark.parametrize("named", ["page", "widget"])
async def test_a_view_is_made_anew_at_the_moment_when_something_closes(newsroom, monkeypatch, named):
    poll, closing = await newsroom.poll("red", "green"), datetime(2031, 5, 4, 12, tzinfo=UTC)
    await newsroom.publishing.schedule(SITE, poll.id, None, closing)
    results = newsroom.voxpop.results

    async def look(now: datetime) -> tuple[str, int, bool]:
        monkeypatch.setattr(results, "clock", lambda: now)
        view = await (results.page(SITE, PAGE) if named == "page" else results.widget(poll.id))
        again = await (results.page(SITE, PAGE) if named == "page" else results.widget(poll.id))
        body = msgspec.json.decode(view.body)
        [status] = [each["status"] for each in body.get("widgets", [body]) if each["id"] == poll.id]
        return status, view.max_age, again is view

    assert await look(closing - timedelta(seconds=0.5)) == ("published", 0, True)
    assert await look(closing) == ("closed", 1, True)


async def test_a_ballot_that_is_committed_is_told_without_its_study(newsroom, monkeypatch):
    poll = await newsroom.poll("red", "green")

    async def away(id: str) -> Any:
        raise Unavailable("ledger_away", "Away.")

    monkeypatch.setattr(newsroom.voxpop.results, "studies", away)
    assert (await newsroom.cast(1, poll, RED))["tally"]["red"] == 1


async def test_teasers_go_on_while_postgres_is_away(own_postgres, redis_url):
    server = own_postgres(fast=True)
    server.start()
    await upgrade(server.url)
    async with opened(server.url, redis_url) as newsroom:
        results, urls = newsroom.voxpop.results, [PAGE, f"{PAGE}/that-nobody-reacted-to"]
        await newsroom.cast(1, "points", {"vote": 1})
        before = await results.counts_of(SITE, urls)
        results.absent.clear()
        results.teasers.forget(SITE, *urls)
        server.stop()
        assert await results.counts_of(SITE, urls) == before
        assert [each["points"] for each in msgspec.json.decode(before.body)["pages"]] == [1, 0]
