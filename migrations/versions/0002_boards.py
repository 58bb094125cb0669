"""Boards: which page a page's own widget belongs to, and what imports added to its tally when.

The release before this one may go on running: pages that it creates are listed by the worker like all others.
What it imports meanwhile counts as readers' doing on the boards until it is imported again or 30 days old.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("page", sa.Column("listed", sa.Boolean, nullable=False, server_default="false"))
    # All pages at first; building it takes about a second for a million, in which no page can be created.
    op.create_index("page_unlisted", "page", ["site", "url"], postgresql_where=sa.text("NOT listed"))
    op.create_table(
        "page_widget",
        sa.Column("widget", IDENT, primary_key=True),
        sa.Column("partition", sa.SmallInteger, nullable=False),
        sa.Column("site", IDENT, nullable=False),
        sa.Column("url", IDENT, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("page_widget_newest", "page_widget", ["site", sa.text("created_at DESC")])
    op.create_table(
        "balance_change",
        sa.Column("widget", IDENT, primary_key=True),
        sa.Column("at", MOMENT, primary_key=True),
        sa.Column("slot", IDENT, primary_key=True),
        sa.Column("key", IDENT, primary_key=True),
        sa.Column("difference", sa.BigInteger, nullable=False),
    )
    op.execute(
        "INSERT INTO balance_change (widget, at, slot, key, difference)"
        " SELECT widget, imported_at, slot, key, sum(count) FROM balance GROUP BY 1, 2, 3, 4"
    )
