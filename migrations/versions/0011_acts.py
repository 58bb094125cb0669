"""Which sheets were set aside together, by whom, and what they have in common."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add both. What the release before sets aside belongs to no act, and can be restored too."""
    op.create_table(
        "aside_act",
        sa.Column("id", IDENT, primary_key=True),
        sa.Column("widget", IDENT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False, server_default=sa.text("now()")),
    )
    op.create_index("aside_act_widget", "aside_act", ["widget", sa.text("at DESC")])
    op.create_table(
        "sheet_aside",
        sa.Column("partition", sa.SmallInteger, primary_key=True),
        sa.Column("widget", IDENT, primary_key=True),
        sa.Column("reader", sa.LargeBinary, primary_key=True),
        sa.Column("act", IDENT, nullable=False),
    )
