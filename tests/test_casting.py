"""The way of a ballot through real formats and engines: status, policy and revision as the lock sees them."""

import asyncio

import pytest

from tests.newsroom import opened
from widgets.errors import Conflicting, Malformed, Unavailable, Unknown
from widgets.ledger import revisions
from widgets.model import Reveal
from widgets.publishing import Draft

RED = {"options": ["red"]}
GREEN = {"options": ["green"]}


async def test_the_same_once_ballot_again_is_fine_and_a_withdrawal_is_not(newsroom):
    first = await newsroom.cast(1, "shares", {}, "copy")
    again = await newsroom.cast(1, "shares", {}, "copy")
    assert first["tally"]["copy"] == again["tally"]["copy"] == {"shared": 1}
    refusal = await newsroom.refusal(1, "shares", None, "copy")
    assert (type(refusal), refusal.code) == (Conflicting, "already_cast")


async def test_a_hundred_equal_ballots_and_a_thousand_different_ones_of_one_reader(newsroom):
    await asyncio.gather(*(newsroom.cast(1, "points", {"vote": 1}) for _ in range(100)))
    poll = await newsroom.poll()
    options = ["red", "green", "blue"]
    casts = [newsroom.cast(2, poll, {"options": [options[at % 3]]}) for at in range(1000)]
    await asyncio.gather(*casts)
    _, found = await newsroom.recount()
    assert found == []
    mine = await newsroom.cast(2, poll, RED)
    assert mine["tally"] == {"red": 1, "green": 0, "blue": 0, "turnout": 1}
    assert (await newsroom.cast(3, "points", {"vote": -1}))["tally"] == {"up": 1, "down": 1}


async def test_a_draft_a_retired_and_an_unknown_widget_are_all_unknown(newsroom):
    poll = await newsroom.poll()
    draft = await newsroom.publishing.create(Draft(site="news", format="poll", spec=poll.spec))
    assert isinstance(await newsroom.refusal(1, draft, RED), Unknown)
    assert isinstance(await newsroom.refusal(1, draft, None), Unknown)
    await newsroom.cast(2, poll, RED)
    await newsroom.publishing.retire("news", poll.id)
    assert isinstance(await newsroom.refusal(1, poll, RED), Unknown)
    assert isinstance(await newsroom.refusal(1, poll, None), Unknown)
    assert (await newsroom.cast(2, poll, RED))["mine"] == {"": RED}
    _, found = await newsroom.recount()
    assert found == []


async def test_after_closing_only_what_stands_is_answered(newsroom):
    poll = await newsroom.poll()
    await newsroom.cast(1, poll, RED)
    await newsroom.publishing.close("news", poll.id)
    again = await newsroom.cast(1, poll, RED)
    assert again["mine"] == {"": RED}
    for refused in (
        await newsroom.refusal(1, poll, GREEN),
        await newsroom.refusal(1, poll, None),
        await newsroom.refusal(2, poll, RED),
    ):
        assert (type(refused), refused.code) == (Conflicting, "closed")


async def test_before_opening_nothing_is_taken_and_the_ledgers_clock_decides(newsroom):
    poll = await newsroom.poll()
    async with newsroom.engine.connect() as connection:
        now = (await connection.exec_driver_sql("SELECT clock_timestamp()")).scalar_one()
    await newsroom.publishing.schedule("news", poll.id, now.replace(year=now.year + 1), None)
    refused = await newsroom.refusal(1, poll, RED)
    assert (type(refused), refused.code) == (Conflicting, "not_open")
    await newsroom.publishing.schedule("news", poll.id, now, None)
    await newsroom.cast(1, poll, RED)


async def test_another_process_counts_by_the_spec_as_it_is_now(newsroom, database, redis_url):
    async with opened(database, redis_url) as other:
        poll = await newsroom.poll("red", "green")
        await other.cast(1, poll, RED)
        await newsroom.publishing.rewrite("news", poll.id, poll.spec.replace(b'"red"', b'"pink"'))
        refused = await other.refusal(2, poll, RED)
        assert (type(refused), refused.code) == (Malformed, "unknown_option")
        assert (await other.cast(2, poll, {"options": ["pink"]}))["tally"]["pink"] == 1
        await newsroom.publishing.close("news", poll.id)
        assert (await other.refusal(3, poll, GREEN)).code == "closed"


async def test_a_widget_that_is_recounted_takes_nothing_but_what_stands(newsroom):
    poll = await newsroom.poll()
    await newsroom.cast(1, poll, RED)
    await revisions.change_state(newsroom.engine, poll.id, {"frozen": True})
    refused = await newsroom.refusal(2, poll, RED)
    assert (type(refused), refused.code, refused.retry_after) == (Unavailable, "frozen", 5)
    await newsroom.cast(1, poll, RED)


async def test_another_sites_readers_have_no_widget_here(newsroom):
    poll = await newsroom.poll()
    await newsroom.voxpop.casting.catalog.site("news")
    with pytest.raises(Unknown):
        await newsroom.publishing.open("other", poll.id)


async def test_hidden_counts_stay_hidden_in_the_answer(newsroom):
    poll = await newsroom.poll()
    await newsroom.publishing.reveal("news", poll.id, Reveal.MODERATORS)
    answer = await newsroom.cast(1, poll, RED)
    assert answer["tally"] is None
    assert answer["turnout"] == 1
