"""When readers took part: from tallies and history, against a naive recount."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger.paper import NOW, SINCE, Paper, own
from tests.ledger.votes import connected, page
from widgets.ledger.boards import list_pages
from widgets.ledger.connection import Engine, open_engine
from widgets.ledger.gains import Busy, select_busiest, select_gains, select_gains_of, select_own
from widgets.ledger.history import thin_out
from widgets.model import page_widget_id

HOUR = timedelta(hours=1)
START = SINCE.replace(minute=0)

pytestmark = pytest.mark.anyio

changes = st.lists(
    st.tuples(
        st.integers(-3 * 12, 25 * 12),
        st.integers(1, 3),
        st.sampled_from(["words", "signs"]),
        st.integers(1, 9),
    ),
    max_size=30,
)


def span_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


async def check(engine: Engine, made: list[tuple[datetime, str, int]], since: datetime) -> None:
    """Compare what the ledger tells with what was done."""
    late = [(at, widget, readers) for at, widget, readers in made if at >= since]
    spans: Counter[datetime] = Counter()
    widgets: Counter[str] = Counter()
    for at, widget, readers in late:
        spans[span_of(at)] += readers
        widgets[widget] += readers
    assert {each.at: each.readers for each in await select_gains(engine, "demo", since, HOUR)} == spans
    busiest = await select_busiest(engine, "demo", since, 2)
    assert busiest == [
        Busy(*each) for each in sorted(widgets.items(), key=lambda each: (-each[1], each[0]))[:2]
    ]
    for widget in widgets:
        mine = Counter[datetime]()
        for at, each, readers in late:
            mine[span_of(at)] += readers * (each == widget)
        found = {each.at: each.readers for each in await select_gains_of(engine, widget, since, HOUR)}
        assert found == +mine


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes, st.booleans())
def test_gains_are_what_a_naive_recount_makes_them(database, some, thin):
    async def play() -> None:
        engine = open_engine(database)
        async with connected(database) as postgres:
            await postgres.execute("TRUNCATE page, page_widget, history, tally")
            paper = Paper(postgres)
            await paper.publish(1, 2, 3)
            await paper.publish(9, site="other")
            await paper.change(NOW, {"": {"up": 1}}, on=9, turnout=5, site="other")
            made = []
            for minutes, on, format, readers in sorted(some):
                at = START + minutes * timedelta(minutes=5)
                await paper.change(at, {"": {"up": readers}}, on=on, turnout=readers, format=format)
                made.append((at, page_widget_id("demo", page(on), format), readers))
            await list_pages(engine, own)
            if thin:
                await thin_out(engine, START + timedelta(days=20))
            await check(engine, made, START)
        await engine.dispose()

    asyncio.run(play())


async def test_who_takes_everything_back_is_no_reader_any_more(postgres, engine):
    paper = Paper(postgres)
    await paper.publish(1)
    await list_pages(engine, own)
    await paper.change(START, {"": {"up": 3}}, turnout=3)
    await paper.change(START + HOUR, {"": {"up": -2}}, turnout=-2)
    assert [each.readers for each in await select_gains(engine, "demo", START, HOUR)] == [3, -2]
    [busy] = await select_busiest(engine, "demo", START, 9)
    assert busy.readers == 1
    assert await select_own(engine, [busy.widget, "w_nobody"]) == {busy.widget: ("words", page(1))}


async def test_what_was_cast_before_is_not_counted_however_long_ago(postgres, engine):
    paper = Paper(postgres)
    await paper.publish(1)
    await list_pages(engine, own)
    await paper.change(datetime(2030, 1, 1, tzinfo=UTC), {"": {"up": 7}}, turnout=7)
    assert await select_gains(engine, "demo", START, HOUR) == []
    await paper.change(NOW, {"": {"up": 1}}, turnout=1)
    assert [each.readers for each in await select_gains(engine, "demo", START, HOUR)] == [1]
