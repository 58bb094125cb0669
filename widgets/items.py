"""What the formats share that are lists: items with votes, how they are counted, ordered and shown."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct

from widgets import findings, rules
from widgets.canonical import origin_of
from widgets.errors import Malformed
from widgets.figures import show_picture
from widgets.findings import Row, Table
from widgets.format import Format
from widgets.model import Ballot, Likeness, Picture, Reveal, Sheet, Slot, Spec, Tally
from widgets.parts import Choose, Item, Items, Media, Option, Part
from widgets.passages import Order
from widgets.players import AUDIO_HEIGHT, Player, find_player

MOST_ITEMS = 500
MOST_TEXT = 4000
MOST_PAGE = 100
KEYS = {1: "up", -1: "down"}
"""The keys of votes in a tally."""

OPTIONS = {
    1: Option(id="up", value=1, icon="▲", key="up"),
    -1: Option(id="down", value=-1, icon="▼", key="down"),
}


class ListItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing in a list. Its id is its slot, and its anchor in pages."""

    id: str
    title: str
    text: str = ""
    picture: Picture | None = None
    link: str = ""
    credit: str = ""


class ListSpec(Spec, frozen=True, kw_only=True, dict=True):
    """Items, and how many of them are shown at once; 0 for all."""

    items: tuple[ListItem, ...]
    page_size: int = 0

    @cached_property
    def listed(self) -> tuple[ListItem, ...]:
        """All items that there are to see, the older ones first."""
        return self.items

    @cached_property
    def ids(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(item.id for item in self.listed)


class Vote(Ballot, frozen=True, kw_only=True):
    """One vote for an item: 1 for up, -1 for down."""

    vote: int


S = TypeVar("S", bound=ListSpec)
V = TypeVar("V", bound=Vote)


class ItemsFormat(Format[S, V]):
    """A list whose items may be voted for. Each is a slot of its own."""

    least_items = 1
    ranked = False
    """Whether readers' votes make the order."""

    def check_spec(self, spec: S) -> None:
        """Refuse too few or too many items, bad ids, and items without a title."""
        super().check_spec(spec)
        if not self.least_items <= len(spec.items) <= MOST_ITEMS:
            raise Malformed(
                "bad_number_of_items",
                f"There are {len(spec.items)} items; a list has {self.least_items} to {MOST_ITEMS}.",
            )
        if not 0 <= spec.page_size <= MOST_PAGE:
            raise Malformed("bad_page_size", f"Show up to {MOST_PAGE} items at once, or 0 for all of them.")
        rules.check_ids((item.id for item in spec.items), "item")
        for item in spec.items:
            check_item(item)

    @abstractmethod
    def votes(self, spec: S) -> tuple[int, ...]:
        """Give the votes that readers may cast for an item; none where it is just a list."""

    def number(self, spec: S, at: int) -> int:
        """Give the number of the item that stands at a place, counted from 0."""
        return at + 1

    def closed(self, spec: S) -> bool:
        """Tell whether voting is switched off while the widget is open."""
        return False

    def rank(self, spec: S, tally: Tally) -> list[str] | None:
        """Give the ids by their votes, the best first; None where the author's order stays."""
        return None

    def slots(self, spec: S) -> Mapping[Slot, list[str]]:
        """Give a slot for each item, if readers may vote."""
        keys = [KEYS[vote] for vote in self.votes(spec)]
        return {item.id: keys for item in spec.listed} if keys else {}

    def check(self, spec: S, slot: Slot, ballot: V) -> None:
        """Refuse any vote but those that may be cast."""
        votes = self.votes(spec)
        if ballot.vote not in votes:
            raise Malformed("bad_vote", f"A vote here is {' or '.join(map(str, votes))} and nothing else.")

    def marks(self, spec: S, sheet: Sheet[V]) -> Tally:
        """Count each vote under its item."""
        votes = self.votes(spec)
        return {
            slot: {KEYS[ballot.vote]: 1}
            for slot, ballot in sheet.items()
            if slot in spec.ids and ballot.vote in votes
        }

    def reveals(self, spec: S, reveal: Reveal, slot: Slot, sheet: Sheet[V], *, closed: bool) -> bool:
        """Show all counts to who has voted for any item."""
        return rules.revealed(reveal, cast=bool(sheet), closed=closed)

    def ask(self, spec: S) -> list[Part]:
        """Show the items, each with its votes."""
        return [*self.describe(spec), self.show(spec, range(len(spec.listed)))]

    def about(self, spec: S, slot: Slot) -> list[Part] | None:
        """Give the one item that a vote is about."""
        places = [at for at, item in enumerate(spec.listed) if item.id == slot]
        return [self.show(spec, places)]

    def show(self, spec: S, places: Iterable[int]) -> Items:
        """Show the items at these places."""
        items, votes = spec.listed, self.votes(spec)
        return Items(
            items=[show_item(items[at], self.number(spec, at), votes) for at in places],
            page_size=spec.page_size,
            ranked=self.ranked,
            closed=self.closed(spec),
        )

    def result(self, spec: S, tally: Tally, sheet: Sheet[V], study: Any = None) -> list[Part]:
        """Show the items' order, where votes make it."""
        if not tally:
            return []
        order = self.rank(spec, tally)
        return [Order(ids=order)] if order else []

    def chances(self, spec: S, tally: Tally) -> Mapping[str, int] | None:
        """Tell of each item how many voters could have seen it; None where all see all."""
        return None

    def tables(self, spec: S, tally: Tally, turnout: int, study: Any = None) -> list[Table]:
        """Give the votes for each item, the best first, as parts of those who could have voted for it."""
        votes, chances = self.votes(spec), self.chances(spec, tally)
        if not votes:
            return []
        items = {item.id: item for item in spec.listed}
        order = self.rank(spec, tally) or sorted(items, key=lambda id: -tally.get(id, {}).get(KEYS[1], 0))
        rows = []
        for id in order:
            counts = [tally.get(id, {}).get(KEYS[vote], 0) for vote in votes]
            could = chances[id] if chances else turnout
            rows.append(
                Row(
                    label=items[id].title,
                    counts=[*counts, *([could] if chances else [])],
                    percent=findings.share(counts[0], could),
                )
            )
        columns = [KEYS[vote].capitalize() for vote in votes] + (["Could have seen it"] if chances else [])
        of = "those who could have seen it" if chances else "those who voted"
        return [Table(label="", columns=columns, rows=rows, of=of)]


def show_item(item: ListItem, number: int, votes: Sequence[int]) -> Item:
    """Show an item."""
    choose = Choose(
        slot=item.id,
        form="one",
        look="arrows",
        field="vote",
        label=item.title,
        options=[OPTIONS[vote] for vote in votes],
        instant=True,
        undo=True,
    )
    player = player_at(item.link) if item.link and not item.picture else None
    return Item(
        id=item.id,
        number=number,
        title=item.title,
        text=item.text,
        media=show_player(player, item.title) if player else show(item.picture),
        link="" if player else item.link,
        credit=item.credit,
        choose=choose if votes else None,
    )


def show(picture: Picture | None) -> Media | None:
    """Show a picture, where there is one."""
    return show_picture(picture) if picture else None


def check_item(item: ListItem, *, alone: bool = False) -> None:
    """Refuse an item without a title, and an address that is none of a page.

    `alone` is one that a reader sends in: it has no neighbours and no id that anybody knows.
    """
    where = "" if alone else f" of the item {item.id!r}"
    rules.check_text(item.title, f"title{where}", most=200)
    rules.check_text(item.text, f"text{where}", least=0, most=MOST_TEXT)
    rules.check_text(item.credit, f"credit{where}", least=0, most=200)
    if item.picture:
        rules.check_picture(item.picture, f"picture{where}")
    if item.link:
        check_link(item.link, f"link{where}")


def check_link(link: str, what: str) -> None:
    """Refuse an address that does not lead to a page of the web."""
    try:
        origin_of(link)
    except Malformed:
        raise Malformed("bad_link", f"The {what} must be the http or https address of a page.") from None


def recognise_item(item: ListItem) -> Likeness:
    """Tell what an item is recognised by."""
    shown = (item.picture.media if item.picture else "", item.link)
    return Likeness(title=item.title, things=frozenset(filter(None, shown)))


def player_at(link: str) -> Player | None:
    """Give the player of what is at an address; None for any other page."""
    try:
        return find_player(link)
    except Malformed:
        return None


def show_player(player: Player, title: str) -> Media:
    """Show the door to another service's player, or that the service is no more."""
    if player.kind == "gone":
        return Media(kind="notice", provider=player.provider, link=player.link, alt=title)
    film = player.kind == "video"
    return Media(
        kind="player",
        src=player.src,
        width=16 if film else 0,
        height=9 if film else AUDIO_HEIGHT[player.provider],
        provider=player.provider,
        link=player.link,
        alt=title,
    )
