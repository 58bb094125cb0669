"""Moderation: looking at ballots that stand out, setting them aside, and restoring them."""

import re
import secrets
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from widgets import changing as counting
from widgets import rules, watching
from widgets.canonical import make_canonical
from widgets.catalog import MOST_TRIES, Catalog, changing
from widgets.changing import Count
from widgets.errors import Malformed, Unknown
from widgets.ledger import acts, outbox, tallies
from widgets.ledger.acts import Act, Rest
from widgets.ledger.aside import Chosen, read_chosen
from widgets.ledger.aside import move as move_sheets
from widgets.ledger.batch import Stale
from widgets.ledger.connection import Engine, reading
from widgets.ledger.lanes import Publish
from widgets.ledger.revisions import recounting
from widgets.marking import mark_by
from widgets.model import Standing, Tally
from widgets.patterns import By
from widgets.placing import Placed
from widgets.watching import Watched

MOST_READERS = 10_000
AFTER = timedelta(microseconds=1)
"""A moment that comes this much later is the next one."""

KEYS = {
    By.NETWORK: re.compile("([0-9a-f]{2}){1,32}"),
    By.CHOICES: re.compile("[0-9a-f]{64}"),
    By.REFERRER: re.compile(r"[^\s\x00-\x1f]{0,255}"),
    By.TIME: re.compile(""),
}
"""How the value is written that the sheets of a choice have in common."""


class About(Struct, frozen=True, kw_only=True):
    """Which widget of a site; for a page's own widget with the page's URL."""

    site: str
    widget: str
    url: str | None = None


class Choice(Struct, frozen=True, kw_only=True):
    """Sheets with one thing in common, from the first to the last moment, as a pattern has them."""

    by: By
    key: str
    since: datetime
    until: datetime


class Preview(Struct, frozen=True, kw_only=True):
    """What setting sheets aside changes: how many they are, readers before and after, and every count.

    `choice` ends with the last of them: what comes later is of a later time, since a widget's ballots are
    counted one batch after the other.
    """

    choice: Choice
    sheets: int
    readers: tuple[int, int]
    counts: list[Count]


