"""The nouns of the domain, as immutable values. Times are aware datetimes in UTC."""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal, TypeAlias, TypeVar, get_args

from msgspec import Struct
from msgspec.structs import replace

Slot: TypeAlias = str
"""What within a widget a ballot is about: `""`, a question, an item or a channel."""

Tally: TypeAlias = dict[Slot, dict[str, int]]
"""The sum of marks: `{slot: {key: n}}`. Also the form of the marks of one sheet."""

Tone: TypeAlias = Literal["classic", "solemn"]
"""How a page's own widgets speak to its readers: `solemn` beneath news of a death or a disaster."""

TONES: tuple[Tone, ...] = get_args(Tone)

PARTITIONS = 64
"""How many partitions widget ids are spread over: one per first character of an id. Never changes."""

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
WIDGET_ID = re.compile(r"w_[A-Za-z0-9_-]{22}")
MEDIA_ID = re.compile(r"m_[A-Za-z0-9_-]{22}")
PICTURE_WIDTHS = (480, 960, 1600)
"""Pixels that a picture's copies are wide; the largest is the picture as it is kept, if it is smaller."""

OPTION_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
RESERVED_IDS = frozenset({"turnout", "shared", "arrived", "right", "wrong", "score", "outcome", "seen"})
"""Keys that formats count beside options; an option must not be called like one."""
GREATEST_COUNT = 2**53 - 1
"""The greatest number a tally may hold: every JSON reader, browsers included, represents it exactly."""


class Policy(StrEnum):
    """Whether a ballot may be changed and withdrawn after it was cast."""

    ONCE = "once"
    CHANGEABLE = "changeable"


class Reveal(StrEnum):
    """When readers see the tally of a slot."""

    ALWAYS = "always"
    AFTER_CASTING = "after_casting"
    AFTER_CLOSE = "after_close"
    MODERATORS = "moderators"


class Status(StrEnum):
    """A widget's status, computed from its row and `now`."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    CLOSED = "closed"
    RETIRED = "retired"


class Spec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a moderator wrote, whatever the format. Immutable per revision."""

    title: str = ""
    description: str = ""

    def bare(self) -> "Spec":
        """Give the spec without words that no mark and no reader's choice depends on.

        Two specs that are equal when bare count all sheets alike.
        """
        return replace(self, title="", description="")


class Upload(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An uploaded file as a spec names it, by its media id.

    Publishing checks that it is the site's and of one of these `kinds`, and fills in `width`, `height` and
    the name of the main `file`, which pictures do not have.
    """

    kinds: ClassVar[tuple[str, ...]]

    media: str
    width: int = 0
    height: int = 0
    file: str = ""


class Picture(Upload, frozen=True, kw_only=True):
    """A picture, with the words for those who do not see it, and who made it."""

    kinds = ("image",)

    alt: str
    credit: str = ""


class Caption(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words on a picture: where their box is and how large they are, in hundredths of the picture.

    `x` and `y` are the middle of the box's upper edge, `size` is of the picture's height, and an `outline` of
    "" is none.
    """

    text: str
    x: float = 50
    y: float = 4
    width: float = 94
    size: float = 11
    colour: str = "#ffffff"
    outline: str = "#000000"


class Captioned(Picture, frozen=True, kw_only=True):
    """A picture with words on it. `made` is the upload in which they are painted, filled in like the size."""

    captions: tuple[Caption, ...]
    made: str = ""


class Ballot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one reader says to one slot. Each format declares its own fields."""


AnyBallot = TypeVar("AnyBallot", bound=Ballot)
Sheet: TypeAlias = Mapping[Slot, AnyBallot]
"""All of one reader's ballots in one widget."""


class Site(Struct, frozen=True, kw_only=True):
    """A publisher's property. `origins` are the exact web origins its readers may come from.

    With `follows_tone`, a page of which nobody chose the tone takes the one that its article suggests.
    """

    id: str
    name: str
    origins: tuple[str, ...]
    page_quota: int = 1000
    page_specs: dict[str, Any] = {}
    follows_tone: bool = True
    revision: int = 1


class Page(Struct, frozen=True, kw_only=True):
    """An article, known by its canonical URL on a site.

    A `tone` of None is the site's; it was `chosen`, or followed from the article. `revision` is the one that
    those of the page's own widgets have which heed the tone: 0 where it never had one of its own.
    """

    site: str
    url: str
    title: str = ""
    reading_minutes: int | None = None
    tone: Tone | None = None
    chosen: bool = False
    revision: int = 0


class Approved(Struct, frozen=True, kw_only=True):
    """What a reader has sent in and a moderator has let in; `body` is JSON that the widget's format reads.

    `id` names it as an option id does. `number` counts a widget's approvals, from 1 on: who has a later one
    before them could see this one too.
    """

    id: str
    number: int
    body: bytes


class Likeness(Struct, frozen=True, kw_only=True):
    """What a submission is recognised by: its words, and the ids and addresses of what it shows."""

    title: str
    things: frozenset[str] = frozenset()


class Widget(Struct, frozen=True, kw_only=True):
    """One thing on a page. `spec` is JSON that its format reads; `url` is the page's, or empty for none.

    `approved` is what readers have sent in, in the order of approval.
    """

    id: str
    site: str
    url: str
    format: str
    spec: bytes
    revision: int
    reveal: Reveal
    published_at: datetime | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    retired_at: datetime | None = None
    frozen: bool = False
    approved: tuple[Approved, ...] = ()

    def status(self, now: datetime) -> Status:
        """Compute the status at `now`: opening and closing are functions of time, never jobs."""
        if self.retired_at is not None and self.retired_at <= now:
            return Status.RETIRED
        if self.published_at is None or self.published_at > now:
            return Status.DRAFT if self.published_at is None else Status.SCHEDULED
        if self.opens_at is not None and self.opens_at > now:
            return Status.SCHEDULED
        if self.closes_at is not None and self.closes_at <= now:
            return Status.CLOSED
        return Status.PUBLISHED


class Standing(Struct, kw_only=True):
    """A widget's tally as it stands at a version.

    `version` is in microseconds since 1970, `turnout` the readers with a sheet that is not empty, `aside` the
    sheets set aside, `revision` the one the tally was counted with.
    """

    widget: str
    tally: Tally
    turnout: int = 0
    version: int = 0
    revision: int = 0
    aside: int = 0


def picture_widths(width: int) -> list[int]:
    """Tell how wide the copies of a picture of this width are, the smallest first."""
    most = min(width, PICTURE_WIDTHS[-1])
    return [*(each for each in PICTURE_WIDTHS if each < most), most]


def partition_of(widget: str) -> int:
    """Tell the partition, 0 to 63, that a widget id begins with."""
    return ALPHABET.index(widget[2])


def widget_id(seed: bytes, partition: int) -> str:
    """Make a widget id from 16 bytes or more of seed, placed in a partition."""
    text = base64.urlsafe_b64encode(seed[:16]).decode().rstrip("=")
    return f"w_{ALPHABET[partition]}{text[1:]}"


def page_partition(site: str, url: str) -> int:
    """Tell the partition that a page and all its own widgets share."""
    return hashlib.blake2b(f"{site}\n{url}".encode(), digest_size=1).digest()[0] % PARTITIONS


def page_widget_id(site: str, url: str, format: str) -> str:
    """Derive the stable id of a page's own widget from (site, canonical URL, format)."""
    seed = hashlib.blake2b(f"{site}\n{url}\n{format}".encode(), digest_size=16).digest()
    return widget_id(seed, page_partition(site, url))
