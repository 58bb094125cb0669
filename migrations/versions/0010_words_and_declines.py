"""Words by which widgets are found in their list, and what contributors are told whose draft is declined."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add both. A later step fills the words in, so that the table is locked for a moment only."""
    op.add_column("widget", sa.Column("words", sa.Text))
    op.create_table(
        "decline",
        sa.Column("widget", IDENT, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("declined_at", MOMENT, nullable=False, server_default=sa.text("now()")),
    )
