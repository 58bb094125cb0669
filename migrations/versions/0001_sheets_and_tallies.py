"""Sheets and tallies, sites, pages and widgets, outbox, history, balances and studies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None

HASH_PARTITIONS = 8
IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def ident(name: str, *, key: bool = False) -> sa.Column[str]:
    """Give a column of ids, compared byte by byte."""
    return sa.Column(name, IDENT, primary_key=key, nullable=False)


def moment(name: str, *, optional: bool = False, now: bool = False) -> sa.Column[object]:
    """Give a column of times with a zone."""
    return sa.Column(name, MOMENT, nullable=optional, server_default=sa.text("now()") if now else None)


def upgrade() -> None:
    """Create the tables of the first release."""
    create_catalog()
    create_distributed()
    create_rest()
    # A page's own widgets are looked up by page; the rest of the catalog by primary key.
    op.create_index("widget_page", "widget", ["site", "url"])


def create_catalog() -> None:
    """Create what moderators write: sites, pages, widgets and their specs."""
    op.create_table(
        "site",
        ident("id", key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("origins", ARRAY(sa.Text), nullable=False),
        sa.Column("page_quota", sa.Integer, nullable=False, comment="new pages an hour"),
        sa.Column(
            "page_specs", JSONB, nullable=False, comment="specs of page widgets that differ from the default"
        ),
        sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    )
    op.create_table(
        "page_quota",
        ident("site", key=True),
        moment("hour"),
        sa.Column("used", sa.Integer, nullable=False),
    )
    op.create_table(
        "page",
        ident("site", key=True),
        ident("url", key=True),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("reading_minutes", sa.Integer),
        moment("created_at", now=True),
    )
    op.create_table(
        "widget",
        ident("id", key=True),
        ident("site"),
        sa.Column("url", IDENT, nullable=False, comment="the page it stands on, or empty"),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("reveal", sa.Text, nullable=False),
        moment("published_at", optional=True),
        moment("opens_at", optional=True),
        moment("closes_at", optional=True),
        moment("retired_at", optional=True),
        sa.Column("frozen", sa.Boolean, nullable=False, server_default="false"),
        moment("created_at", now=True),
    )
    op.create_table(
        "spec",
        ident("widget", key=True),
        sa.Column("revision", sa.Integer, primary_key=True, comment="the revision since which it holds"),
        sa.Column("body", JSONB, nullable=False),
        moment("written_at", now=True),
    )


def create_distributed() -> None:
    """Create the tables that are spread by partition, with settings that keep updates on their page."""
    distributed("tally", TALLY, fillfactor=50)
    distributed("sheet", SHEET, fillfactor=85)
    distributed("history", HISTORY, fillfactor=100)


TALLY = """
    slot text COLLATE "C" NOT NULL,
    counts jsonb NOT NULL DEFAULT '{}',
    turnout bigint NOT NULL DEFAULT 0,
    aside bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0,
    revision integer NOT NULL DEFAULT 0,
    PRIMARY KEY (partition, widget, slot)
"""
SHEET = """
    reader bytea NOT NULL,
    ballots jsonb NOT NULL,
    cast_at timestamptz NOT NULL,
    network bytea NOT NULL,
    referrer text NOT NULL,
    aside boolean NOT NULL DEFAULT false,
    PRIMARY KEY (partition, widget, reader)
"""
HISTORY = """
    at timestamptz NOT NULL,
    counts jsonb NOT NULL,
    turnout bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (partition, widget, at)
"""


def distributed(name: str, columns: str, *, fillfactor: int) -> None:
    """Create one table spread over the hash partitions."""
    op.execute(
        f'CREATE TABLE {name} (partition smallint NOT NULL, widget text COLLATE "C" NOT NULL, {columns})'
        " PARTITION BY HASH (partition)"
    )
    for i in range(HASH_PARTITIONS):
        op.execute(
            f"CREATE TABLE {name}_{i} PARTITION OF {name}"
            f" FOR VALUES WITH (MODULUS {HASH_PARTITIONS}, REMAINDER {i})"
            f" WITH (fillfactor = {fillfactor}, autovacuum_vacuum_scale_factor = 0.02,"
            " autovacuum_vacuum_cost_delay = 0)"
        )


def create_rest() -> None:
    """Create the outbox, opening balances and studies."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        moment("written_at"),
        sa.Column("widgets", ARRAY(IDENT), nullable=False, comment="tallies Redis may not have yet"),
    )
    op.create_table(
        "balance",
        ident("widget", key=True),
        ident("slot", key=True),
        ident("key", key=True),
        ident("source", key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        moment("imported_at"),
    )
    op.create_table(
        "study",
        ident("widget", key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("body", JSONB, nullable=False),
        moment("written_at"),
    )