class Moderation:
    """Takes sheets out of a tally, reversibly. `publish` takes the tallies to Redis."""

    def __init__(self, engine: Engine, catalog: Catalog, publish: Publish, patient: Engine) -> None:
        """Take beside the stores the connections for looking at many sheets, for which no reader waits."""
        self.engine = engine
        self.patient = patient
        self.catalog = catalog
        self.publish = publish

    async def watch(self, about: About, since: datetime, until: datetime) -> Watched:
        """Look at a time of a widget's ballots. Raises Unknown and Malformed."""
        await self.find(about)
        return await watching.watch(self.patient, about.widget, since, until)

    async def standing(self, about: About) -> tuple[Placed, Standing]:
        """Give a widget with what is counted in it. Raises Unknown and Malformed."""
        placed = await self.find(about)
        found = await tallies.read(self.engine, [about.widget])
        return placed, found.get(about.widget) or Standing(widget=about.widget, tally={})

    async def list_aside(self, about: About) -> tuple[list[Act], list[Rest]]:
        """Give what is set aside: by which acts, and what belongs to none. Raises Unknown and Malformed."""
        _, standing = await self.standing(about)
        if not standing.aside:
            # Sheets have no index by this: of a widget with a million, nobody should wait to learn of none.
            return [], []
        known = await acts.select_acts(self.patient, about.widget)
        return known, await acts.select_rest(self.patient, about.widget)

    async def preview(self, about: About, choice: Choice) -> Preview:
        """Tell what setting a choice aside would change: readers, and every count before and after.

        Raises Unknown and Malformed.
        """
        placed, chosen = await self.find(about), choose(choice)
        mark, widget = mark_by(placed.format, placed.spec), placed.widget.id
        gone: Tally = {}
        sheets, readers, last = 0, 0, choice.since
        async with reading(self.patient, one_moment=True) as connection:
            standing = (await tallies.select_standings(connection, [widget])).get(widget)
            async for ballots, number, at in read_chosen(connection, widget, chosen):
                last = max(last, at)
                rules.add(gone, mark(ballots), number)
                sheets += number
                readers += number * (ballots != b"{}")
        standing = standing or Standing(widget=widget, tally={})
        left = {slot: dict(keys) for slot, keys in standing.tally.items()}
        rules.add(left, gone, -1)
        return Preview(
            choice=replace(choice, until=last),
            sheets=sheets,
            readers=(standing.turnout, standing.turnout - readers),
            counts=counting.count_both(placed, standing.tally, left),
        )

    async def set_pattern_aside(self, about: About, choice: Choice, name: str) -> int:
        """Set a choice aside as one act of somebody with a name, which can be restored as one.

        Taken are those that a preview counted, and no others: a ballot cast since then is of a later time
        than `until`, and so is the sheet of a reader who has cast again. Raises as `move` does.
        """
        chosen = choose(choice)
        await self.find(about)
        act = Act(
            id=secrets.token_hex(8),
            by=choice.by,
            key=choice.key,
            since=choice.since,
            until=choice.until + AFTER,
            name=name,
        )
        await acts.add(self.engine, about.widget, act)
        return await self.move(about, chosen, aside=True, act=act.id)

    async def restore_act(self, about: About, act: str) -> int:
        """Let the sheets that one act set aside count again. Raises as `restore` does."""
        if not act:
            raise Malformed("bad_choice", "The form does not say which ballots; load the page anew.")
        return await self.restore(about, Chosen(act=act))

    async def restore_rest(self, about: About, choice: Choice) -> int:
        """Let the sheets of a choice count again that were set aside by no act. Raises as `restore` does."""
        return await self.restore(about, replace(choose(choice), act=""))

    async def restore(self, about: About, chosen: Chosen) -> int:
        """Let the chosen sheets that were set aside count again.

        Raises as `move` does, and Conflicting where a count would become too great.
        """
        return await self.move(about, chosen, aside=False)

    async def move(self, about: About, chosen: Chosen, *, aside: bool, act: str = "") -> int:
        """Set the chosen sheets aside, or restore them, and tell how many, transaction by transaction.

        Raises Malformed, Unknown, and Unavailable; a large choice is then half done, and doing it again does
        the rest.
        """
        check(chosen)
        total, tries = 0, 0
        while True:
            placed = await self.find(about)
            try:
                moved = await self.move_some(placed, chosen, aside=aside, act=act)
            except Stale:
                self.catalog.doubt(placed)
                tries += 1
                if tries == MOST_TRIES:
                    raise changing() from None
                continue
            total += moved
            if moved == 0:
                return total

    async def move_some(self, placed: Placed, chosen: Chosen, *, aside: bool, act: str) -> int:
        """Do one transaction's part and tell how many sheets that were."""
        if placed.widget.frozen:
            # What is counted meanwhile takes the place of the tally, and would not know of the move.
            raise recounting()
        widget, mark = placed.widget, mark_by(placed.format, placed.spec)
        moved, held = await move_sheets(
            self.engine, widget.id, chosen, mark, widget.revision, aside=aside, act=act
        )
        await outbox.finish(self.engine, held, self.publish)
        return moved

    async def find(self, about: About) -> Placed:
        """Find the widget. Raises Unknown and Malformed."""
        return await find_placed(self.catalog, about)


async def find_placed(catalog: Catalog, about: About) -> Placed:
    """Find a widget of a site. Raises Unknown and Malformed."""
    if about.url is not None:
        return await catalog.own_widget(about.widget, about.site, make_canonical(about.url))
    placed = await catalog.widget(about.widget)
    if placed.widget.site != about.site:
        raise Unknown("unknown_widget", "There is no such widget on this site.")
    return placed


def choose(choice: Choice) -> Chosen:
    """Give the sheets of a choice, from its first to its last moment. Raises Malformed."""
    since, until = choice.since, choice.until + AFTER
    if not timedelta() < until - since <= watching.LONGEST or not KEYS[choice.by].fullmatch(choice.key):
        raise Malformed("bad_choice", "The form does not say which ballots; load the page anew.")
    chosen = Chosen(since=since, until=until)
    if choice.by is By.NETWORK:
        return replace(chosen, network=bytes.fromhex(choice.key))
    if choice.by is By.CHOICES:
        return replace(chosen, choices=choice.key)
    if choice.by is By.REFERRER:
        return replace(chosen, referrer=choice.key)
    return chosen


def check(chosen: Chosen) -> None:
    """Refuse a choice that names neither readers nor an act nor a time range."""
    in_time = chosen.since is not None and chosen.until is not None and chosen.since < chosen.until
    if not chosen.readers and chosen.act is None and not in_time:
        raise Malformed("bad_choice", "Choose sheets by their readers, an act, or within a time range.")
    if len(chosen.readers) > MOST_READERS:
        raise Malformed("too_many_readers", f"Choose at most {MOST_READERS:,} readers at once.")
