"""The one promise, played with at random: a tally is its opening balance and the marks of what counts.

Two processes serve one page. Readers cast, change and withdraw; moderators set sheets aside, restore them and
change the spec; Redis loses everything; processes die between commit and Redis. A model of a few lines says
what has to come out after every step.
"""

import asyncio
import io
import itertools
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.newsroom import ORIGIN, SITE, Newsroom, opened, poll_of, sheet_of
from widgets.errors import Conflicting, Malformed
from widgets.importing import import_balances
from widgets.ledger import outbox, tallies
from widgets.ledger.aside import Chosen
from widgets.model import Reveal, Standing, page_widget_id
from widgets.moderation import About
from widgets.publishing import Draft

T = TypeVar("T")

processes = st.integers(0, 1)
readers = st.integers(1, 4)
some_readers = st.sets(readers, min_size=1)
options = st.sampled_from(["red", "green", "blue", "pink"])
offers = st.sets(options, min_size=2).map(sorted)
kinds = st.sampled_from(["poll", "points", "shares"])


class Book:
    """What should be known of one widget: the model."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.sheets: dict[int, dict[str, str]] = {}
        self.aside: set[int] = set()
        self.balance: dict[str, int] = {}
        self.offered = ["red", "green", "blue"]

    def tally(self) -> Counter[str]:
        """Balance and marks, under `slot/key`."""
        counts = Counter(self.balance)
        for by, sheet in self.sheets.items():
            if by not in self.aside:
                counts.update(mark for slot, word in sheet.items() for mark in self.marks(slot, word))
        return +counts

    def marks(self, slot: str, word: str) -> list[str]:
        if self.kind == "poll":
            return [f"/{word}", "/turnout"] if word in self.offered else []
        return [f"{slot}/{word}"]

    def turnout(self) -> int:
        return sum(bool(sheet) for by, sheet in self.sheets.items() if by not in self.aside)


class World:
    """Two processes on the same engines, and the loop they run on."""

    def __init__(self, database: str, redis_url: str) -> None:
        self.runner = asyncio.Runner()
        self.urls = database, redis_url
        self.stacks = [AsyncExitStack(), AsyncExitStack()]
        self.rooms = [self.open(stack) for stack in self.stacks]
        self.pages = itertools.count()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def open(self, stack: AsyncExitStack) -> Newsroom:
        return self.do(stack.enter_async_context(opened(*self.urls)))

    def restart(self, process: int) -> None:
        self.do(self.stacks[process].aclose())
        self.rooms[process] = self.open(self.stacks[process])

    def close(self) -> None:
        for stack in self.stacks:
            self.do(stack.aclose())
        self.runner.close()


async def refuse(standings: list[Standing]) -> bool:
    """What a process does with its tallies that is killed before it takes them to Redis: nothing."""
    return False


class Publication(RuleBasedStateMachine):
    """One page with a poll, points and shares."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.url = f"{ORIGIN}/{next(self.world.pages)}"
        self.books = {kind: Book(kind) for kind in ("poll", "points", "shares")}
        self.ids = {kind: page_widget_id(SITE, self.url, kind) for kind in self.books}
        self.sources: dict[str, int] = {}

    def room(self, process: int) -> Newsroom:
        return self.world.rooms[process]

    @initialize()
    def put_the_poll_on_the_page(self) -> None:
        publishing = self.room(0).publishing
        spec = poll_of(*self.books["poll"].offered)
        draft = Draft(site=SITE, format="poll", spec=spec, url=self.url, reveal=Reveal.ALWAYS)
        poll = self.world.do(publishing.create(draft))
        self.poll = self.world.do(publishing.open(SITE, poll.id))
        self.ids["poll"] = poll.id

    # Readers.

    @rule(process=processes, by=readers, option=options)
    def choose(self, process: int, by: int, option: str) -> None:
        ballot = {"options": [option]}
        if option not in self.books["poll"].offered:
            with pytest.raises(Malformed):
                self.cast(process, by, "poll", "", option, ballot)
            return
        try:
            self.cast(process, by, "poll", "", option, ballot)
        except Malformed:
            # A process may believe for two seconds that there is no such option yet.
            self.room(process).voxpop.catalog.clear()
            self.cast(process, by, "poll", "", option, ballot)

    @rule(process=processes, by=readers, up=st.booleans())
    def vote(self, process: int, by: int, up: bool) -> None:
        self.cast(process, by, "points", "", "up" if up else "down", {"vote": 1 if up else -1})

    @rule(process=processes, by=readers, channel=st.sampled_from(["copy", "email"]))
    def share(self, process: int, by: int, channel: str) -> None:
        self.cast(process, by, "shares", channel, "shared", {})

    @rule(process=processes, by=readers, kind=st.sampled_from(["poll", "points"]))
    def withdraw(self, process: int, by: int, kind: str) -> None:
        self.cast(process, by, kind, "", None, None)

    @rule(process=processes, by=readers)
    def try_to_withdraw_a_share(self, process: int, by: int) -> None:
        if "copy" in self.books["shares"].sheets.get(by, {}):
            with pytest.raises(Conflicting):
                self.cast(process, by, "shares", "copy", None, None)

    def cast(self, process: int, by: int, kind: str, slot: str, word: str | None, ballot: Any) -> None:
        widget = self.poll if kind == "poll" else kind
        answer = self.world.do(self.room(process).cast(by, widget, ballot, slot, self.url))
        book = self.books[kind]
        if by in book.sheets or word is not None:
            sheet = {other: kept for other, kept in book.sheets.get(by, {}).items() if other != slot}
            book.sheets[by] = sheet if word is None else sheet | {slot: word}
        assert answer["turnout"] == book.turnout()
        assert set(answer["mine"]) == set(book.sheets.get(by, {}))

    # Moderators.

    @rule(process=processes, kind=kinds, who=some_readers)
    def set_aside(self, process: int, kind: str, who: set[int]) -> None:
        book = self.books[kind]
        moved = self.move(process, kind, who, aside=True)
        assert moved == len(who & (book.sheets.keys() - book.aside))
        book.aside |= who & book.sheets.keys()

    @rule(process=processes, kind=kinds, who=some_readers)
    def restore(self, process: int, kind: str, who: set[int]) -> None:
        book = self.books[kind]
        assert self.move(process, kind, who, aside=False) == len(who & book.aside)
        book.aside -= who

    def move(self, process: int, kind: str, who: set[int], *, aside: bool) -> int:
        id = self.ids[kind]
        if id not in self.ledger():
            return 0
        about = About(site=SITE, widget=id, url=None if kind == "poll" else self.url)
        named = self.poll if kind == "poll" else kind
        chosen = Chosen(readers=tuple(sheet_of(by, named, self.url) for by in who))
        return self.world.do(self.room(process).moderation.move(about, chosen, aside=aside))

    @rule(process=processes, offered=offers, by=readers, option=options)
    def change_the_spec(self, process: int, offered: list[str], by: int, option: str) -> None:
        other = 1 - process
        self.world.do(self.room(other).voxpop.catalog.widget(self.ids["poll"]))
        self.world.do(self.room(process).publishing.rewrite(SITE, self.ids["poll"], poll_of(*offered)))
        self.books["poll"].offered = offered
        # The other process still knows the spec as it was.
        self.choose(other, by, option)

    @rule(process=processes, source=st.sampled_from(["old", "older"]), count=st.integers(0, 9))
    def import_points(self, process: int, source: str, count: int) -> None:
        line = f"url,format,key,count,source\n{self.url},points,up,{count},{source}\n"
        self.world.do(import_balances(self.room(process).engine, SITE, io.BytesIO(line.encode())))
        self.sources[source] = count
        self.books["points"].balance = {"/up": sum(self.sources.values())}

    # What goes wrong.

    @rule()
    def lose_redis(self) -> None:
        self.world.do(self.room(0).counts.clear())

    @rule(process=processes)
    def begin_to_die_between_commit_and_redis(self, process: int) -> None:
        self.room(process).publish_with(refuse)

    @rule(process=processes)
    def restart(self, process: int) -> None:
        self.world.restart(process)

    @rule(process=processes)
    def work(self, process: int) -> None:
        room = self.room(process)
        assert self.world.do(outbox.finish_left_over(room.engine, room.counts.tallies.write, seconds=0))

    # What must hold.

    @invariant()
    def the_ledger_is_what_the_model_says(self) -> None:
        standings = self.ledger()
        for kind, book in self.books.items():
            standing = standings.get(self.ids[kind], Standing(widget="", tally={}))
            assert flat(standing) == book.tally()
            assert (standing.turnout, standing.aside) == (book.turnout(), len(book.aside))

    @rule(process=processes)
    def recount(self, process: int) -> None:
        for id in self.ledger():
            summary, differences = self.world.do(self.room(process).recount(widget=id))
            assert (summary.widgets, differences) == (1, [])

    def teardown(self) -> None:
        """Once the worker has been at it, Redis shows what the ledger has, or nothing."""
        self.work(0)
        self.recount(1)
        shown = self.world.do(self.room(0).counts.tallies.read(list(self.ids.values())))
        for id, standing in self.ledger().items():
            if id in shown:
                assert (shown[id].version, flat(shown[id])) == (standing.version, flat(standing))
        for room in self.world.rooms:
            room.publish_with(room.counts.tallies.write)

    def ledger(self) -> dict[str, Standing]:
        return self.world.do(tallies.read(self.room(0).engine, self.ids.values()))


def flat(standing: Standing) -> dict[str, int]:
    return {f"{slot}/{key}": n for slot, counts in standing.tally.items() for key, n in counts.items() if n}


STEPS = settings(max_examples=30, stateful_step_count=30, suppress_health_check=list(HealthCheck))


@pytest.mark.timeout(400)  # of which a failure takes up to 300 to find the shortest way there
def test_every_number_can_be_recounted_whatever_happens(database, redis_url):
    world = World(database, redis_url)
    try:
        run_state_machine_as_test(type("Page", (Publication,), {"world": world}), settings=STEPS)
    finally:
        world.close()
