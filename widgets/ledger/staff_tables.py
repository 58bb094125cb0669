"""The tables about moderators. Private to the ledger."""

from sqlalchemy import BigInteger, Boolean, Column, Identity, LargeBinary, Table, Text, text

from widgets.ledger.tables import Ident, Moment, metadata

moderator = Table(
    "moderator",
    metadata,
    Column("id", Ident, primary_key=True),
    Column("login", Ident, nullable=False, unique=True, comment="in lower case"),
    Column("name", Text, nullable=False),
    Column("password", Text, comment="argon2id"),
    Column("disabled_at", Moment),
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
)

post = Table(
    "post",
    metadata,
    Column("site", Ident, primary_key=True),
    Column("moderator", Ident, primary_key=True),
    Column("role", Text, nullable=False),
    Column("suspended_at", Moment),
)

session = Table(
    "session",
    metadata,
    Column("key", LargeBinary, primary_key=True, comment="hash of what the cookie holds"),
    Column("moderator", Ident, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("by_link", Boolean, nullable=False),
    Column("browser", Text, nullable=False, comment="such as Firefox on Linux; no address"),
)

link = Table(
    "link",
    metadata,
    Column("key", LargeBinary, primary_key=True, comment="hash of what the link holds; gone once used"),
    Column("moderator", Ident, comment="who it signs in; null for an invitation"),
    Column("site", Ident, comment="of an invitation, like login and role"),
    Column("login", Ident),
    Column("role", Text),
    Column("made_by", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

deed = Table(
    "deed",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Moment, nullable=False, server_default=text("clock_timestamp()")),
    Column("by", Ident, nullable=False, comment="a moderator, or empty for the console"),
    Column("name", Text, nullable=False, comment="as it was then"),
    Column("what", Text, nullable=False),
    Column("site", Ident, nullable=False),
    Column("widget", Ident, nullable=False),
)
