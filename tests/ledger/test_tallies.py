"""Tallies as they are read: together with the reader's own sheets they are of one moment."""

from tests.ledger.votes import create, vote, widget
from widgets.ledger import tallies


async def test_own_sheets_and_tallies_are_of_one_moment(lanes, postgres, engine, monkeypatch):
    await create(postgres, 1)
    await lanes.cast(vote("red"))
    select_standings = tallies.select_standings

    async def interrupted(*asked):
        found = await select_standings(*asked)
        await lanes.cast(vote("green"))
        return found

    monkeypatch.setattr(tallies, "select_standings", interrupted)
    standings, sheets = await tallies.read_with_sheets(engine, {widget(1): vote("red").reader})
    assert standings[widget(1)].tally == {"": {"red": 1}}
    assert sheets == {widget(1): b'{"":"red"}'}
