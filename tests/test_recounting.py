"""The recount: finds every number that does not follow from its sheets, nothing else, and repairs it."""

import asyncio

import msgspec
import pytest

from tests.newsroom import ORIGIN, PAGE, SITE, Newsroom, id_of, opened, poll_of, sheet_of
from widgets import recounting
from widgets.comparing import Difference
from widgets.errors import Unknown
from widgets.ledger import outbox, sheets, sites
from widgets.ledger import recount as ledger_recount
from widgets.ledger.recount import Head
from widgets.model import PARTITIONS, Site, page_widget_id, partition_of
from widgets.publishing import Draft
from widgets.recounting import divide

TAMPERING = {
    "a tally too high": ("UPDATE tally SET counts = jsonb_set(counts, '{up}', '9')", [("up", "9", "2")]),
    "a key from nowhere": ("""UPDATE tally SET counts = counts || '{"love": 1}'""", [("love", "1", "0")]),
    "a slot from nowhere": (
        "INSERT INTO tally (partition, widget, slot, counts)"
        """ SELECT partition, widget, 'x', '{"up": 1}' FROM tally""",
        [("x/up", "1", "0")],
    ),
    "a turnout too low": ("UPDATE tally SET turnout = 1", [("turnout of readers", "1", "3")]),
    "a mark of set aside": (
        "UPDATE sheet SET aside = true WHERE ballots->''->>'vote' = '-1'",
        [("down", "1", "0"), ("turnout of readers", "3", "2"), ("sheets set aside", "0", "1")],
    ),
    "a lost sheet": (
        "DELETE FROM sheet WHERE ballots->''->>'vote' = '-1'",
        [("down", "1", "0"), ("turnout of readers", "3", "2")],
    ),
    "a balance that nobody added": (
        "INSERT INTO balance (widget, slot, key, source, count, imported_at)"
        " SELECT widget, '', 'up', 'old', 5, now() FROM tally",
        [("up", "2", "7")],
    ),
}


async def execute(newsroom: Newsroom, statement: str) -> None:
    async with newsroom.engine.begin() as connection:
        await connection.exec_driver_sql(statement)


async def three_votes(newsroom: Newsroom) -> None:
    for by, value in enumerate((1, 1, -1)):
        await newsroom.cast(by, "points", {"vote": value})


async def tamper(newsroom: Newsroom, statement: str) -> None:
    """Change the ledger behind everybody's back, and let Redis forget what it knew."""
    await execute(newsroom, statement)
    await newsroom.counts.clear()


def told(found: list[Difference]) -> list[tuple[str, str, str]]:
    return [(each.what, each.stands, each.follows) for each in found]


async def test_all_is_well_after_ballots_of_every_kind(newsroom):
    poll = await newsroom.poll()
    await three_votes(newsroom)
    await newsroom.cast(1, "points", None)
    await newsroom.cast(1, "shares", {}, "copy")
    await newsroom.cast(1, "reactions", {"reactions": ["love", "fun"]})
    await newsroom.cast(1, poll, {"options": ["red"]})
    summary, found = await newsroom.recount()
    assert found == []
    assert (summary.widgets, summary.total, summary.sheets) == (4, 4, 5)


@pytest.mark.parametrize("what", TAMPERING)
async def test_whatever_is_tampered_with_is_found_and_repaired(newsroom, what):
    statement, expected = TAMPERING[what]
    await three_votes(newsroom)
    await tamper(newsroom, statement)
    summary, found = await newsroom.recount()
    assert told(found) == expected
    assert {each.name for each in found} == {f"points of {PAGE}"}
    assert (summary.differing, summary.repaired) == (1, 0)
    summary, again = await newsroom.recount(fix=True)
    assert (told(again), summary.repaired) == (expected, 1)
    assert await newsroom.recount() == (msgspec.structs.replace(summary, differing=0, repaired=0), [])
    assert await outbox.count(newsroom.engine) == 0
    answer = await newsroom.cast(0, "points", {"vote": 1})
    assert (await newsroom.shown("points")).version == answer["version"]


async def test_a_moderators_widget_is_recounted_by_its_own_spec(newsroom):
    poll = await newsroom.poll("red", "green")
    await newsroom.cast(1, poll, {"options": ["red"]})
    await tamper(newsroom, f"UPDATE tally SET counts = '{{}}' WHERE widget = '{poll.id}'")
    _, found = await newsroom.recount(fix=True)
    assert told(found) == [("red", "0", "1"), ("turnout", "0", "1")]
    assert found[0].name == f"poll {poll.id}"
    assert (await newsroom.recount())[1] == []


async def test_redis_may_be_behind_or_empty_but_not_ahead_nor_different(newsroom):
    await three_votes(newsroom)
    standing = await newsroom.shown("points")
    behind = msgspec.structs.replace(standing, version=standing.version - 1, turnout=1)
    await newsroom.counts.clear()
    assert (await newsroom.recount())[1] == []
    await newsroom.counts.tallies.write([behind])
    assert (await newsroom.recount())[1] == []
    await newsroom.counts.clear()
    await newsroom.counts.tallies.write([msgspec.structs.replace(standing, turnout=7)])
    assert told((await newsroom.recount())[1]) == [("turnout of readers in Redis", "7", "3")]
    ahead = msgspec.structs.replace(standing, version=standing.version + 10**12)
    await newsroom.counts.tallies.write([ahead])
    [difference] = (await newsroom.recount(fix=True))[1]
    assert difference.what == "version in Redis"
    assert (await newsroom.recount())[1] == []
    assert (await newsroom.shown("points")).version > ahead.version


async def test_zeros_are_nothing_wherever_they_stand(newsroom):
    await newsroom.cast(1, "points", {"vote": 1})
    await newsroom.cast(1, "points", None)
    await execute(newsroom, """UPDATE tally SET counts = '{"up": 0}'""")
    assert (await newsroom.recount())[1] == []


