"""Recounts see one moment: a tally and the sheets that it is of, whatever is cast meanwhile."""

from tests.ledger.votes import create, mark, vote, widget
from widgets.ledger import recount, tallies


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
