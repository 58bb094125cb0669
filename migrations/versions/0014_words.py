"""The words by which widgets are found that were made before there were any."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

STEP = 500
MOST = 1000
"""Characters that are kept."""

LOOK = sa.text("""
SELECT id, concat_ws(' ', (
    SELECT coalesce(nullif(body ->> 'title', ''), body #>> '{questions,0,prompt}')
    FROM spec WHERE spec.widget = widget.id ORDER BY spec.revision DESC LIMIT 1
), nullif(url, '')) AS written
FROM widget WHERE id > :after AND words IS NULL ORDER BY id LIMIT :step
""")
KEEP = sa.text("UPDATE widget SET words = :words WHERE id = :id AND words IS NULL")


def upgrade() -> None:
    """Fill them in, step by step, each committed by itself: nobody waits for a lock on more than its rows.

    Texts are folded here, as searches are, since not every locale of Postgres can.
    """
    with op.get_context().autocommit_block():
        after = ""
        while rows := op.get_bind().execute(LOOK, {"after": after, "step": STEP}).all():
            values = [{"id": row.id, "words": fold(row.written)} for row in rows]
            op.get_bind().execute(KEEP, values)
            after = rows[-1].id


def fold(text: str) -> str:
    """Write a text so that what differs in case or in the form of its letters alone is the same."""
    return unicodedata.normalize("NFKC", text).casefold()[:MOST]
