"""What a widget is drawn with on a page that the server writes. Knows parts, and no format."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from api.public.rounds import Round, make_round
from api.public.words import Words
from api.reader.shapes import WholeWidget
from widgets.exhibiting import Exhibit
from widgets.model import Slot, Status
from widgets.parts import (
    Aside,
    Bars,
    Choose,
    Clock,
    Items,
    Media,
    Number,
    Option,
    Part,
    Questions,
    Score,
    Text,
)
from widgets.passages import Prose, Runoff, Submit

Value = str | int
Ballot = dict[str, Any]

DRAWN_FORMS = ("one", "many", "ranking", "text")
"""Forms of choices that a form can ask for; what is left is done by a script: sharing."""


class Scene(Struct, kw_only=True):
    """A widget, what its reader has said and is about to say, and the words to draw it with.

    `mine` holds the reader's ballots by slot, `drafts` what was chosen and is not counted, and `trouble` why;
    `cast` names the slots that were just cast in, and `passing` is a link by which the result is passed on.
    `unsent` is what was to be sent in. On a `still` page nothing can be cast.
    """

    exhibit: Exhibit
    widget: WholeWidget
    words: Words
    mine: dict[str, Ballot] = {}
    drafts: dict[str, list[Value]] = {}
    trouble: str = ""
    unsent: dict[str, str] = {}
    still: bool = False
    cast: list[Slot] = []
    passing: str = ""

    @property
    def round(self) -> Round | None:
        """The widget as a quiz, if it is one."""
        return make_round(self.widget.parts, self.mine)

    @property
    def asked(self) -> list[Choose]:
        """What the reader is asked now."""
        return self.round.asked if self.round else self.chooses

    @property
    def open(self) -> bool:
        """Whether the widget takes ballots."""
        return self.widget.status is Status.PUBLISHED

    @property
    def chooses(self) -> list[Choose]:
        """Everything the reader is asked."""
        return list(find_chooses(self.widget.parts))

    @property
    def takes_ballots(self) -> bool:
        """Whether there is anything to say: a picture is looked at, and no more."""
        return bool(self.chooses or self.votes) or self.widget.turnout > 0

    @property
    def votes(self) -> dict[str, Choose]:
        """What may be said to each member of a list, by slot."""
        lists = [part.items for part in self.widget.parts if isinstance(part, Items)]
        return {item.choose.slot: item.choose for items in lists for item in items if item.choose}

    @property
    def submit(self) -> Submit | None:
        """The form for what readers send in."""
        return next((part for part in self.widget.parts if isinstance(part, Submit)), None)

    @property
    def answered(self) -> bool:
        """Whether the reader has a ballot here."""
        return any(choose.slot in self.mine for choose in self.chooses)

    @property
    def counted(self) -> list[Part]:
        """The parts that show what was counted."""
        return [part for part in self.widget.parts if isinstance(part, Bars | Runoff)]

    @property
    def others(self) -> list[Part]:
        """The parts that are neither counts nor the clock."""
        return [part for part in self.widget.parts if not isinstance(part, Bars | Runoff | Aside | Clock)]

    @property
    def outermost(self) -> list[Part]:
        """What there is to read and to look at before anything is asked."""
        return [part for part in self.widget.parts if isinstance(part, Text | Media | Number)]

    @property
    def media(self) -> list[Media]:
        """What there is to look at or listen to."""
        return [part for part in self.widget.parts if isinstance(part, Media)]

    @property
    def aside(self) -> Aside | None:
        """How many ballots were set aside, if any were."""
        return next((part for part in self.widget.parts if isinstance(part, Aside)), None)

    @property
    def clock(self) -> Clock | None:
        """When it opens and closes."""
        return next((part for part in self.widget.parts if isinstance(part, Clock)), None)

    @property
    def headline(self) -> str:
        """What the widget is called where it needs a name: its title, first question or article's."""
        prompts = [choose.label for choose in self.chooses if choose.label]
        page = self.exhibit.page
        shown = [part.caption or part.alt for part in self.media]
        names = (self.widget.title, *prompts[:1], *shown[:1], page.title if page else "")
        return next(filter(None, names), self.words.say("your_vote"))

    @property
    def description(self) -> str:
        """A sentence about the widget: its own, or what there is to choose."""
        texts = [part.text for part in self.widget.parts if isinstance(part, Text)]
        texts += [
            span.text for part in self.widget.parts if isinstance(part, Prose) for span in part.paragraphs[0]
        ]
        texts += [part.caption or part.alt for part in self.media if part.caption or part.alt]
        options = [option.label for choose in self.chooses for option in choose.options if option.label]
        members = [item.title for part in self.widget.parts if isinstance(part, Items) for item in part.items]
        return texts[0] if texts else " · ".join((options or members)[:12])

    @property
    def hidden(self) -> str:
        """Why the results are not shown; empty where they are."""
        reveal = self.widget.reveal.value
        shown = self.widget.tally is not None or reveal == "always" or not self.takes_ballots
        return "" if shown else self.words.say(reveal)

    def chosen(self, choose: Choose) -> list[Value]:
        """Give what the reader is about to say, else what the reader has said; for a ranking, best first."""
        if choose.slot in self.drafts:
            return self.drafts[choose.slot]
        return said(choose, self.mine)

    def holds(self, slot: str, option: str) -> bool:
        """Tell whether the reader's ballot in a slot says this option."""
        return any(
            option == each.id and each.value in said(choose, self.mine)
            for choose in self.chooses
            if choose.slot == slot
            for each in choose.options
        )

    def place(self, choose: Choose, option: Option) -> int:
        """Give the place, from 1, of an option in a ranking; 0 for none."""
        values = self.chosen(choose)
        return values.index(option.value) + 1 if option.value in values else 0

    def place_said(self, slot: str, option: str) -> str:
        """Tell which place the reader's ballot gives an option, where it gives places."""
        for choose in self.chooses:
            if choose.slot == slot and choose.form == "ranking":
                found = next(each for each in choose.options if each.id == option)
                return f": {self.words.number(said(choose, self.mine).index(found.value) + 1)}"
        return ""

    def question(self, slot: str) -> str:
        """Give the question that a slot answers."""
        return next((choose.label for choose in self.chooses if choose.slot == slot), "")

    def ranked(self, slot: str) -> bool:
        """Tell whether a slot is answered by putting options in order."""
        return any(choose.form == "ranking" for choose in self.chooses if choose.slot == slot)

    def hint(self, choose: Choose) -> str:
        """Say how many options may be chosen."""
        if choose.form == "ranking":
            return self.words.say("rank_least", n=choose.least)
        if choose.least > 1:
            return self.words.say("between", least=choose.least, most=choose.most)
        return self.words.say("up_to", n=choose.most if choose.form == "many" else 1)

    def praise(self, part: Score) -> str:
        """Tell which word there is for a score of which the publisher says nothing."""
        if part.score == part.of:
            return "praise_all"
        half, third = 2 * part.score >= part.of, 3 * part.score >= part.of
        return "praise_most" if half else "praise_some" if third else "praise_few"

    def tied(self, part: Runoff) -> list[str]:
        """Say of each round that only the order of the list could decide."""
        return [
            self.words.say("tied", n=at, labels=", ".join(part.labels[each] for each in round.tied))
            for at, round in enumerate(part.rounds, 1)
            if round.tied
        ]

    def label(self, option: Option) -> str:
        """Name an option; the product's own have no label and are named in the reader's language."""
        if option.label:
            return option.label
        return self.words.say(option.id) if option.id in self.words.texts else option.id

    def moment(self) -> tuple[str, datetime] | None:
        """Give the time to tell, and as what: when it opens, closes, or has closed."""
        opens_at, closes_at = self.widget.opens_at, self.widget.closes_at
        now = datetime.now(UTC)
        if opens_at and opens_at > now:
            return "opens", opens_at
        return ("closes" if closes_at > now else "closed", closes_at) if closes_at else None


def find_chooses(parts: Sequence[Part]) -> Iterator[Choose]:
    """Find everything that parts ask and a form can carry."""
    for part in parts:
        asked = part.questions if isinstance(part, Questions) else [part]
        yield from (each for each in asked if isinstance(each, Choose) and each.form in DRAWN_FORMS)


def several(choose: Choose) -> bool:
    """Tell whether several options can be chosen at once."""
    return choose.form == "many" and choose.most > 1


def said(choose: Choose, sheet: dict[str, Ballot]) -> list[Value]:
    """Give what a sheet says in a choice's slot."""
    words = sheet.get(choose.slot, {}).get(choose.field, [])
    return list(words) if isinstance(words, list) else [words]


def read_exhibit(exhibit: Exhibit, words: Words) -> Scene:
    """Make the scene of a widget as everyone may see it."""
    return Scene(exhibit=exhibit, widget=msgspec.json.decode(exhibit.body, type=WholeWidget), words=words)
