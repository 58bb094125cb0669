"""Moderation through real formats: bursts are found, and what is set aside comes back exactly."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec
import pytest

from tests.newsroom import ORIGIN, PAGE, SITE, Newsroom, id_of, opened, poll_of, request, sheet_of
from widgets import moderation, patterns
from widgets.errors import Malformed, Unavailable, Unknown
from widgets.ledger import aside, revisions, tallies
from widgets.ledger.aside import Chosen
from widgets.ledger.batch import Stale
from widgets.ledger.connection import writing
from widgets.model import Widget
from widgets.moderation import About, Choice
from widgets.patterns import By

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


async def patterns_of(newsroom: Newsroom, about: About, by: By) -> list[Choice]:
    """What is pointed out today of a kind, as a choice that can be looked at."""
    now = datetime.now(UTC)
    found = await newsroom.moderation.watch(about, now - timedelta(days=1), now + timedelta(minutes=1))
    return [
        Choice(by=each.by, key=each.key, since=each.since, until=each.until)
        for each in found.patterns
        if each.by is by
    ]


async def test_five_hundred_from_one_network_in_a_minute_are_flagged_set_aside_and_restored(newsroom):
    await cast_from(newsroom, b"script", *range(500))
    await cast_from(newsroom, b"office", *range(500, 999))
    [burst] = await patterns_of(newsroom, POINTS, By.NETWORK)
    assert burst.key == b"script".hex()
    preview = await newsroom.moderation.preview(POINTS, burst)
    assert (preview.sheets, preview.readers) == (500, (999, 499))
    assert [(each.name, each.before, each.after) for each in preview.counts] == [("Up", 999, 499)]
    assert await newsroom.moderation.set_pattern_aside(POINTS, burst, "Wren") == 500
    assert await counts_of(newsroom, "points") == ({"up": 499}, 499, 500)
    assert (await newsroom.shown("points")).tally == {"": {"up": 499}}
    assert await patterns_of(newsroom, POINTS, By.NETWORK) == []
    assert (await newsroom.moderation.preview(POINTS, burst)).sheets == 0
    assert (await newsroom.recount())[1] == []
    assert await newsroom.moderation.set_pattern_aside(POINTS, burst, "Ada") == 0
    [act], rest = await newsroom.moderation.list_aside(POINTS)
    assert (act.name, act.sheets, act.key, rest) == ("Wren", 500, burst.key, [])
    assert await newsroom.moderation.restore_act(POINTS, act.id) == 500
    assert await counts_of(newsroom, "points") == ({"up": 999}, 999, 0)
    assert await newsroom.moderation.list_aside(POINTS) == ([], [])
    assert (await newsroom.recount())[1] == []


async def test_nothing_is_set_aside_that_was_not_looked_at(newsroom):
    await cast_from(newsroom, b"script", *range(10))
    now = datetime.now(UTC)
    seen = Choice(by=By.NETWORK, key=b"script".hex(), since=now - timedelta(hours=1), until=now)
    preview = await newsroom.moderation.preview(POINTS, seen)
    assert preview.sheets == 10
    # One reader is new, and one has thought again: nobody has looked at those ballots.
    await cast_from(newsroom, b"script", 10)
    await newsroom.cast(0, "points", {"vote": -1})
    assert await newsroom.moderation.set_pattern_aside(POINTS, seen, "Wren") == 9
    assert await counts_of(newsroom, "points") == ({"up": 1, "down": 1}, 2, 9)


async def test_a_look_ends_with_the_last_ballot_it_saw_whatever_the_clock_of_who_looks_says(newsroom):
    await cast_from(newsroom, b"script", *range(10))
    now = datetime.now(UTC)
    since, ahead = now - timedelta(hours=1), now + timedelta(hours=1)
    seen = Choice(by=By.NETWORK, key=b"script".hex(), since=since, until=ahead)
    preview = await newsroom.moderation.preview(POINTS, seen)
    await cast_from(newsroom, b"script", *range(10, 15))
    assert preview.sheets == 10
    assert await newsroom.moderation.set_pattern_aside(POINTS, preview.choice, "Wren") == 10


@pytest.mark.parametrize("by", list(By))
async def test_what_is_looked_at_is_what_is_set_aside_whatever_it_has_in_common(newsroom, by):
    await cast_from(newsroom, b"one", *range(4))
    await cast_from(newsroom, b"two", *range(4, 6))
    for each in range(6, 9):
        await newsroom.cast(each, "points", {"vote": -1})
    key = {By.NETWORK: b"two".hex(), By.CHOICES: sha256(b'{"": {"vote": -1}}').hexdigest()}.get(by, "")
    now = datetime.now(UTC)
    choice = Choice(by=by, key=key, since=now - timedelta(hours=1), until=now)
    preview = await newsroom.moderation.preview(POINTS, choice)
    assert preview.sheets == {By.NETWORK: 2, By.CHOICES: 3}.get(by, 9)
    assert await newsroom.moderation.set_pattern_aside(POINTS, choice, "Wren") == preview.sheets
    left = {each.name.lower(): each.after for each in preview.counts if each.after}
    assert await counts_of(newsroom, "points") == (left, preview.readers[1], preview.sheets)


async def test_the_same_choices_are_pointed_out_beside_what_is_usual(newsroom, monkeypatch):
    monkeypatch.setattr(patterns, "MANY", 20)
    poll = await newsroom.poll("red", "green")
    for by in range(30):
        await newsroom.cast(by, poll, {"options": ["green" if by % 10 else "red"]})
    monkeypatch.setattr(patterns, "KNOWN", 20)
    assert await patterns_of(newsroom, about(poll), By.CHOICES) == []
    async with writing(newsroom.engine) as connection:
        await connection.exec_driver_sql("UPDATE sheet SET cast_at = cast_at - interval '3 hours'")
    for by in range(30, 60):
        await newsroom.cast(by, poll, {"options": ["red"]})
    *_, red = sorted(await patterns_of(newsroom, about(poll), By.CHOICES), key=lambda each: each.since)
    preview = await newsroom.moderation.preview(about(poll), red)
    changed = [(each.name, each.before, each.after) for each in preview.counts if each.before != each.after]
    assert changed == [("Red", 33, 3), ("Turnout", 60, 30)]


async def test_a_sheet_set_aside_is_still_the_readers_own(newsroom):
    poll = await newsroom.poll()
    for by in (1, 2):
        await newsroom.cast(by, poll, {"options": ["red"]})
    await newsroom.moderation.move(about(poll), readers(poll, 1), aside=True)
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
    await newsroom.moderation.move(about(poll), readers(poll, 0, 1), aside=True)
    assert await told() == [2]
    own = (await newsroom.cast(0, poll, {"options": ["green"]}))["parts"]
    assert [part["count"] for part in own if part["part"] == "aside"] == [2]
    await newsroom.moderation.restore(about(poll), readers(poll, 0, 1))
    assert await told() == []


async def test_a_large_choice_is_moved_to_its_end(newsroom, monkeypatch):
    monkeypatch.setattr(aside, "AT_ONCE", 7)
    await cast_from(newsroom, b"one", *range(20))
    assert await newsroom.moderation.move(POINTS, readers("points", *range(20)), aside=True) == 20
    assert await counts_of(newsroom, "points") == ({}, 0, 20)


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(),
        Chosen(network=b"one"),
        Chosen(network=b"one", since=LONG_AGO),
        Chosen(since=LONG_AGO, until=LONG_AGO),
        Chosen(choices="", referrer=""),
        Chosen(readers=(b"",) * (moderation.MOST_READERS + 1)),
    ],
)
async def test_a_choice_of_everything_or_too_much_is_refused(newsroom, chosen):
    await cast_from(newsroom, b"one", 1)
    with pytest.raises(Malformed):
        await newsroom.moderation.move(POINTS, chosen, aside=True)
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
            await newsroom.moderation.move(about(poll), readers(poll, 1), aside=True)
        refused.append(refusal.value.code)
        return counted

    monkeypatch.setattr(revisions, "count_by", interrupted)
    await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "blue"))
    assert refused == ["frozen"]
    assert (await newsroom.recount())[1] == []
    assert await newsroom.moderation.move(about(poll), readers(poll, 1), aside=True) == 1


async def test_another_sites_widget_is_unknown(newsroom):
    poll = await newsroom.poll()
    for stranger in (
        About(site="other", widget=poll.id),
        About(site="other", widget=POINTS.widget, url=PAGE),
    ):
        for yes in (True, False):
            with pytest.raises(Unknown):
                await newsroom.moderation.move(stranger, readers(poll, 1), aside=yes)
        with pytest.raises(Unknown):
            await newsroom.moderation.watch(stranger, LONG_AGO, LONG_AGO + timedelta(days=1))
    with pytest.raises(Malformed):
        await newsroom.moderation.move(
            About(site=SITE, widget=POINTS.widget, url=f"{ORIGIN}/other"), readers(poll, 1), aside=True
        )


async def test_a_process_that_knows_an_older_spec_counts_by_the_new_one(newsroom, database, redis_url):
    async with opened(database, redis_url) as other:
        poll = await newsroom.poll("red", "green", "blue")
        for by, option in enumerate(["red", "green", "blue"]):
            await other.cast(by, poll, {"options": [option]})
        await newsroom.publishing.rewrite(SITE, poll.id, poll.spec.replace(b'"blue"', b'"pink"'))
        await other.moderation.move(about(poll), readers(poll, 1, 2), aside=True)
        assert await counts_of(newsroom, poll) == ({"red": 1, "turnout": 1}, 1, 2)
        assert (await newsroom.recount())[1] == []


async def test_a_widget_that_changes_all_the_time_is_left_for_later(newsroom, monkeypatch):
    async def stale(*_: object, **__: object) -> None:
        raise Stale

    monkeypatch.setattr(moderation, "move_sheets", stale)
    with pytest.raises(Unavailable):
        await newsroom.moderation.move(POINTS, readers("points", 1), aside=True)


async def test_moving_beside_ballots_loses_nothing(newsroom, database, redis_url):
    async with opened(database, redis_url) as other:

        async def vote() -> None:
            for by in range(200):
                await other.cast(by % 50, "points", {"vote": 1 - 2 * (by % 3 == 0)})

        voting = asyncio.ensure_future(vote())
        await other.cast(99, "points", {"vote": 1})
        while not voting.done():
            await newsroom.moderation.move(POINTS, readers("points", *range(0, 50, 2)), aside=True)
            await newsroom.moderation.restore(POINTS, readers("points", *range(0, 50, 4)))
        await voting
    assert (await newsroom.recount())[1] == []
