"""Boards as readers get them: from ballots that were cast, whatever was imported or set aside."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.newsroom import ORIGIN, PAGE, SITE, Newsroom, id_of, sheet_of
from widgets.boards import WINDOWS, Board, Boards, list_pages, weigh
from widgets.errors import Malformed, Unavailable, Unknown
from widgets.formats import page_formats
from widgets.importing import import_balances
from widgets.ledger import boards
from widgets.ledger.aside import Chosen
from widgets.model import Site
from widgets.moderation import About
from widgets.placing import place_own, place_site

OTHER = f"{ORIGIN}/other"


async def board(newsroom: Newsroom, by: str = "points", window: str = "24h") -> list[tuple[str, int, int]]:
    """A board that nobody has in memory."""
    await list_pages(newsroom.engine)
    view = await Boards(newsroom.engine, newsroom.voxpop.catalog).board(SITE, by, window)
    made = msgspec.json.decode(view.body, type=Board)
    assert (made.by, made.window) == (by, window)
    return [(each.url, each.count, each.total) for each in made.pages]


async def bring(newsroom: Newsroom, count: int, url: str = PAGE) -> None:
    line = f"url,format,key,count,source\n{url},points,up,{count},old\n"
    await import_balances(newsroom.engine, SITE, io.BytesIO(line.encode()))


async def test_ballots_of_all_kinds_and_nothing_else_make_a_page_trend(newsroom):
    for by in (1, 2, 3):
        await newsroom.cast(by, "points", {"vote": 1})
    await newsroom.cast(4, "points", {"vote": -1})
    await newsroom.cast(1, "points", {"vote": 1}, url=OTHER)
    await newsroom.cast(1, "reactions", {"reactions": ["love", "geeky"]}, url=OTHER)
    for channel in ("copy", "email"):
        await newsroom.cast(1, "shares", {}, channel, url=OTHER)
    await newsroom.cast(9, await newsroom.poll(), {"options": ["red"]})
    for window in WINDOWS:
        assert await board(newsroom, "points", window) == [(PAGE, 2, 2), (OTHER, 1, 1)]
        assert await board(newsroom, "reactions", window) == [(OTHER, 2, 2)]
        assert await board(newsroom, "shares", window) == [(OTHER, 2, 2)]
        assert await board(newsroom, "ballots", window) == [(PAGE, 4, 4), (OTHER, 3, 3)]


async def test_a_ballot_taken_back_or_set_aside_leaves_the_board(newsroom):
    for by in (1, 2):
        await newsroom.cast(by, "points", {"vote": 1})
    await newsroom.cast(1, "points", {"vote": 1}, url=OTHER)
    await newsroom.cast(2, "points", None)
    assert await board(newsroom) == [(PAGE, 1, 1), (OTHER, 1, 1)]
    about = About(site=SITE, widget=id_of("points"), url=PAGE)
    await newsroom.moderation.move(about, Chosen(readers=(sheet_of(1, "points"),)), aside=True)
    assert await board(newsroom) == [(OTHER, 1, 1)]
    await newsroom.moderation.move(about, Chosen(readers=(sheet_of(1, "points"),)), aside=False)
    assert await board(newsroom) == [(PAGE, 1, 1), (OTHER, 1, 1)]


async def test_imports_and_corrections_of_them_are_no_trend(newsroom):
    await bring(newsroom, 500)
    await bring(newsroom, 900, OTHER)
    await newsroom.cast(1, "points", {"vote": 1})
    for count in (700, 700, 300):
        await bring(newsroom, count)
        assert await board(newsroom) == [(PAGE, 1, count + 1)]


async def test_what_was_imported_long_ago_is_forgotten_by_the_next_import(newsroom, database):
    await bring(newsroom, 5)
    connection = await asyncpg.connect(database)
    await connection.execute("UPDATE balance_change SET at = at - interval '32 days'")
    await bring(newsroom, 7)
    assert await connection.fetchval("SELECT array_agg(difference) FROM balance_change") == [2]
    await connection.close()


async def test_a_board_is_kept_while_the_ledger_is_away(newsroom, monkeypatch):
    await newsroom.cast(1, "points", {"vote": 1})
    await list_pages(newsroom.engine)
    kept = newsroom.voxpop.boards
    before = await kept.board(SITE, "points", "24h")

    async def away(*_: object) -> None:
        raise Unavailable("ledger_away", "Away.")

    monkeypatch.setattr(boards, "select_trending", away)
    kept.made.forget(SITE, "points", "24h")
    assert await kept.board(SITE, "points", "24h") == before
    with pytest.raises(Unavailable):
        await kept.board(SITE, "points", "7d")


async def test_many_who_ask_at_once_ask_the_ledger_once(newsroom, monkeypatch):
    asked = []
    select = boards.select_trending

    async def note(*asking: Any) -> Any:
        asked.append(asking)
        return await select(*asking)

    monkeypatch.setattr(boards, "select_trending", note)
    views = await asyncio.gather(*(newsroom.voxpop.boards.board(SITE, "points", "24h") for _ in range(50)))
    assert (len(asked), len(set(map(id, views)))) == (1, 1)
    assert views[0].max_age == 10


async def test_nothing_but_the_boards_there_are_reaches_the_ledger(newsroom):
    for by, window in (("poll", "24h"), ("points", "25h"), ("", "24h")):
        with pytest.raises(Malformed):
            await newsroom.voxpop.boards.board(SITE, by, window)
    with pytest.raises(Unknown):
        await newsroom.voxpop.boards.board("nowhere", "points", "24h")


@given(st.sampled_from(list(WINDOWS)), st.integers(0, 10**16))
def test_a_window_begins_where_the_history_is_exact(window, microseconds):
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    length, grain = WINDOWS[window]
    since = WINDOWS[window].start(now)
    assert now - length - grain < since <= now - length
    assert since == since.replace(
        minute=since.minute if grain < timedelta(hours=1) else 0, second=0, microsecond=0
    )
    assert since.minute % 5 == 0


counts = st.integers(0, 10**6)


@given(st.data())
def test_the_total_of_a_pages_own_widget_is_the_sum_that_boards_take_it_for(data):
    site = place_site(Site(id=SITE, name="News", origins=(ORIGIN,)))
    for format in page_formats():
        placed = place_own(site, PAGE, format)
        tally = {slot: {key: data.draw(counts) for key in keys} for slot, keys in placed.counted.items()}
        weights = weigh(placed)
        weighed = sum(weights[slot][key] * n for slot, keys in tally.items() for key, n in keys.items())
        assert format.total(placed.spec, tally) == weighed
