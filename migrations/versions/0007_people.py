"""People: moderators and their roles, sessions, links that are good once, and the log of who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

IDENT = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "moderator",
        sa.Column("id", IDENT, primary_key=True),
        sa.Column("login", IDENT, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("disabled_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")),
    )
    op.create_table(
        "post",
        sa.Column("site", IDENT, primary_key=True),
        sa.Column("moderator", IDENT, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("suspended_at", MOMENT),
    )
    op.create_index("post_moderator", "post", ["moderator"])
    op.create_table(
        "session",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("moderator", IDENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("by_link", sa.Boolean, nullable=False),
        sa.Column("browser", sa.Text, nullable=False),
    )
    op.create_index("session_moderator", "session", ["moderator"])
    op.create_table(
        "link",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("moderator", IDENT),
        sa.Column("site", IDENT),
        sa.Column("login", IDENT),
        sa.Column("role", sa.Text),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.create_index("link_site", "link", ["site"], postgresql_where=sa.text("site IS NOT NULL"))
    create_log()


def create_log() -> None:
    op.create_table(
        "deed",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("at", MOMENT, nullable=False, server_default=sa.text("clock_timestamp()")),
        sa.Column("by", IDENT, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("site", IDENT, nullable=False),
        sa.Column("widget", IDENT, nullable=False),
    )
    op.create_index("deed_site", "deed", ["site", sa.text("id DESC")])
    op.create_index(
        "deed_widget", "deed", ["widget", sa.text("id DESC")], postgresql_where=sa.text("widget <> ''")
    )
    # Nobody rewrites what was done, not even by mistake.
    op.execute(
        "CREATE FUNCTION keep_deeds() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the log is only ever added to'; END $$"
    )
    op.execute(
        "CREATE TRIGGER keep_deeds BEFORE UPDATE OR DELETE OR TRUNCATE ON deed"
        " FOR EACH STATEMENT EXECUTE FUNCTION keep_deeds()"
    )
