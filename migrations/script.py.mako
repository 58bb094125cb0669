"""${message}."""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Apply: must work with the previous release still running."""
    ${upgrades if upgrades else "pass"}
