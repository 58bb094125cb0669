"""One round after another: readers cast through a fault, what died is started again, the checker judges."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random

from msgspec import Struct

from tests.crash import faults
from tests.crash.checking import Cast, check, stale
from tests.crash.history import Told
from tests.crash.installation import Installation
from tests.crash.looking import look_at_own, look_at_pages, look_on
from tests.crash.offers import HOT, ORIGIN, Offer, offer_page, offer_polls
from tests.crash.proxy import Proxy
from tests.crash.readers import Crowd
from tests.crash.scene import Scene
from tests.crash.state import State, read_state
from widgets.readers import Tokens, sheet_id

BEFORE = 60
"""Ballots acknowledged in a round before its fault."""

AFTER = 30
"""Ballots that each API process must acknowledge after it."""

FLOWING = 30.0
"""Seconds after a fault is over within which ballots must be acknowledged again, by every process."""

AWAY = 2.0
"""Seconds that a lost engine is away: enough, for its keys are made to die before their time."""

SETTLING = 15.0
"""Seconds within which Redis and the pages must agree with the ledger."""


class Wrong(Exception):
    """The product broke a promise; the text says which."""


class Report(Struct, frozen=True):
    """What happened in a round."""

    faults: tuple[str, ...]
    acknowledged: int
    refused: int
    unanswered: int
    sheets: int
    seconds: float
    settling: float


class Trial:
    """A whole crash test: the installation, its doors, the readers, and what stood at the last check."""

    def __init__(self, seed: int, away: float) -> None:
        self.seed = seed
        self.away = away
        self.random = Random(seed)
        self.installation = Installation()
        self.doors: list[Proxy] = []
        self.lasting = [*offer_page(HOT), *offer_polls(HOT)]
        self.offers = list(self.lasting)
        self.stood = State()
        self.owners: dict[tuple[str, bytes], int] = {}

    async def open(self, readers: int) -> None:
        """Start everything, and let the readers come."""
        await self.installation.start([offer for offer in self.offers if not offer.own])
        for number, api in enumerate(self.installation.apis):
            door = Proxy(api.port, Random(f"{self.seed} door {number}"))
            await door.open()
            self.doors.append(door)
        self.crowd = Crowd(self.doors, self.seed)
        await self.crowd.gather(readers)
        self.own(self.offers)

    async def close(self) -> None:
        """Stop everything and remove its data."""
        if self.doors:
            self.crowd.disperse()
        for door in self.doors:
            await door.close()
        await self.installation.close()

    async def run(self, number: int, names: tuple[str, ...]) -> Report:
        """Go through one round. Raises Wrong, and Toothless."""
        began = time.monotonic()
        fresh = offer_page(f"{ORIGIN}/round-{number}")
        self.own(fresh)
        self.offers += fresh
        offers = [*self.lasting, *fresh]
        self.crowd.begin(offers)
        async with look_on(self.crowd, [HOT, fresh[0].url]):
            await self.flow(BEFORE)
            await (self.suffer_last(names, offers) if names[0] in faults.LAST else self.suffer(names))
            await self.pause()
        paused = time.monotonic()
        state, report = await self.settle(offers), self.crowd.turn_page()
        complaints = check(self.cast(), self.stood, report, state)
        complaints += await look_at_own(self.crowd, self.cast(), state, offers)
        complaints += await self.installation.recount()
        if complaints:
            raise Wrong("\n".join(complaints))
        self.stood = state
        return Report(
            faults=names,
            acknowledged=report.count(Told.COUNTED),
            refused=report.count(Told.REFUSED),
            unanswered=report.count(Told.NOTHING),
            sheets=len(state.sheets),
            seconds=time.monotonic() - began,
            settling=time.monotonic() - paused,
        )

    async def suffer(self, names: Sequence[str]) -> None:
        """Let faults happen while everybody casts, start what died, and see ballots flow again."""
        async with faults.strike(self.scene(), names):
            await asyncio.sleep(self.random.random())
        await self.mend()
        await self.flow(AFTER)

    async def suffer_last(self, names: Sequence[str], offers: Sequence[Offer]) -> None:
        """Let a fault happen when only a few still cast, and let nobody say anything new after it."""
        await self.pause()
        self.crowd.begin(offers, faults.LAST[names[0]])
        async with faults.strike(self.scene(), names):
            await self.pause()
        await self.mend()

    async def pause(self) -> None:
        """Let everybody finish. Raises Wrong."""
        await self.within(FLOWING, "the readers' last words were not acknowledged", self.crowd.pause())

    async def mend(self) -> None:
        """Start what died."""
        await self.installation.do(self.installation.mend)
        for door, api in zip(self.doors, self.installation.apis, strict=True):
            door.upstream = api.port

    def scene(self) -> Scene:
        """Give what faults may touch."""
        return Scene(self.installation, self.doors, self.random, self.crowd, self.away)

    async def flow(self, number: int) -> None:
        """Wait until each door has seen so many more acknowledgements. Raises Wrong."""
        enough = [count + number for count in self.crowd.acknowledged]

        async def seen() -> None:
            while any(count < each for count, each in zip(self.crowd.acknowledged, enough, strict=True)):
                self.crowd.heard.clear()
                await self.crowd.heard.wait()

        await self.within(FLOWING, "ballots are not acknowledged", seen())

    async def within(self, seconds: float, otherwise: str, act: Awaitable[None]) -> None:
        """Do something in so much time. Raises Wrong."""
        try:
            async with asyncio.timeout(seconds):
                await act
        except TimeoutError:
            for hand in self.crowd.hands:
                if hand.done():
                    hand.result()
            odd = self.crowd.history.oddities[-5:]
            raise Wrong("\n".join([f"{otherwise} within {seconds:.0f} s", *odd, self.last_words()])) from None

    async def settle(self, offers: Sequence[Offer]) -> State:
        """Wait until Redis and the public pages agree with the ledger, and give the state."""
        deadline = time.monotonic() + SETTLING
        while True:
            state = await read_state(self.installation.postgres.url, self.installation.valkey.url)
            unsettled = [f"Redis has an old tally of {widget}" for widget in stale(state)]
            unsettled += [f"the outbox has {state.outbox} rows"] if state.outbox else []
            unsettled = unsettled or await look_at_pages(self.crowd, state, offers)
            if not unsettled:
                return state
            if time.monotonic() > deadline:
                raise Wrong("\n".join([f"after {SETTLING:.0f} s:", *unsettled, self.last_words()]))
            await asyncio.sleep(0.1)

    def own(self, offers: Sequence[Offer]) -> None:
        """Note whose each sheet in these widgets would be."""
        tokens = Tokens([self.installation.secret])
        for number, token in enumerate(self.crowd.tokens):
            reader, _ = tokens.read(token)
            for offer in offers:
                secret = self.installation.reader_secret.encode()
                self.owners[offer.widget, sheet_id(secret, offer.widget, reader.random)] = number

    def cast(self) -> Cast:
        """Give who takes part."""
        return Cast({offer.widget: offer for offer in self.offers}, self.owners)

    def last_words(self) -> str:
        """Give what the services said last."""
        return "\n".join(f"{each.title}:\n{each.last_words()}" for each in self.installation.services())


@asynccontextmanager
async def open_trial(seed: int, readers: int, away: float) -> AsyncIterator[Trial]:
    """Lend a trial that stands, and take it down whatever happens."""
    trial = Trial(seed, away)
    try:
        await trial.open(readers)
        yield trial
    finally:
        await trial.close()


async def run_rounds(
    seed: int,
    *,
    rounds: int,
    readers: int,
    seconds: float,
    only: Sequence[str],
    away: float,
    tell: Callable[[int, Report], None],
) -> int:
    """Run rounds until there were enough, or the seconds are used up; give how many there were."""
    deadline = time.monotonic() + seconds
    async with open_trial(seed, readers, away) as trial:
        disk = trial.installation.disk_can_be_full
        planned = [tuple(only)] * rounds if only else faults.plan(Random(seed), rounds, disk=disk)
        for number, names in enumerate(planned, 1):
            tell(number, await trial.run(number, names))
            if time.monotonic() > deadline:
                return number
    return rounds
