"""Submissions: what readers send in to a widget, and what became of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table of submissions."""
    op.create_table(
        "submission",
        sa.Column("widget", IDENT, primary_key=True),
        sa.Column("id", IDENT, primary_key=True),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("status", sa.Text, nullable=False, comment="pending, approved or rejected"),
        sa.Column("number", sa.Integer, comment="how many had been approved with it"),
        sa.Column("reader", sa.LargeBinary, nullable=False, comment="keyed hash, as in sheet"),
        sa.Column("network", sa.LargeBinary, nullable=False, comment="daily keyed hash; no address"),
        sa.Column("sent_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("decided_at", MOMENT),
    )
    # Queues are read by age; what is approved comes with its widget, in the order of approval.
    op.create_index("submission_queue", "submission", ["widget", "status", "sent_at", "id"])
    op.create_index(
        "submission_approved",
        "submission",
        ["widget", "number"],
        unique=True,
        postgresql_where=sa.text("status = 'approved'"),
    )
