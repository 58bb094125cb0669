"""Sheets set aside and restored: the marks go and come back exactly, and nothing else changes."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.ledger.votes import (
    cast_all,
    connected,
    counted_from_sheets,
    create,
    head_of,
    mark,
    opened,
    tally_of,
    vote,
    widget,
)
from widgets.errors import Conflicting, Unknown
from widgets.ledger import acts, aside, deeds, outbox
from widgets.ledger.acts import Act
from widgets.ledger.aside import Chosen, move, read_chosen
from widgets.ledger.batch import Stale
from widgets.ledger.connection import Engine, open_engine, reading
from widgets.model import GREATEST_COUNT
from widgets.patterns import By
from widgets.staff import Deed

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PEOPLE = """
    SELECT count(*) FILTER (WHERE aside), count(*) FILTER (WHERE NOT aside AND ballots <> '{}') FROM sheet
"""


def readers(*numbers: int) -> Chosen:
    return Chosen(readers=tuple(number.to_bytes(16, "big") for number in numbers))


async def move_all(engine: Engine, chosen: Chosen, *, aside: bool) -> int:
    moved, total = 1, 0
    while moved:
        moved, _ = await move(engine, widget(1), chosen, mark, 0, aside=aside)
        total += moved
    return total


async def test_marks_go_and_come_back(lanes, postgres, engine):
    await create(postgres, 1)
    await cast_all(lanes, [vote("red" if by % 2 else "green", by=by) for by in range(10)])
    before = await head_of(postgres)
    moved, held = await move(engine, widget(1), readers(1, 3, 4), mark, 0, aside=True)
    assert moved == 3
    head = await head_of(postgres)
    assert await tally_of(postgres) == {"": {"red": 3, "green": 4}} == await counted_from_sheets(postgres)
    assert (head["turnout"], head["aside"]) == (7, 3)
    assert head["version"] > before["version"]
    assert [(each.widget, each.version, each.aside) for each in held.standings] == [
        (widget(1), head["version"], 3)
    ]
    assert held.outbox in await outbox.select_left_over(engine, seconds=0)
    assert await move_all(engine, readers(1, 2, 3, 4), aside=False) == 3
    head = await head_of(postgres)
    assert await tally_of(postgres) == {"": {"red": 5, "green": 5}}
    assert (head["turnout"], head["aside"]) == (10, 0)


async def test_what_is_aside_already_is_not_moved_again(lanes, postgres, engine):
    await create(postgres, 1)
    await lanes.cast(vote("red"))
    assert await move_all(engine, readers(1), aside=True) == 1
    before = await head_of(postgres)
    moved, held = await move(engine, widget(1), readers(1), mark, 0, aside=True)
    assert (moved, held.standings, held.outbox) == (0, [], None)
    assert await head_of(postgres) == before


async def test_an_empty_sheet_can_be_set_aside_without_touching_turnout(lanes, postgres, engine):
    await create(postgres, 1)
    await lanes.cast(vote("red", by=1))
    await lanes.cast(vote("red", by=2))
    await lanes.cast(vote(None, by=2))
    await move_all(engine, readers(2), aside=True)
    assert (await head_of(postgres))["turnout"] == 1
    await lanes.cast(vote("green", by=2))
    assert await tally_of(postgres) == {"": {"red": 1}}
    await move_all(engine, readers(2), aside=False)
    assert await tally_of(postgres) == {"": {"red": 1, "green": 1}} == await counted_from_sheets(postgres)
    assert (await head_of(postgres))["turnout"] == 2


async def test_a_network_in_a_time_range_is_chosen_exactly(lanes, postgres, engine):
    await create(postgres, 1)
    casts = [structs.replace(vote("red", by=by), network=b"one" if by < 5 else b"other") for by in range(10)]
    await cast_all(lanes, casts)
    await postgres.execute(
        "UPDATE sheet SET cast_at = $1::timestamptz + get_byte(reader, 15) * interval '1 minute'", NOON
    )
    chosen = Chosen(network=b"one", since=NOON + MINUTE, until=NOON + 3 * MINUTE)
    assert await move_all(engine, chosen, aside=True) == 2
    aside_readers = await postgres.fetch("SELECT reader FROM sheet WHERE aside ORDER BY reader")
    assert [row["reader"][-1] for row in aside_readers] == [1, 2]


async def test_a_large_move_is_right_after_each_of_its_transactions(lanes, postgres, engine, monkeypatch):
    monkeypatch.setattr(aside, "AT_ONCE", 10)
    await create(postgres, 1)
    await cast_all(lanes, [vote("red", by=by) for by in range(35)])
    steps = []
    moved = 1
    while moved:
        moved, _ = await move(engine, widget(1), readers(*range(35)), mark, 0, aside=True)
        steps.append((moved, await tally_of(postgres)))
        await lanes.cast(vote("green", by=100 + len(steps)))
        assert await tally_of(postgres) == await counted_from_sheets(postgres)
    assert [moved for moved, _ in steps] == [10, 10, 10, 5, 0]


async def test_the_state_before_goes_into_the_history(lanes, postgres, engine):
    await create(postgres, 1)
    await lanes.cast(vote("red"))
    await postgres.execute("UPDATE tally SET version = version - 3600000000")
    await move_all(engine, readers(1), aside=True)
    assert await postgres.fetchrow("SELECT counts, turnout FROM history") == ('{"": {"red": 1}}', 1)


async def test_restoring_into_a_full_count_is_refused_and_changes_nothing(lanes, postgres, engine):
    await create(postgres, 1)
    await lanes.cast(vote("red"))
    await move_all(engine, readers(1), aside=True)
    await postgres.execute("UPDATE tally SET counts = $1", f'{{"red": {GREATEST_COUNT}}}')
    before = await head_of(postgres)
    with pytest.raises(Conflicting):
        await move(engine, widget(1), readers(1), mark, 0, aside=False)
    assert await head_of(postgres) == before
    assert await postgres.fetchval("SELECT aside FROM sheet")


async def test_another_revision_is_stale_and_no_tally_is_unknown(postgres, engine):
    await create(postgres, 1)
    with pytest.raises(Stale):
        await move(engine, widget(1), readers(1), mark, 1, aside=True)
    with pytest.raises(Unknown):
        await move(engine, widget(2), readers(1), mark, 0, aside=True)


votes = st.tuples(st.just("vote"), st.sampled_from(["red", "green", None]), st.integers(1, 5))
moves = st.tuples(st.booleans(), st.just(""), st.sets(st.integers(1, 5)))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(votes | moves, max_size=20))
def test_whatever_is_cast_and_moved_the_tally_is_the_sum_of_what_counts(database, steps):
    async def play() -> None:
        engine = open_engine(database)
        async with connected(database) as postgres, opened(database) as lanes:
            await postgres.execute("TRUNCATE sheet, tally, outbox, history")
            await create(postgres, 1)
            for kind, word, who in steps:
                if kind == "vote":
                    await lanes.cast(vote(word, by=who))
                else:
                    await move_all(engine, readers(*who) if who else readers(9), aside=kind)
            assert await tally_of(postgres) == await counted_from_sheets(postgres)
            head = await head_of(postgres)
            assert await postgres.fetchrow(PEOPLE) == (head["aside"], head["turnout"])
        await engine.dispose()

    asyncio.run(play())


async def test_a_choice_is_of_all_that_it_says_and_can_be_looked_at_first(lanes, postgres, engine):
    await create(postgres, 1)
    casts = [
        structs.replace(
            vote("red" if by % 2 else "green", by=by),
            network=b"one" if by < 6 else b"other",
            referrer="big.example" if by < 3 else "",
        )
        for by in range(10)
    ]
    await cast_all(lanes, casts)
    red = sha256(b'{"": "red"}').hexdigest()
    for chosen, readers in (
        (Chosen(choices=red), [1, 3, 5, 7, 9]),
        (Chosen(choices=red, network=b"one"), [1, 3, 5]),
        (Chosen(referrer="big.example"), [0, 1, 2]),
        (Chosen(referrer="", choices=red), [3, 5, 7, 9]),
    ):
        async with reading(engine) as connection:
            seen = [each async for each in read_chosen(connection, widget(1), chosen)]
        assert sum(number for _, number, _ in seen) == len(readers)
        assert await move_all(engine, chosen, aside=True) == len(readers)
        taken = await postgres.fetch("SELECT reader FROM sheet WHERE aside ORDER BY reader")
        assert [row["reader"][-1] for row in taken] == readers
        assert await move_all(engine, chosen, aside=False) == len(readers)


async def test_an_act_restores_what_it_set_aside_and_nothing_else(lanes, postgres, engine):
    await create(postgres, 1)
    await cast_all(lanes, [vote("red", by=by) for by in range(10)])
    acts_of = {"first": readers(0, 1, 2), "second": readers(1, 2, 3, 4), "": readers(8)}
    for act, chosen in acts_of.items():
        await move(engine, widget(1), chosen, mark, 0, aside=True, act=act)
    for act in ("first", "second"):
        known = Act(id=act, by=By.TIME, key="", since=NOON, until=NOON + MINUTE, name="Wren")
        await acts.add(engine, widget(1), known)
    assert {each.id: each.sheets for each in await acts.select_acts(engine, widget(1))} == {
        "first": 3,
        "second": 2,
    }
    assert [each.sheets for each in await acts.select_rest(engine, widget(1))] == [1]
    # Who casts again is still the act's.
    await lanes.cast(vote("green", by=3))
    assert await move_all(engine, Chosen(act="second"), aside=False) == 2
    assert await tally_of(postgres) == {"": {"red": 5, "green": 1}} == await counted_from_sheets(postgres)
    assert await move_all(engine, Chosen(act=""), aside=False) == 1
    assert [each.id for each in await acts.select_acts(engine, widget(1))] == ["first"]
    # However they are restored, they are no act's any more.
    await move_all(engine, readers(0, 1, 2), aside=False)
    assert await postgres.fetchval("SELECT count(*) FROM sheet_aside") == 0
    assert await acts.select_acts(engine, widget(1)) == []


async def test_what_the_release_before_restored_can_be_set_aside_by_another_act(lanes, postgres, engine):
    await create(postgres, 1)
    await lanes.cast(vote("red"))
    await move(engine, widget(1), readers(1), mark, 0, aside=True, act="first")
    # It knows nothing of acts, and leaves what is written of them.
    await postgres.execute("UPDATE sheet SET aside = false")
    await move(engine, widget(1), readers(1), mark, 0, aside=True, act="second")
    assert await postgres.fetchval("SELECT act FROM sheet_aside") == "second"


async def test_no_more_groups_are_told_than_can_be_looked_at(lanes, postgres, engine, monkeypatch):
    monkeypatch.setattr(acts, "MOST", 3)
    await create(postgres, 1)
    await cast_all(lanes, [structs.replace(vote("red", by=by), network=bytes([by])) for by in range(5)])
    await move_all(engine, readers(*range(5)), aside=True)
    assert len(await acts.select_rest(engine, widget(1))) == 3


async def test_the_log_says_how_many_were_moved(lanes, postgres, engine):
    await create(postgres, 1)
    await cast_all(lanes, [vote("red", by=by) for by in range(3)])
    for number in (2, 1):
        with deeds.doing(Deed(by="wren", name="Wren", what="set {ballots} aside.", site="demo")):
            await move(engine, widget(1), readers(*range(number, 3)), mark, 0, aside=True)
    log = await deeds.read(engine, "demo")
    assert [each.deed.what for each in log.entries] == ["set 1 ballot aside.", "set 1 ballot aside."]
