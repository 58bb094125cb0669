"""Recipes: what pictures with words on them are painted from, once somebody asks for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("media", sa.Column("recipe", JSONB))
