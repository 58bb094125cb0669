"""Tones: what one page has, what its article suggests, and whether a site's pages follow that."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns; none of them is written anew for the rows that there are."""
    op.add_column("page", sa.Column("tone", sa.Text, comment="null for the site's"))
    op.add_column(
        "page",
        sa.Column(
            "tone_chosen",
            sa.Boolean,
            nullable=False,
            server_default="false",
            comment="or followed the article",
        ),
    )
    op.add_column(
        "page",
        sa.Column(
            "revision",
            sa.Integer,
            nullable=False,
            server_default="0",
            comment="of what heeds the tone",
        ),
    )
    op.add_column("article", sa.Column("tone", sa.Text, comment="that it suggests for its page"))
    op.add_column(
        "site",
        sa.Column(
            "follows_tone", sa.Boolean, nullable=False, server_default="true", comment="as articles suggest"
        ),
    )
