"""Migrations: what an older release has written is there for this one, and it may go on writing."""

import asyncio

import asyncpg
from alembic import command

from tests.ledger.votes import connected, page, widget
from widgets.ledger import migration, pages, sites, unsettled
from widgets.ledger.boards import Measure, list_pages, select_trending
from widgets.ledger.connection import Engine, open_engine
from widgets.ledger.working import EPOCH
from widgets.model import Page, partition_of
from widgets.titles import fold


async def upgrade_to(revision: str, database: str, monkeypatch) -> None:
    """Bring a database to the schema of an older release."""
    upgrade = command.upgrade
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, _: upgrade(config, revision))
        await migration.upgrade(database)


async def write(postgres: asyncpg.Connection, number: int) -> None:
    """Create a page and count on it what was imported and one ballot, as the first release does."""
    id = widget(number)
    await postgres.execute("INSERT INTO page (site, url) VALUES ('demo', $1)", page(number))
    await postgres.execute(
        "INSERT INTO tally (partition, widget, slot, counts, turnout, version)"
        " VALUES ($1, $2, '', '{\"up\": 101}', 1, 5)",
        partition_of(id),
        id,
    )


async def listed(engine: Engine) -> list[tuple[str, int]]:
    await list_pages(engine, lambda site, url: [("words", widget(int(url.rpartition("/")[2])))])
    found = await select_trending(engine, "demo", Measure(["words"], {"": {"up": 1}}), EPOCH, 50)
    return [(each.url, each.count) for each in found]


HOLDING = """
    INSERT INTO widget (id, site, url, format, revision, reveal)
    VALUES ('w_held', 'demo', '', 'poll', 1, 'always')
"""
BUILT = """
    SELECT indisvalid, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indexrelid = 'widget_newest'::regclass
"""
BUILDING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%INDEX CONCURRENTLY%'
"""


async def test_widgets_are_written_while_their_index_is_built_and_a_half_built_one_is_mended(
    empty_database, monkeypatch
):
    await upgrade_to("0003", empty_database, monkeypatch)
    async with connected(empty_database) as writer, connected(empty_database) as other:
        await other.execute("CREATE INDEX widget_newest ON widget (site) WHERE false")
        await writer.execute("BEGIN")
        await writer.execute(HOLDING)
        building = asyncio.create_task(upgrade_to("0004", empty_database, monkeypatch))
        while not await other.fetchval(BUILDING):
            assert not building.done(), building
        # A plain CREATE INDEX that waits lets nobody write to the table behind it.
        await other.execute("SET lock_timeout = '2s'")
        await other.execute(HOLDING.replace("w_held", "w_other"))
        await writer.execute("COMMIT")
        await building
        valid, definition = await other.fetchrow(BUILT)
    assert valid
    assert definition.endswith("(site, created_at DESC, id)")


async def test_boards_know_the_pages_and_imports_of_the_release_before(empty_database, monkeypatch):
    await upgrade_to("0001", empty_database, monkeypatch)
    engine = open_engine(empty_database)
    async with connected(empty_database) as postgres:
        await write(postgres, 1)
        for source, count in (("old", 60), ("older", 40)):
            await postgres.execute(
                "INSERT INTO balance VALUES ($1, '', 'up', $2, $3, now())", widget(1), source, count
            )
        await migration.upgrade(empty_database)
        assert await listed(engine) == [(page(1), 1)]
        await write(postgres, 2)
        assert await listed(engine) == [(page(2), 101), (page(1), 1)]
    await engine.dispose()


async def test_pages_of_the_release_before_have_the_sites_tone(empty_database, monkeypatch):
    await upgrade_to("0011", empty_database, monkeypatch)
    async with connected(empty_database) as postgres:
        await postgres.execute(
            "INSERT INTO site (id, name, origins, page_quota, page_specs)"
            " VALUES ('demo', 'Demo', '{https://news.example}', 9, '{}')"
        )
        await write(postgres, 1)
        await migration.upgrade(empty_database)
        await write(postgres, 2)
    engine = open_engine(empty_database)
    for number in (1, 2):
        found, _ = await pages.find(engine, "demo", page(number))
        assert found == Page(site="demo", url=page(number))
    site = await sites.find(engine, "demo")
    assert site is not None
    assert site.follows_tone
    await engine.dispose()


async def test_pictures_of_what_the_release_before_rejected_are_looked_at_again(empty_database, monkeypatch):
    await upgrade_to("0012", empty_database, monkeypatch)
    engine, names = open_engine(empty_database), [f"m_{letter * 22}" for letter in "ab-"]
    async with connected(empty_database) as postgres:
        await postgres.execute(HOLDING)
        for number, (name, status) in enumerate(
            zip(names, ("rejected", "approved", "rejected"), strict=True)
        ):
            body = f'{{"title": "m_", "picture": {{"media": "{name}"}}}}'
            await postgres.execute(
                "INSERT INTO submission (widget, id, body, status, reader, network)"
                " VALUES ('w_held', $1, $2, $3, '', '')",
                f"s_{number}",
                body,
                status,
            )
    await migration.upgrade(empty_database)
    assert sorted(await unsettled.select_some(engine, 9)) == [("demo", names[2]), ("demo", names[0])]
    await engine.dispose()


async def test_widgets_of_the_release_before_are_found_by_their_words(empty_database, monkeypatch):
    await upgrade_to("0013", empty_database, monkeypatch)
    async with connected(empty_database) as postgres:
        await postgres.execute(HOLDING)
        await postgres.execute(
            "INSERT INTO spec (widget, revision, body)"
            " VALUES ('w_held', 1, '{\"title\": \"Older\"}'), ('w_held', 2, '{\"title\": \"Die STRAßE\"}')"
        )
        await migration.upgrade(empty_database)
        words = await postgres.fetchval("SELECT words FROM widget WHERE id = 'w_held'")
    assert words == fold("Die Straße")
