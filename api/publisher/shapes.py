"""The JSON that publishers' servers get and send, as OpenAPI shows it. A test holds answers against it."""

from datetime import datetime
from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType

from widgets.checking import Flag
from widgets.model import Reveal, Status, Tone
from widgets.tones import Choice


class NewArticle(Struct, kw_only=True, forbid_unknown_fields=True):
    """An article: its `text`, its `html`, or the `url` where it stands.

    `published_at` is a day, or a time of which the day counts.
    """

    text: str = ""
    html: str = ""
    url: str = ""
    title: str = ""
    published_at: str | None = None
    sensitive: bool = False


class SentArticle(Struct, kw_only=True, forbid_unknown_fields=True):
    """An article as it is now: its `text` or its `html`. A missing title stays as it was.

    `tone` chooses the one of its page; `automatic` takes a choice back, and without it a choice stands.
    """

    text: str = ""
    html: str = ""
    title: str = ""
    tone: Choice | None = None


class KeptArticle(Struct, kw_only=True, forbid_unknown_fields=True):
    """What was kept of an article, and the questions whose evidence no longer stands in it.

    `tone` is what the article suggests, `page_tone` what its page has; `tone_chosen` if somebody chose that.
    """

    url: str
    hash: str
    reading_minutes: int
    tone: Tone
    page_tone: Tone
    tone_chosen: bool
    flagged: list[Flag]


class NewWidget(Struct, kw_only=True, forbid_unknown_fields=True):
    """A widget to be created, as a draft. `url` is the page's, `spec` what its format takes."""

    format: str
    spec: Raw
    url: str | None = None
    reveal: Reveal = Reveal.AFTER_CASTING
    opens_at: datetime | None = None
    closes_at: datetime | None = None


class Changes(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is to be changed of a widget; what is left out stays as it is."""

    spec: Raw | UnsetType = UNSET
    reveal: Reveal | UnsetType = UNSET
    opens_at: datetime | UnsetType | None = UNSET
    closes_at: datetime | UnsetType | None = UNSET


class MadeWidget(Struct, kw_only=True, forbid_unknown_fields=True):
    """A widget as its publisher has it, secrets included. `flags` name questions to look at again."""

    id: str
    format: str
    url: str
    status: Status
    revision: int
    reveal: Reveal
    published_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    retired_at: datetime | None
    spec: dict[str, Any]
    flags: list[Flag]


class MadeWidgets(Struct, kw_only=True, forbid_unknown_fields=True):
    """Some of a site's widgets in the order of their ids; `next` is where to go on, or null at the end."""

    widgets: list[MadeWidget]
    next: str | None


class Proposals(Struct, kw_only=True, forbid_unknown_fields=True):
    """What an article gives, best first. Offsets in the evidence count characters of `article`.

    `hash` is of the article's text, for the `article` of a quiz. The `spec` of a question is one of a trivia
    quiz's `questions` as it stands, that of a poll is a whole poll's.
    """

    article: str
    hash: str
    title: str
    questions: list[dict[str, Any]]
    polls: list[dict[str, Any]]
    tone: str
    reading_minutes: int
