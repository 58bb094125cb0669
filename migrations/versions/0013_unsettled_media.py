"""Which uploads have to be looked at again: whether anything still shows them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

IDENT = sa.Text(collation="C")


def upgrade() -> None:
    """Add the list, and begin it with what was rejected: the release before left its pictures public."""
    op.create_table(
        "media_unsettled",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("site", IDENT, nullable=False),
        sa.Column("media", IDENT, nullable=False),
    )
    op.execute(
        "INSERT INTO media_unsettled (site, media)"
        " SELECT DISTINCT widget.site, (regexp_matches(submission.body::text, '\"(m_[\\w-]{22})\"', 'g'))[1]"
        " FROM submission JOIN widget ON widget.id = submission.widget"
        " WHERE submission.status = 'rejected'"
    )
