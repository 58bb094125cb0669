"""First ballots on pages: quota, page and tally come into being together, or not at all."""

import asyncio

import pytest

from tests.ledger.votes import cast_all, connected, opened, page, tally_of, until_waiting, vote, widget
from widgets.errors import OverBudget, Unavailable
from widgets.ledger import openings
from widgets.ledger.working import Committed

PAGES = "SELECT count(*) FROM page"


async def test_a_first_ballot_creates_page_and_tally(lanes, postgres):
    committed = await lanes.cast(vote("red", quota=5))
    assert committed.standing.tally == {"": {"red": 1}}
    assert await postgres.fetchrow("SELECT site, url FROM page") == ("demo", page(1))
    assert await postgres.fetchval("SELECT used FROM page_quota WHERE site = 'demo'") == 1


async def test_many_first_ballots_at_once_create_one_page(database, postgres):
    async with opened(database) as one, opened(database) as other:
        casts = [vote("red", by=by, quota=1) for by in range(200)]
        answers = await asyncio.gather(cast_all(one, casts[:100]), cast_all(other, casts[100:]))
    assert all(isinstance(each, Committed) for each in [*answers[0], *answers[1]])
    assert await postgres.fetchval(PAGES) == 1
    assert await tally_of(postgres) == {"": {"red": 200}}


async def test_the_quota_holds_exactly_however_many_processes_open_pages(database, postgres):
    async with opened(database) as one, opened(database, lanes=3) as other:
        casts = [vote("red", on=on, quota=50) for on in range(300)]
        answers = await asyncio.gather(cast_all(one, casts[:200]), cast_all(other, casts[100:]))
    assert await postgres.fetchval(PAGES) == 50
    assert await postgres.fetchval("SELECT used FROM page_quota") == 50
    refused = [each for each in [*answers[0], *answers[1]] if not isinstance(each, Committed)]
    assert {type(each) for each in refused} == {OverBudget}
    assert all(0 < each.retry_after <= 3601 for each in refused)
    created = {row["url"] for row in await postgres.fetch("SELECT url FROM page")}
    tallies = {row["widget"] for row in await postgres.fetch("SELECT widget FROM tally")}
    assert tallies == {widget(on) for on in range(300) if page(on) in created}


async def test_who_opens_pages_waits_for_what_others_are_using_of_the_quota(
    lanes, database, postgres, monkeypatch
):
    monkeypatch.setattr(openings, "PATIENCE", "30s")
    await lanes.cast(vote("red", on=1, quota=9))
    async with connected(database) as other:
        await other.execute("BEGIN")
        await other.execute("SELECT 1 FROM page_quota FOR UPDATE")
        opening = asyncio.ensure_future(lanes.cast(vote("red", on=2, quota=9)))
        await until_waiting(postgres)
        await other.execute("UPDATE page_quota SET used = 9")
        await other.execute("COMMIT")
        with pytest.raises(OverBudget):
            await opening
    assert await postgres.fetchval(PAGES) == 1


async def test_the_quota_is_of_the_hour(lanes, postgres):
    await lanes.cast(vote("red", on=1, quota=1))
    with pytest.raises(OverBudget):
        await lanes.cast(vote("red", on=2, quota=1))
    await postgres.execute("UPDATE page_quota SET hour = hour - interval '1 hour'")
    await lanes.cast(vote("red", on=2, quota=1))
    assert await postgres.fetchval(PAGES) == 2


async def test_a_page_that_exists_needs_no_quota(lanes, database, postgres):
    await lanes.cast(vote("red", by=1, quota=1))
    async with opened(database) as other:
        await other.cast(vote("red", by=2, quota=0))
    assert await tally_of(postgres) == {"": {"red": 2}}


async def test_over_quota_ballots_delay_no_others(lanes, postgres):
    await lanes.cast(vote("red", on=1, quota=1))
    answers = await cast_all(lanes, [vote("green", by=on, on=1 + on % 2, quota=1) for on in range(40)])
    assert [isinstance(each, Committed) for each in answers] == [True, False] * 20


async def test_a_page_that_somebody_is_long_creating_is_refused_for_now_alone(database, postgres):
    async with opened(database, lanes=1) as lanes, connected(database) as importing:
        await lanes.cast(vote("red", by=1, on=1, quota=9))
        await importing.execute("BEGIN")
        await importing.execute("INSERT INTO page (site, url) VALUES ('demo', $1)", page(2))
        known, fresh = await cast_all(lanes, [vote("red", by=2, on=1, quota=9), vote("red", on=2, quota=9)])
        assert isinstance(known, Committed)
        assert isinstance(fresh, Unavailable)
        await importing.execute("ROLLBACK")
        await lanes.cast(vote("red", on=2, quota=9))
    assert await postgres.fetchval(PAGES) == 2


async def test_a_tally_that_vanished_comes_back_with_the_next_ballot(lanes, postgres):
    """As after restoring a backup that is older than the page."""
    await lanes.cast(vote("red", quota=9))
    await postgres.execute("TRUNCATE tally, sheet, page, page_quota")
    await lanes.cast(vote("red", quota=9))
    assert await tally_of(postgres) == {"": {"red": 1}}
