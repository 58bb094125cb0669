"""The tables. Private to the ledger.

Widget ids are text in the "C" collation, so that their order is the same everywhere: locks are taken in it.
`sheet`, `tally` and `history` are distributed by `partition`, the number a widget id begins with.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()
Ident = Text(collation="C")
Moment = DateTime(timezone=True)

site = Table(
    "site",
    metadata,
    Column("id", Ident, primary_key=True),
    Column("name", Text, nullable=False),
    Column("origins", ARRAY(Text), nullable=False),
    Column("page_quota", Integer, nullable=False, comment="new pages an hour"),
    Column("page_specs", JSONB, nullable=False, comment="specs of page widgets that differ from the default"),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("follows_tone", Boolean, nullable=False, server_default="true", comment="as articles suggest"),
)

page_quota = Table(
    "page_quota",
    metadata,
    Column("site", Ident, primary_key=True),
    Column("hour", Moment, nullable=False),
    Column("used", Integer, nullable=False),
)

page = Table(
    "page",
    metadata,
    Column("site", Ident, primary_key=True),
    Column("url", Ident, primary_key=True),
    Column("title", Text, nullable=False, server_default=""),
    Column("reading_minutes", Integer),
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    Column("listed", Boolean, nullable=False, server_default="false", comment="in page_widget"),
    Column("tone", Text, comment="null for the site's"),
    Column("tone_chosen", Boolean, nullable=False, server_default="false", comment="or followed the article"),
    Column("revision", Integer, nullable=False, server_default="0", comment="of what heeds the tone"),
)

page_widget = Table(
    "page_widget",
    metadata,
    Column("widget", Ident, primary_key=True, comment="a hash of site, URL and format"),
    Column("partition", SmallInteger, nullable=False),
    Column("site", Ident, nullable=False),
    Column("url", Ident, nullable=False),
    Column("format", Text, nullable=False),
    Column("created_at", Moment, nullable=False, comment="the page's"),
)

widget = Table(
    "widget",
    metadata,
    Column("id", Ident, primary_key=True),
    Column("site", Ident, nullable=False),
    Column("url", Ident, nullable=False, comment="the page it stands on, or empty"),
    Column("format", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reveal", Text, nullable=False),
    Column("published_at", Moment),
    Column("opens_at", Moment),
    Column("closes_at", Moment),
    Column("retired_at", Moment),
    Column("frozen", Boolean, nullable=False, server_default="false"),
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    Column("words", Text, comment="what it is found by in lists, in small letters"),
)

spec = Table(
    "spec",
    metadata,
    Column("widget", Ident, primary_key=True),
    Column("revision", Integer, primary_key=True, comment="the revision since which it holds"),
    Column("body", JSONB, nullable=False),
    Column("written_at", Moment, nullable=False, server_default=text("now()")),
)

tally = Table(
    "tally",
    metadata,
    Column("partition", SmallInteger, primary_key=True),
    Column("widget", Ident, primary_key=True),
    Column("slot", Ident, primary_key=True, comment="the empty slot's row is the widget's lock"),
    Column("counts", JSONB, nullable=False, server_default="{}", comment="key -> n"),
    Column("turnout", BigInteger, nullable=False, server_default="0", comment="in the empty slot's row"),
    Column("aside", BigInteger, nullable=False, server_default="0", comment="sheets set aside; likewise"),
    Column("version", BigInteger, nullable=False, server_default="0", comment="microseconds; likewise"),
    Column("revision", Integer, nullable=False, server_default="0", comment="likewise"),
    postgresql_partition_by="HASH (partition)",
)

sheet = Table(
    "sheet",
    metadata,
    Column("partition", SmallInteger, primary_key=True),
    Column("widget", Ident, primary_key=True),
    Column("reader", LargeBinary, primary_key=True, comment="keyed hash of widget and reader, 16 bytes"),
    Column("ballots", JSONB, nullable=False, comment="slot -> ballot"),
    Column("cast_at", Moment, nullable=False),
    Column("network", LargeBinary, nullable=False, comment="daily keyed hash; no address"),
    Column("referrer", Text, nullable=False, comment="host only"),
    Column("aside", Boolean, nullable=False, server_default="false"),
    postgresql_partition_by="HASH (partition)",
)

aside_act = Table(
    "aside_act",
    metadata,
    Column("id", Ident, primary_key=True),
    Column("widget", Ident, nullable=False),
    Column("by", Text, nullable=False, comment="what the sheets have in common: a pattern's `by`"),
    Column("key", Text, nullable=False, comment="and its value"),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("name", Text, nullable=False, comment="of the moderator"),
    Column("at", Moment, nullable=False, server_default=text("now()")),
)

sheet_aside = Table(
    "sheet_aside",
    metadata,
    Column("partition", SmallInteger, primary_key=True),
    Column("widget", Ident, primary_key=True),
    Column("reader", LargeBinary, primary_key=True, comment="of a sheet that is set aside"),
    Column("act", Ident, nullable=False, comment="which set it aside"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("written_at", Moment, nullable=False),
    Column("widgets", ARRAY(Ident), nullable=False, comment="tallies Redis may not have yet"),
)

history = Table(
    "history",
    metadata,
    Column("partition", SmallInteger, primary_key=True),
    Column("widget", Ident, primary_key=True),
    Column("at", Moment, primary_key=True, comment="start of the bucket at whose end the tally stood"),
    Column("counts", JSONB, nullable=False, comment="slot -> key -> n"),
    Column("turnout", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    postgresql_partition_by="HASH (partition)",
)

balance = Table(
    "balance",
    metadata,
    Column("widget", Ident, primary_key=True),
    Column("slot", Ident, primary_key=True),
    Column("key", Ident, primary_key=True),
    Column("source", Ident, primary_key=True, comment="importing a source again replaces its numbers"),
    Column("count", BigInteger, nullable=False),
    Column("imported_at", Moment, nullable=False),
)

balance_change = Table(
    "balance_change",
    metadata,
    Column("widget", Ident, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("slot", Ident, primary_key=True),
    Column("key", Ident, primary_key=True),
    Column("difference", BigInteger, nullable=False, comment="what imports added to the tally then"),
)

script = Table(
    "script",
    metadata,
    Column("name", Ident, primary_key=True, comment="holds a hash of the body"),
    Column("body", LargeBinary, nullable=False),
    Column("kept_at", Moment, nullable=False, server_default=text("now()")),
)

study = Table(
    "study",
    metadata,
    Column("widget", Ident, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("written_at", Moment, nullable=False),
)

sketch = Table(
    "sketch",
    metadata,
    Column("moderator", Ident, primary_key=True),
    Column("about", Ident, primary_key=True, comment="a widget, or a site and a format for a new one"),
    Column("revision", Integer, nullable=False, comment="the one it was written on; 0 for a new widget"),
    Column("fields", JSONB, nullable=False, comment="the form's fields as pairs"),
    Column("written_at", Moment, nullable=False, server_default=text("now()")),
)

wish = Table(
    "wish",
    metadata,
    Column("widget", Ident, primary_key=True, comment="a draft that waits for an editor"),
    Column("moderator", Ident, nullable=False),
    Column("name", Text, nullable=False),
    Column("wished_at", Moment, nullable=False, server_default=text("now()")),
)

decline = Table(
    "decline",
    metadata,
    Column("widget", Ident, primary_key=True, comment="a draft that an editor did not publish"),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("declined_at", Moment, nullable=False, server_default=text("now()")),
)

submission = Table(
    "submission",
    metadata,
    Column("widget", Ident, primary_key=True),
    Column("id", Ident, primary_key=True),
    Column("body", JSONB, nullable=False),
    Column("status", Text, nullable=False, comment="pending, approved or rejected"),
    Column("number", Integer, comment="how many had been approved with it"),
    Column("reader", LargeBinary, nullable=False, comment="keyed hash, as in sheet"),
    Column("network", LargeBinary, nullable=False, comment="daily keyed hash; no address"),
    Column("sent_at", Moment, nullable=False, server_default=text("now()")),
    Column("decided_at", Moment),
)

site_key = Table(
    "site_key",
    metadata,
    Column("id", Ident, primary_key=True),
    Column("site", Ident, nullable=False),
    Column("name", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False, comment="SHA-256 of the key; the key itself is kept nowhere"),
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    Column("used_on", Date),
    Column("revoked_at", Moment),
)

article = Table(
    "article",
    metadata,
    Column("site", Ident, primary_key=True),
    Column("url", Ident, primary_key=True),
    Column("hash", Text, nullable=False, comment="of the text; the text itself is not kept"),
    Column("tone", Text, comment="that it suggests for its page"),
    Column("sent_at", Moment, nullable=False),
)

evidence_flag = Table(
    "evidence_flag",
    metadata,
    Column("widget", Ident, primary_key=True),
    Column("question", Ident, primary_key=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
)
