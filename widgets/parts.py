"""What can be shown. A format shows itself as a list of parts; who draws a part knows no format.

Texts in parts are the publisher's own words. Words of the product itself ("12 readers") belong to whoever
draws the part, in the reader's language.
"""

from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from widgets.model import Caption
from widgets.passages import Link, Order, Prose, Runoff, Submit, Widget


class Text(Struct, frozen=True, omit_defaults=True, tag_field="part", tag="text"):
    """A paragraph of the publisher's words."""

    text: str


class Source(Struct, frozen=True):
    """A copy of a picture, so many pixels wide."""

    src: str
    width: int


class Media(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="media"):
    """Something to look at or listen to, and what must be known of it before it is there.

    `image` is a picture, `clip` a short film without sound that begins again, `video` and `audio` are
    uploaded files. A `player` is another service's page, which nobody loads before the reader wants it; a
    `notice` stands for something that is no longer there, whose last address is `link`.

    Paths below /media/ are at the service's own address, and whoever draws them puts that before them.
    `sources` are copies of the picture, or of the still picture shown before the rest is loaded.
    """

    kind: Literal["image", "clip", "video", "audio", "player", "notice"]
    src: str = ""
    sources: list[Source] = []
    width: int = 0
    height: int = 0
    alt: str = ""
    caption: str = ""
    credit: str = ""
    provider: str = ""
    link: str = ""


class Option(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing offered. `value` stands for it in a ballot, `key` for it in the slot's tally.

    `slot` is set where choosing this option casts into a slot of its own. `channel` is set where choosing
    it also shares the page by that way.
    """

    id: str
    value: str | int
    label: str = ""
    icon: str = ""
    key: str = ""
    slot: str | None = None
    channel: str = ""
    image: str = ""
    alt: str = ""


class Choose(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="choose"):
    """Options to choose from, and how a choice becomes the JSON of a ballot.

    `form` says how: `one` {field: value}, `many` {field: [value, ...]}, `ranking` {field: [best, ...]},
    `none` {}, and `text` {field: what the reader writes}, of `most` characters. With `many` and a `most` of
    1, the option chosen last takes the place of the one before. `look` says how it wants to be drawn;
    `instant` that a click casts without a button to send; `once` that what was cast stays. With `undo`,
    choosing what is chosen withdraws the ballot. `skip` names the field that, with true, says that the reader
    gives up.
    """

    slot: str
    form: Literal["one", "many", "ranking", "none", "text"]
    look: Literal["buttons", "arrows", "channels", "options", "rating", "text"]
    options: list[Option]
    field: str = ""
    label: str = ""
    least: int = 1
    most: int = 1
    instant: bool = False
    once: bool = False
    undo: bool = False
    skip: str = ""
    picture: Media | None = None


class Questions(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="questions"):
    """Several choices, one after the other or all at once.

    In a `form` readers choose and then send; in a `quiz` each question is answered by itself, and what there
    is to say of an answer (a Verdict, Bars of the same slot) belongs beneath it.
    """

    questions: list[Choose]
    pace: Literal["all", "one"] = "all"
    look: Literal["form", "quiz"] = "form"


class Bar(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One counted thing: `count` readers, `percent` of what the bars are of."""

    id: str
    count: int
    percent: int
    label: str = ""
    icon: str = ""


class Bars(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="bars"):
    """How the ballots of a slot are spread. `total` is what the percentages are of.

    That is readers in a poll, reactions where a reader may give several, shares over all channels.

    With `overlapping`, readers could choose several, so the percentages need not sum to 100.
    """

    slot: str
    bars: list[Bar]
    total: int
    label: str = ""
    mean: float | None = None
    overlapping: bool = False


class Number(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="number"):
    """One number shown large, such as shares or points; `unit` is a word the drawer translates."""

    value: int
    unit: str


class Verdict(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="verdict"):
    """Whether the reader's own answer in a slot is right, what would have been, and why.

    `option` is the id of the right option, or empty where the answer was written; `answer` is its text, and
    `chosen` what the reader chose or wrote, or empty for a reader who gave up. `evidence` is the sentence of
    the article that proves it.
    """

    slot: str
    right: bool
    answer: str
    option: str = ""
    chosen: str = ""
    explanation: str = ""
    evidence: str = ""


class Score(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="score"):
    """How many answers were right, `of` how many, and what the publisher says to that.

    `ending` is the id by which it is shared, or empty. `percentile` is the percentage of the other readers
    who did worse, or None while that is hidden or there is nobody else; `readers` is how many came to
    the end.
    """

    score: int
    of: int
    ending: str = ""
    title: str = ""
    text: str = ""
    picture: Media | None = None
    percentile: int | None = None
    readers: int | None = None


class Outcome(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="outcome"):
    """What the reader's answers come to. `percent` of the `readers` who came to the end share it.

    `tied` names what it was level with, where the author's order decided; `percent` and `readers` are None
    while they are hidden.
    """

    ending: str
    title: str
    text: str = ""
    picture: Media | None = None
    percent: int | None = None
    readers: int | None = None
    tied: list[str] = []


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member of a list. Its `id` is its anchor, too; what it counts is the tally of the slot of `choose`.

    `number` is what the author calls it by; where an `Order` is shown, its place there takes precedence.
    """

    id: str
    number: int
    title: str
    text: str = ""
    media: Media | None = None
    link: str = ""
    credit: str = ""
    choose: Choose | None = None


class Items(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="items"):
    """A list, of which `page_size` members are shown at once, or with 0 all.

    A count is the sum over the options of `choose`: value times tally. With `closed`, no votes are taken
    though the widget is open. `ranked` says that readers' votes make the order.
    """

    items: list[Item]
    page_size: int = 0
    ranked: bool = False
    closed: bool = False


class Template(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture to write on, with boxes to begin with. `media` is the upload that a submission names."""

    id: str
    media: str
    name: str
    picture: Media
    captions: list[Caption]


class Compose(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="compose"):
    """A desk at which readers write on a picture, and send it in. With `closed`, nothing more is taken.

    With `uploads` the picture may be one of their own.
    """

    templates: list[Template]
    uploads: bool = False
    closed: bool = False


class Aside(Struct, frozen=True, kw_only=True, tag_field="part", tag="aside"):
    """How many readers' ballots moderators have set aside: they are kept, and count for nothing."""

    count: int


class Clock(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="part", tag="clock"):
    """When it opens and closes; drawn in the reader's own zone."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


Part: TypeAlias = (
    Text
    | Choose
    | Questions
    | Bars
    | Number
    | Runoff
    | Media
    | Compose
    | Verdict
    | Score
    | Outcome
    | Items
    | Order
    | Submit
    | Widget
    | Prose
    | Link
    | Aside
    | Clock
)


class Ending(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a widget may come to, as it is told to those whom a reader passes the result on to."""

    title: str
    text: str = ""
    picture: Media | None = None


class Badge(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a page wears beside its headline: the reaction that most readers share."""

    id: str
    label: str
    icon: str
    percent: int
