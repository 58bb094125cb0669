"""Scripts of all releases: pages that name one by its hash, or have an old loader, go on finding theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "script",
        sa.Column("name", sa.Text(collation="C"), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
    )
