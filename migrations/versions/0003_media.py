"""Uploads: whose they are, what they are, and until when they are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("id", IDENT, primary_key=True),
        sa.Column("site", IDENT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("who", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("stored", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("expires_at", MOMENT),
    )
    # A site's quota is read from the index alone; the worker looks for what has expired.
    op.create_index("media_site", "media", ["site", "size"])
    op.create_index(
        "media_expired", "media", ["expires_at"], postgresql_where=sa.text("expires_at IS NOT NULL")
    )
