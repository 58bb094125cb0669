"""The JSON that readers get and send, as OpenAPI shows it. A test holds real answers against these."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from widgets.model import Reveal, Status
from widgets.parts import Badge, Part


class NewReader(Struct, forbid_unknown_fields=True):
    """The site whose reader it is."""

    site: str


class Token(Struct, forbid_unknown_fields=True):
    """A reader token, to be kept in the publisher's own localStorage."""

    token: str


class Uploaded(Struct, kw_only=True, forbid_unknown_fields=True):
    """An upload, by the id under which a submission may name it until it expires."""

    media: str
    kind: str
    width: int
    height: int
    expires_at: datetime


class Numbers(Struct, kw_only=True, forbid_unknown_fields=True):
    """What was counted. `tally` is null while hidden; `version` grows with every change."""

    turnout: int
    tally: dict[str, Any] | None
    version: int
    parts: list[Part]


class Counted(Numbers, kw_only=True, forbid_unknown_fields=True):
    """The same for one reader, with all of the reader's ballots in the widget, by slot.

    Where `about` names a slot, tally and parts are those of that slot alone.
    """

    mine: dict[str, dict[str, Any]]
    about: str | None = None


class WholeWidget(Numbers, kw_only=True, forbid_unknown_fields=True):
    """A widget as everyone may see it."""

    id: str
    format: str
    title: str
    status: Status
    revision: int
    opens_at: datetime | None
    closes_at: datetime | None
    reveal: Reveal


class PageFacts(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is known of a page. `marks` go into the links that readers pass on, by way, as `?vox_via=`."""

    url: str
    title: str
    reading_minutes: int | None
    badges: list[Badge]
    marks: dict[str, str]


class WholePage(Struct, forbid_unknown_fields=True):
    """A page with all its widgets; its own are always there, with zeros."""

    page: PageFacts
    widgets: list[WholeWidget]


class OwnBallots(Struct, forbid_unknown_fields=True):
    """All of a reader's own ballots, by widget."""

    widgets: dict[str, Counted]


class Submitted(Struct, forbid_unknown_fields=True):
    """What was sent in, and what became of it so far: `pending`, `approved` or `rejected`."""

    id: str
    status: str


class Teaser(Struct, kw_only=True, forbid_unknown_fields=True):
    """The totals of a page's own widgets, for a list of teasers."""

    url: str
    reactions: int
    shares: int
    points: int
    badges: list[Badge]


class Teasers(Struct, forbid_unknown_fields=True):
    """The totals of many pages."""

    pages: list[Teaser]


class Trending(Struct, kw_only=True, forbid_unknown_fields=True):
    """A page on a board: what it gained in the window, and what it has in all, opening balances included."""

    url: str
    title: str
    count: int
    total: int


class WholeBoard(Struct, kw_only=True, forbid_unknown_fields=True):
    """The pages of a site that gained most since a time, first the one that did most; at most 50."""

    by: str
    window: str
    since: datetime
    pages: list[Trending]
