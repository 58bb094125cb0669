"""Bring a database to this release's schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from widgets.ledger.connection import sqlalchemy_url

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
LOCK_TIMEOUT = "5s"
"""How long a migration waits for a table lock before it gives up, lest every reader queue behind it."""

ONE_AT_A_TIME = 7_082_026
"""The advisory lock that keeps two machines from migrating at once."""


async def upgrade(database_url: str) -> None:
    """Apply every migration that is missing. Raises what the driver raises when Postgres is away."""
    engine = create_async_engine(sqlalchemy_url(database_url))
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})"))
            await connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
            await connection.commit()
            await connection.run_sync(run)
            await connection.execute(text(f"SELECT pg_advisory_unlock({ONE_AT_A_TIME})"))
            await connection.commit()
    finally:
        await engine.dispose()


def run(connection: Connection) -> None:
    """Run the migrations on a connection that stands."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
