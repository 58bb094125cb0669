"""Moderation through real formats: bursts are found, and what is set aside comes back exactly."""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.newsroom import ORIGIN, PAGE, SITE, Newsroom, id_of, opened, poll_of, request, sheet_of
from widgets import moderation
from widgets.errors import Malformed, Unavailable, Unknown
from widgets.ledger import aside, revisions, tallies
from widgets.ledger.aside import Chosen
from widgets.ledger.batch import Stale
from widgets.model import Widget
from widgets.moderation import About

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
POINTS = About(site=SITE, widget=id_of("points"), url=PAGE)


def about(poll: Widget) -> About:
    return About(site=SITE, widget=poll.id)


def readers(widget: Widget | str, *numbers: int) -> Chosen:
    return Chosen(readers=tuple(sheet_of(by, widget) for by in numbers))


async def cast_from(newsroom: Newsroom, network: bytes, *numbers: int) -> None:
    """Let readers on a network vote for the page, all at once."""
    asked = [msgspec.structs.replace(request(by, "points", {"vote": 1}), network=network) for by in numbers]
    await asyncio.gather(*map(newsroom.voxpop.casting.cast, asked))


async def counts_of(newsroom: Newsroom, widget: Widget | str) -> tuple[dict[str, int], int, int]:
    standing = (await tallies.read(newsroom.engine, [id_of(widget)]))[id_of(widget)]
    return {key: n for key, n in standing.tally[""].items() if n}, standing.turnout, standing.aside


async def test_five_hundred_from_one_network_in_a_minute_are_flagged_set_aside_and_restored(newsroom):
    await cast_from(newsroom, b"script", *range(500))
    await cast_from(newsroom, b"office", *range(500, 999))
    [burst] = await newsroom.moderation.find_bursts(POINTS, since=LONG_AGO)
    assert (burst.network, burst.sheets) == (b"script", 500)
    until = burst.until + timedelta(microseconds=1)
    chosen = Chosen(network=burst.network, since=burst.since, until=until)
    assert await newsroom.moderation.set_aside(POINTS, chosen) == 500
    assert await counts_of(newsroom, "points") == ({"up": 499}, 499, 500)
    assert (await newsroom.shown("points")).tally == {"": {"up": 499}}
    assert await newsroom.moderation.find_bursts(POINTS, since=LONG_AGO) == []
    assert (await newsroom.recount())[1] == []
    assert await newsroom.moderation.set_aside(POINTS, chosen) == 0
    assert await newsroom.moderation.restore(POINTS, chosen) == 500
    assert await counts_of(newsroom, "points") == ({"up": 999}, 999, 0)
    assert (await newsroom.recount())[1] == []


async def test_a_sheet_set_aside_is_still_the_readers_own(newsroom):
    poll = await newsroom.poll()
    for by in (1, 2):
        await newsroom.cast(by, poll, {"options": ["red"]})
    await newsroom.moderation.set_aside(about(poll), readers(poll, 1))
    answer = await newsroom.cast(1, poll, {"options": ["green"]})
    assert answer["mine"] == {"": {"options": ["green"]}}
    assert await counts_of(newsroom, poll) == ({"red": 1, "turnout": 1}, 1, 1)
    await newsroom.moderation.restore(about(poll), readers(poll, 1))
    assert await counts_of(newsroom, poll) == ({"red": 1, "green": 1, "turnout": 2}, 2, 0)


async def test_readers_are_told_how_many_ballots_were_set_aside(newsroom):
    poll = await newsroom.poll("red", "green")

    async def told() -> list[int]:
        newsroom.voxpop.results.widgets.clear()
        shown = msgspec.json.decode((await newsroom.voxpop.results.widget(poll.id)).body)
        return [part["count"] for part in shown["parts"] if part["part"] == "aside"]

    for by in range(3):
        await newsroom.cast(by, poll, {"options": ["red"]})
    assert await told() == []
    await newsroom.moderation.set_aside(about(poll), readers(poll, 0, 1))
    assert await told() == [2]
    own = (await newsroom.cast(0, poll, {"options": ["green"]}))["parts"]
    assert [part["count"] for part in own if part["part"] == "aside"] == [2]
    await newsroom.moderation.restore(about(poll), readers(poll, 0, 1))
    assert await told() == []


