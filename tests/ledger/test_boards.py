"""Boards: what pages gained since a time, from tallies and history, against a naive recount."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger.paper import NOW, SECOND, SINCE, Paper, own
from tests.ledger.votes import connected, page
from widgets.ledger import boards
from widgets.ledger.boards import Measure, Trend, list_pages, select_trending
from widgets.ledger.connection import Engine, open_engine
from widgets.ledger.history import thin_out

WORDS = Measure(["words"], {"": {"up": 1, "down": -1}, "mail": {"up": 1}})
TURNOUT = Measure(["words", "signs"], {}, turnout=1)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def paper(postgres: asyncpg.Connection) -> Paper:
    return Paper(postgres)


async def trending(
    engine: Engine, measure: Measure = WORDS, since: datetime = SINCE, most: int = 50, site: str = "demo"
) -> dict[str, Any]:
    """The board as {number of the page: (count, total)}, in its order."""
    while await list_pages(engine, own):
        pass
    found = await select_trending(engine, site, measure, since, most)
    return {each.url.rpartition("/")[2]: (each.count, each.total) for each in found}


async def test_only_what_came_since_the_windows_start_counts(paper, engine):
    await paper.publish(1, 2, 3)
    for at in (SINCE - SECOND, SINCE, SINCE + SECOND):
        await paper.change(at, {"": {"up": 1}}, on=1)
    await paper.change(SINCE - SECOND, {"": {"up": 5}}, on=2)
    await paper.change(SINCE, {"": {"up": 1}}, on=3)
    assert await trending(engine) == {"1": (2, 3), "3": (1, 1)}
    [first, _] = await select_trending(engine, "demo", WORDS, SINCE, 50)
    assert first == Trend(page(1), "Page 1", 2, 3)


async def test_a_total_is_weighed_key_by_key_in_every_slot(paper, engine):
    await paper.publish(1)
    await paper.change(SINCE - SECOND, {"": {"up": 9, "down": 2}, "mail": {"up": 4}})
    await paper.change(NOW, {"": {"up": 5, "down": 3, "other": 50}, "mail": {"up": 2}, "gone": {"up": 70}})
    assert await trending(engine) == {"1": (4, 15)}


async def test_what_was_imported_is_no_trend_whenever_it_came(paper, engine):
    await paper.publish(1, 2, 3)
    await paper.bring(NOW, 1000, on=1)
    await paper.bring(SINCE - SECOND, 400, on=2)
    await paper.change(NOW, {"": {"up": 2}}, on=2)
    await paper.bring(SINCE - SECOND, 100, on=3)
    await paper.change(SINCE, {"": {"up": 3}}, on=3)
    await paper.bring(NOW, -20, on=3)
    assert await trending(engine) == {"3": (3, 83), "2": (2, 402)}


async def test_sheets_set_aside_leave_the_board_and_come_back(paper, engine):
    await paper.publish(1, 2)
    await paper.change(SINCE, {"": {"up": 3}}, on=1, turnout=3)
    await paper.change(SINCE, {"": {"up": 2}}, on=2, turnout=2)
    await paper.change(NOW, {"": {"up": -3}}, on=1, turnout=-3)
    assert await trending(engine) == {"2": (2, 2)}
    assert await trending(engine, TURNOUT) == {"2": (2, 2)}
    await paper.change(NOW, {"": {"up": 3}}, on=1, turnout=3)
    assert await trending(engine) == {"1": (3, 3), "2": (2, 2)}


async def test_turnout_is_summed_over_all_own_widgets_of_a_page(paper, engine):
    await paper.publish(1, 2)
    await paper.change(SINCE - SECOND, {}, on=1, turnout=7)
    await paper.change(NOW, {}, on=1, turnout=1)
    await paper.change(NOW, {}, on=1, turnout=2, format="signs")
    await paper.change(NOW, {}, on=2, turnout=2)
    assert await trending(engine, TURNOUT) == {"1": (3, 10), "2": (2, 2)}
    assert await trending(engine, Measure(["signs"], {}, turnout=1)) == {"1": (2, 2)}


async def test_equal_pages_stand_in_the_order_of_their_urls_and_the_board_ends_in_time(paper, engine):
    numbers = [7, 3, 5, 1, 9]
    await paper.publish(*numbers)
    for each in numbers:
        await paper.change(NOW, {"": {"up": 2 if each == 9 else 1}}, on=each)
    assert list(await trending(engine)) == ["9", "1", "3", "5", "7"]
    assert list(await trending(engine, most=3)) == ["9", "1", "3"]


async def test_a_site_sees_its_own_pages_alone(paper, engine):
    await paper.publish(1)
    await paper.publish(1, 2, site="other")
    await paper.change(NOW, {"": {"up": 1}})
    await paper.change(NOW, {"": {"up": 4}}, on=2, site="other")
    assert await trending(engine) == {"1": (1, 1)}
    assert await trending(engine, site="other") == {"2": (4, 4)}


async def test_of_very_many_pages_the_newest_are_looked_at(paper, engine, monkeypatch):
    monkeypatch.setattr(boards, "NEWEST", 2)
    await paper.publish(1, 2, 3)
    for each in (1, 2, 3):
        await paper.change(NOW, {"": {"up": 1}}, on=each)
    assert list(await trending(engine)) == ["2", "3"]


async def test_every_page_is_listed_once_by_any_number_of_workers(paper, engine, postgres, monkeypatch):
    monkeypatch.setattr(boards, "STEP", 4)
    await paper.publish(*range(30))

    async def work() -> int:
        return sum([count async for count in steps()])

    async def steps():
        while count := await list_pages(engine, own):
            yield count

    assert sum(await asyncio.gather(work(), work(), work())) == 30
    listed = await postgres.fetch("SELECT url, format, widget FROM page_widget")
    expected = {(page(each), format, id) for each in range(30) for format, id in own("demo", page(each))}
    assert {tuple(each) for each in listed} == expected
    await paper.publish(31)
    assert await list_pages(engine, own) == 1


# Times before and after the window's start: far away, and close by on both sides.
times = st.one_of(
    st.integers(-20 * 86400, 86400), st.integers(-700, 700), st.sampled_from([-1, 0, 1, -300, 300])
).map(lambda seconds: SINCE + seconds * SECOND)
events = st.lists(
    st.tuples(times, st.integers(1, 3), st.sampled_from(["up", "down", "import"]), st.integers(-2, 5)),
    max_size=25,
).map(sorted)


def naive(happened: list[tuple[datetime, int, str, int]]) -> list[tuple[str, int, int]]:
    """What the board must be: event by event."""
    count, total = Counter[int](), Counter[int]()
    for at, number, kind, n in happened:
        gained = -n if kind == "down" else n
        total[number] += gained
        if at >= SINCE and kind != "import":
            count[number] += gained
    found = [(page(each), count[each], total[each]) for each in count if count[each] > 0]
    return sorted(found, key=lambda each: (-each[1], each[0]))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events)
def test_a_board_is_what_a_naive_recount_makes_it(database, happened):
    async def play() -> None:
        engine = open_engine(database)
        async with connected(database) as postgres:
            await postgres.execute("TRUNCATE page, page_widget, tally, history, balance_change")
            paper = Paper(postgres)
            await paper.publish(1, 2, 3)
            for at, number, kind, n in happened:
                if kind == "import":
                    await paper.bring(at, n, on=number)
                else:
                    await paper.change(at, {"": {kind: n}}, on=number)
            await list_pages(engine, own)
            # Thinned out on the way as the worker does, which must change nothing.
            for _ in range(2):
                found = await select_trending(engine, "demo", WORDS, SINCE, 50)
                assert [(each.url, each.count, each.total) for each in found] == naive(happened)
                await thin_out(engine, NOW)
        await engine.dispose()

    asyncio.run(play())
