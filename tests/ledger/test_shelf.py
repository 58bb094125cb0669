"""The list of a site's widgets: its conditions say what a widget's status says, and an index serves it."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import text

from tests.ledger.votes import widget
from widgets.ledger import shelf, widgets
from widgets.ledger.connection import Engine, reading, writing
from widgets.ledger.shelf import Wanted, select_entries
from widgets.model import Reveal, Status, Widget

pytestmark = pytest.mark.anyio

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)
MOMENTS = (None, NOW - timedelta(hours=1), NOW, NOW + timedelta(hours=1))


async def test_a_status_is_looked_for_as_it_is_computed(engine: Engine) -> None:
    """Every way in which the four moments can lie about now."""
    made = []
    for at, moments in enumerate(product(MOMENTS, repeat=4)):
        made.append(
            Widget(
                id=widget(at),
                site="demo",
                url="",
                format="poll",
                spec=b"{}",
                revision=1,
                reveal=Reveal.ALWAYS,
                published_at=moments[0],
                opens_at=moments[1],
                closes_at=moments[2],
                retired_at=moments[3],
            )
        )
        await widgets.create(engine, made[-1])
    for status in Status:
        wanted = Wanted(site="demo", now=NOW, status=status)
        found, _ = await select_entries(engine, wanted, 1000)
        assert {each.widget.id for each in found} == {each.id for each in made if each.status(NOW) is status}


async def test_no_search_reads_more_the_larger_a_site_is(engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr(shelf, "LOOKED_AT", 50)
    async with writing(engine) as connection:
        fill = """INSERT INTO widget (id, site, url, format, revision, reveal, created_at, words)
            SELECT 'w_' || lpad(n::text, 22, '0'), 'site' || n % 20, '', 'poll', 1, 'always',
                now() - n * interval '1 second', 'word' || n FROM generate_series(1, 20000) n"""
        await connection.execute(text(fill))
    async with writing(engine) as connection:
        await connection.execute(text("ANALYZE widget"))
    window = shelf.look_at("site3", (NOW, widget(1)))
    wanted = Wanted(site="site3", now=NOW, words=("word2",), status=Status.DRAFT)
    asked = window.select().where(*shelf.conditions(wanted, window))
    sql = asked.compile(engine.sync_engine, compile_kwargs={"literal_binds": True})
    async with reading(engine) as connection:
        plan = "\n".join(await connection.scalars(text(f"EXPLAIN {sql}".replace(":", "\\:"))))
    assert "widget_newest" in plan
    assert "Seq Scan" not in plan