async def test_a_large_choice_is_moved_to_its_end(newsroom, monkeypatch):
    monkeypatch.setattr(aside, "AT_ONCE", 7)
    await cast_from(newsroom, b"one", *range(20))
    assert await newsroom.moderation.set_aside(POINTS, readers("points", *range(20))) == 20
    assert await counts_of(newsroom, "points") == ({}, 0, 20)


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(),
        Chosen(network=b"one"),
        Chosen(network=b"one", since=LONG_AGO),
        Chosen(since=LONG_AGO, until=LONG_AGO),
        Chosen(readers=(b"",) * (moderation.MOST_READERS + 1)),
    ],
)
async def test_a_choice_of_everything_or_too_much_is_refused(newsroom, chosen):
    await cast_from(newsroom, b"one", 1)
    with pytest.raises(Malformed):
        await newsroom.moderation.set_aside(POINTS, chosen)
    assert await counts_of(newsroom, "points") == ({"up": 1}, 1, 0)


async def test_what_is_recounted_without_its_lock_cannot_be_set_aside_meanwhile(newsroom, monkeypatch):
    poll = await newsroom.poll("red", "green")
    for by in (1, 2):
        await newsroom.cast(by, poll, {"options": ["red"]})
    monkeypatch.setattr(revisions, "LARGEST_AT_ONCE", 0)
    count_by, refused = revisions.count_by, []

    async def interrupted(*asked):
        counted = await count_by(*asked)
        with pytest.raises(Unavailable) as refusal:
            await newsroom.moderation.set_aside(about(poll), readers(poll, 1))
        refused.append(refusal.value.code)
        return counted

    monkeypatch.setattr(revisions, "count_by", interrupted)
    await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "blue"))
    assert refused == ["frozen"]
    assert (await newsroom.recount())[1] == []
    assert await newsroom.moderation.set_aside(about(poll), readers(poll, 1)) == 1


async def test_another_sites_widget_is_unknown(newsroom):
    poll = await newsroom.poll()
    for stranger in (
        About(site="other", widget=poll.id),
        About(site="other", widget=POINTS.widget, url=PAGE),
    ):
        for change in (newsroom.moderation.set_aside, newsroom.moderation.restore):
            with pytest.raises(Unknown):
                await change(stranger, readers(poll, 1))
        with pytest.raises(Unknown):
            await newsroom.moderation.find_bursts(stranger, since=LONG_AGO)
    with pytest.raises(Malformed):
        await newsroom.moderation.set_aside(
            About(site=SITE, widget=POINTS.widget, url=f"{ORIGIN}/other"), readers(poll, 1)
        )


async def test_a_process_that_knows_an_older_spec_counts_by_the_new_one(newsroom, database, redis_url):
    async with opened(database, redis_url) as other:
        poll = await newsroom.poll("red", "green", "blue")
        for by, option in enumerate(["red", "green", "blue"]):
            await other.cast(by, poll, {"options": [option]})
        await newsroom.publishing.rewrite(SITE, poll.id, poll.spec.replace(b'"blue"', b'"pink"'))
        await other.moderation.set_aside(about(poll), readers(poll, 1, 2))
        assert await counts_of(newsroom, poll) == ({"red": 1, "turnout": 1}, 1, 2)
        assert (await newsroom.recount())[1] == []


async def test_a_widget_that_changes_all_the_time_is_left_for_later(newsroom, monkeypatch):
    async def stale(*_: object, **__: object) -> None:
        raise Stale

    monkeypatch.setattr(moderation, "move_sheets", stale)
    with pytest.raises(Unavailable):
        await newsroom.moderation.set_aside(POINTS, readers("points", 1))


async def test_moving_beside_ballots_loses_nothing(newsroom, database, redis_url):
    async with opened(database, redis_url) as other:

        async def vote() -> None:
            for by in range(200):
                await other.cast(by % 50, "points", {"vote": 1 - 2 * (by % 3 == 0)})

        voting = asyncio.ensure_future(vote())
        await other.cast(99, "points", {"vote": 1})
        while not voting.done():
            await newsroom.moderation.set_aside(POINTS, readers("points", *range(0, 50, 2)))
            await newsroom.moderation.restore(POINTS, readers("points", *range(0, 50, 4)))
        await voting
    assert (await newsroom.recount())[1] == []
