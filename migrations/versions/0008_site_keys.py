"""Keys of sites for publishers' own servers, and what they say of articles."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "site_key",
        sa.Column("id", IDENT, primary_key=True),
        sa.Column("site", IDENT, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("used_on", sa.Date),
        sa.Column("revoked_at", MOMENT),
    )
    op.create_index("site_key_site", "site_key", ["site", sa.text("created_at DESC")])
    op.create_table(
        "article",
        sa.Column("site", IDENT, primary_key=True),
        sa.Column("url", IDENT, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
    )
    op.create_table(
        "evidence_flag",
        sa.Column("widget", IDENT, primary_key=True),
        sa.Column("question", IDENT, primary_key=True),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
    )