async def test_a_tally_of_nobody_is_reported_and_left(newsroom):
    stray = page_widget_id(SITE, f"{ORIGIN}/nowhere", "points")
    insert = "INSERT INTO tally (partition, widget, slot) VALUES"
    await execute(newsroom, f"{insert} ({partition_of(stray)}, '{stray}', '')")
    for fix in (False, True):
        summary, found = await newsroom.recount(fix=fix)
        assert [(each.widget, each.name) for each in found] == [(stray, "nobody's")]
        assert (summary.differing, summary.repaired) == (1, 0)
    assert (await newsroom.recount(site=SITE))[1] == []


async def test_a_page_created_while_the_recount_runs_is_not_nobodys(newsroom, monkeypatch):
    heads = ledger_recount.select_heads
    began: list[int] = []

    async def cast_first(*arguments):
        if not began:
            began.append(1)
            await three_votes(newsroom)
        return await heads(*arguments)

    monkeypatch.setattr(ledger_recount, "select_heads", cast_first)
    summary, found = await newsroom.recount()
    assert (summary.widgets, found) == (1, [])


async def test_a_spec_changed_while_the_recount_runs_is_no_difference(newsroom, monkeypatch):
    poll = await newsroom.poll("red", "green", "blue")
    for by, option in enumerate(["red", "green", "blue"]):
        await newsroom.cast(by, poll, {"options": [option]})
    recount = ledger_recount.recount
    changed: list[int] = []

    async def change_first(*arguments):
        if not changed:
            changed.append(1)
            await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "green"))
        return await recount(*arguments)

    monkeypatch.setattr(ledger_recount, "recount", change_first)
    summary, found = await newsroom.recount()
    assert (summary.widgets, summary.sheets, found) == (1, 3, [])


async def test_a_recount_beside_many_ballots_finds_nothing(newsroom, database, redis_url):
    poll = await newsroom.poll()
    options = ["red", "green", "blue"]

    async def vote() -> None:
        for by in range(150):
            await newsroom.cast(by % 40, poll, {"options": [options[by % 3]]})
            await newsroom.cast(by % 40, "points", {"vote": 1 - 2 * (by % 2)})

    async with opened(database, redis_url) as other:
        voting = asyncio.ensure_future(vote())
        while not voting.done():
            assert (await other.recount())[1] == []
        await voting
    assert (await newsroom.recount())[1] == []


async def test_only_the_site_or_the_widget_that_is_asked_for(newsroom):
    await three_votes(newsroom)
    await newsroom.cast(1, "shares", {}, "copy")
    await sites.keep(newsroom.engine, Site(id="other", name="Other", origins=("https://other.example",)))
    poll = await newsroom.publishing.create(Draft(site="other", format="poll", spec=poll_of("a", "b")))
    assert (await newsroom.recount(site="other"))[0].widgets == 1
    assert (await newsroom.recount(site=SITE))[0].widgets == 2
    assert (await newsroom.recount(widget=id_of("points")))[0].widgets == 1
    assert (await newsroom.recount(widget=poll.id))[0].widgets == 1
    for unknown in ({"site": "nobody"}, {"widget": page_widget_id(SITE, f"{ORIGIN}/x", "points")}):
        with pytest.raises(Unknown):
            await newsroom.recount(**unknown)


async def test_a_sheet_that_cannot_be_read_is_reported_and_stops_nothing(newsroom):
    await three_votes(newsroom)
    await newsroom.cast(1, "shares", {}, "copy")
    broken = sheet_of(1, "points").hex()
    await execute(newsroom, f"""UPDATE sheet SET ballots = '{{"": 7}}' WHERE reader = '\\x{broken}'""")
    summary, found = await newsroom.recount()
    assert [(each.name, each.what) for each in found] == [(f"points of {PAGE}", "a sheet")]
    assert (summary.widgets, summary.differing) == (1, 1)


async def test_a_format_of_another_release_is_reported(newsroom):
    poll = await newsroom.poll()
    await execute(newsroom, f"UPDATE widget SET format = 'horoscope' WHERE id = '{poll.id}'")
    assert [(each.what, each.stands) for each in (await newsroom.recount())[1]] == [
        ("format", "unknown to this release")
    ]


async def test_many_pages_are_gone_through_in_turns(newsroom, monkeypatch):
    monkeypatch.setattr(recounting, "MOST_PAGES", 7)
    monkeypatch.setattr(recounting, "MOST_HEADS", 2)
    monkeypatch.setattr(sheets, "PAGE", 3)
    urls = [f"{ORIGIN}/{number}" for number in range(60)]
    for number, url in enumerate(urls):
        for by in range(number % 5):
            await newsroom.cast(by, "points", {"vote": 1}, url=url)
    summary, found = await newsroom.recount()
    assert (summary.widgets, summary.sheets, found) == (48, 120, [])
    await tamper(newsroom, "UPDATE tally SET turnout = turnout + 1")
    summary, found = await newsroom.recount(fix=True)
    assert (summary.differing, summary.repaired) == (48, 48)
    assert {each.name for each in found} == {f"points of {url}" for at, url in enumerate(urls) if at % 5}
    assert (await newsroom.recount())[1] == []
    assert PARTITIONS > 9


def test_runs_are_bounded_and_lose_nobody(monkeypatch):
    monkeypatch.setattr(recounting, "MOST_SHEETS", 10)
    heads = [Head(str(at), n) for at, n in enumerate([3, 4, 3, 1, 50, 2, 0, 0])]
    assert list(divide(heads)) == [["0", "1", "2"], ["3"], ["4"], ["5", "6", "7"]]
    assert list(divide([])) == []
