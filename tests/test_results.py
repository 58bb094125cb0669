"""What readers see: never by a widget that is out of date, and what can be told while Postgres is away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.newsroom import PAGE, SITE, Newsroom, opened, random_of
from widgets.errors import Unavailable
from widgets.ledger.migration import upgrade
from widgets.model import Reveal, Widget
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
