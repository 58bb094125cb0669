"""Sketches: what moderators have typed and not saved, and drafts that wait for an editor."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
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
    op.create_index("widget_newest", "widget", ["site", sa.text("created_at DESC"), "id"])
