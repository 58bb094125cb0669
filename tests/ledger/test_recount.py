"""Recounts see one moment: a tally and the sheets that it is of, whatever is cast meanwhile."""

import pytest

from tests.ledger.votes import create, head_of, mark, tally_of, vote, widget
from widgets.ledger import recount, tallies
from widgets.ledger.batch import Stale


async def test_a_ballot_that_comes_during_a_recount_is_no_difference(lanes, postgres, engine, monkeypatch):
    await create(postgres, 1)
    await lanes.cast(vote("red", by=1))
    select_standings = tallies.select_standings

    async def interrupted(*asked):
        found = await select_standings(*asked)
        await lanes.cast(vote("red", by=2))
        return found

    monkeypatch.setattr(recount, "select_standings", interrupted)
    found = (await recount.recount(engine, {widget(1): mark}))[widget(1)]
    assert found.stands.tally == found.follows.tally == {"": {"red": 1}}
    assert found.stands.turnout == found.follows.turnout == 1


async def test_a_repair_by_another_spec_than_the_tallys_changes_nothing(lanes, postgres, engine):
    await create(postgres, 1)
    await lanes.cast(vote("red"))
    await postgres.execute("""UPDATE tally SET counts = '{"red": 7}'""")
    before = await head_of(postgres)
    with pytest.raises(Stale):
        await recount.repair(engine, widget(1), mark, 1)
    assert await head_of(postgres) == before
    await recount.repair(engine, widget(1), mark, 0)
    assert await tally_of(postgres) == {"": {"red": 1}}
