"""Words by which widgets are found in their list, and what contributors are told whose draft is declined."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)

FILL = """
UPDATE widget SET words = lower(concat_ws(' ', (
    SELECT coalesce(nullif(body ->> 'title', ''), body #>> '{questions,0,prompt}')
    FROM spec WHERE spec.widget = widget.id ORDER BY spec.revision DESC LIMIT 1
), nullif(widget.url, '')))
"""


def upgrade() -> None:
    """Add both. What the release before writes is found by its page until it is saved anew."""
    op.add_column("widget", sa.Column("words", sa.Text))
    op.create_table(
        "decline",
        sa.Column("widget", IDENT, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("declined_at", MOMENT, nullable=False, server_default=sa.text("now()")),
    )
    # Of a site's own widgets there are thousands, not millions.
    op.execute(FILL)
