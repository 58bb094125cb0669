"""The tables of uploads. Private to the ledger."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Identity, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from widgets.ledger.tables import Ident, Moment, metadata

media = Table(
    "media",
    metadata,
    Column("id", Ident, primary_key=True),
    Column("site", Ident, nullable=False),
    Column("kind", Text, nullable=False, comment="image, clip, video or audio"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("file", Text, nullable=False, comment="the main file; pictures have only copies"),
    Column("size", BigInteger, nullable=False, comment="bytes of all files"),
    Column("who", LargeBinary, nullable=False, comment="keyed hash of the reader; empty for moderators"),
    Column("digest", LargeBinary, nullable=False, comment="of what was sent"),
    Column("recipe", JSONB, comment="what it is painted from when it is first asked for"),
    Column("held", Boolean, nullable=False, comment="not to be seen before a moderator says so"),
    Column("stored", Boolean, nullable=False, comment="all files are on the shelf"),
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    Column("expires_at", Moment, comment="swept away then; null for what is used"),
)

media_unsettled = Table(
    "media_unsettled",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("site", Ident, nullable=False),
    Column("media", Ident, nullable=False, comment="to be looked at: whether anything still shows it"),
)
