"""What ballots wait in: a queue for many widgets, and one that is taken from widget by widget."""

import asyncio
from collections import deque
from typing import Protocol

from widgets.ledger.working import Cast, Committed


class Waiting:
    """A ballot in a queue, the time it came, on the loop's clock, and the future its reader awaits."""

    __slots__ = ("cast", "future", "since")

    def __init__(self, cast: Cast, future: asyncio.Future[Committed], since: float) -> None:
        self.cast = cast
        self.future = future
        self.since = since

    def answer(self, reply: Committed | Exception) -> None:
        """Answer, unless the reader has gone."""
        if self.future.done():
            return
        if isinstance(reply, Exception):
            self.future.set_exception(reply)
        else:
            self.future.set_result(reply)


class Queue(Protocol):
    """What a lane takes its batches from."""

    arrived: asyncio.Event

    def put(self, waiting: Waiting) -> None:
        """Let a ballot wait."""

    def take(self, most: int) -> list[Waiting]:
        """Take the next batch, at most so many; empty if nothing waits."""

    def expired(self, before: float) -> list[Waiting]:
        """Take out what came before a time on the loop's clock."""

    async def wait(self) -> None:
        """Wait until something waits, or until someone sets `arrived`."""

    def __len__(self) -> int: ...


class MixedQueue:
    """First come, first served, whatever the widget."""

    def __init__(self) -> None:
        self.line: deque[Waiting] = deque()
        self.arrived = asyncio.Event()

    def put(self, waiting: Waiting) -> None:
        """Let a ballot wait."""
        self.line.append(waiting)
        self.arrived.set()

    def take(self, most: int) -> list[Waiting]:
        """Take the next batch."""
        return [self.line.popleft() for _ in range(min(most, len(self.line)))]

    def expired(self, before: float) -> list[Waiting]:
        """Take out what came before a time."""
        taken = []
        while self.line and self.line[0].since < before:
            taken.append(self.line.popleft())
        return taken

    async def wait(self) -> None:
        """Wait until something waits, or until someone sets `arrived`."""
        if not self.line:
            self.arrived.clear()
            await self.arrived.wait()
            self.arrived.clear()

    def __len__(self) -> int:
        return len(self.line)


class WidgetQueue:
    """A line for each widget; a batch is one widget's, and widgets take turns."""

    def __init__(self) -> None:
        self.lines: dict[str, MixedQueue] = {}
        self.arrived = asyncio.Event()

    def holds(self, widget: str) -> bool:
        """Tell whether ballots of this widget are waiting here."""
        return widget in self.lines

    def put(self, waiting: Waiting) -> None:
        """Let a ballot wait in its widget's line."""
        self.lines.setdefault(waiting.cast.widget, MixedQueue()).put(waiting)
        self.arrived.set()

    def take(self, most: int) -> list[Waiting]:
        """Take the next batch, of the widget that has waited longest for its turn."""
        if not self.lines:
            return []
        widget = next(iter(self.lines))
        line = self.lines.pop(widget)
        batch = line.take(most)
        if len(line):
            self.lines[widget] = line
        return batch

    def expired(self, before: float) -> list[Waiting]:
        """Take out what came before a time."""
        taken = [waiting for line in self.lines.values() for waiting in line.expired(before)]
        self.lines = {widget: line for widget, line in self.lines.items() if len(line)}
        return taken

    async def wait(self) -> None:
        """Wait until something waits, or until someone sets `arrived`."""
        if not self.lines:
            self.arrived.clear()
            await self.arrived.wait()
            self.arrived.clear()

    def __len__(self) -> int:
        return sum(map(len, self.lines.values()))
