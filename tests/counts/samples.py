"""What the tests of counts share: Redis opened and closed, a clock that obeys, standings to write."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from hypothesis import strategies as st
from redis.asyncio import Redis

from tests.engines import MARK
from widgets.counts import Counts
from widgets.model import Standing, page_widget_id


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def opened(url: str, clock: Callable[[], float] | None = None) -> AsyncIterator[Counts]:
    counts = Counts(url)
    if clock is not None:
        counts.connection.clock = clock
    try:
        yield counts
    finally:
        await counts.close()


@asynccontextmanager
async def bare(url: str) -> AsyncIterator[Redis]:
    """Redis itself, for looking behind the room's back and for doing it harm."""
    async with Redis.from_url(url, protocol=2) as client:
        yield client


async def our_keys(redis: Redis) -> set[bytes | str]:
    """All keys but the one that marks a Redis as the tests'."""
    return set(await redis.keys()) - {MARK.encode()}


def widget(number: int) -> str:
    return page_widget_id("demo", f"https://news.example/{number}", "points")


def standing(number: int, version: int) -> Standing:
    """The standing of a widget whose every number follows from its version, so that a mix-up shows."""
    tally = {"": {"up": version, "down": version + 1}, "x": {"shared": version + 2}}
    return Standing(
        widget=widget(number),
        tally=tally,
        turnout=version + 3,
        version=version,
        revision=version + 4,
        aside=5,
    )


keys_of_marks = st.text(min_size=1, max_size=32)
numbers = st.integers(0, 2**53 - 1)
tallies = st.dictionaries(
    st.text(max_size=32), st.dictionaries(keys_of_marks, numbers, max_size=8), max_size=8
)
standings = st.builds(
    Standing,
    widget=st.integers(0, 20).map(widget),
    tally=tallies,
    turnout=numbers,
    version=numbers,
    revision=numbers,
    aside=numbers,
)
