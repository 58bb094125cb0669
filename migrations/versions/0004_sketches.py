"""Sketches: what moderators have typed and not saved, and drafts that wait for an editor."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Widgets are many and in use: nobody waits for this index, and building it again mends one half built.
    # It comes first, for what stands before it would be committed without this migration being known as done.
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS widget_newest")
        op.create_index(
            "widget_newest",
            "widget",
            ["site", sa.text("created_at DESC"), "id"],
            postgresql_concurrently=True,
        )
    op.create_table(
        "sketch",
        sa.Column("moderator", IDENT, primary_key=True),
        sa.Column("about", IDENT, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("fields", JSONB, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False, server_default=sa.text("now()")),
    )
    op.create_table(
        "wish",
        sa.Column("widget", IDENT, primary_key=True),
        sa.Column("moderator", IDENT, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("wished_at", MOMENT, nullable=False, server_default=sa.text("now()")),
    )
