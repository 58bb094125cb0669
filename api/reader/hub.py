"""Live updates: one reading a second for a whole process, however many readers watch."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct, field

from widgets.errors import Refused, Unavailable
from widgets.placing import Placed
from widgets.results import Event

T = TypeVar("T")
logger = logging.getLogger("voxpop")

INTERVAL = 1.0
"""Seconds between two readings: no watcher hears of one widget more often."""

REFRESHED = 10
"""After how many readings a page's widgets themselves are looked up anew."""

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that nobody on the way takes the stream for dead."""


class Source(Protocol):
    """Where the hub reads; see `widgets.results.Results`."""

    async def page_widgets(self, site: str, url: str) -> list[Placed]:
        """Give the widgets of a page that may be watched."""

    async def events(self, watched: Iterable[Placed], known: Mapping[str, int]) -> dict[str, Event | None]:
        """Give what is newer than the versions known, by widget id; None for what may not be shown."""


class Watcher:
    """One reader's stream. Who reads slowly skips to the latest of each widget, and delays nobody."""

    def __init__(self) -> None:
        self.pending: dict[str, bytes] = {}
        self.ready = asyncio.Event()
        self.closed = False

    def offer(self, widget: str, frame: bytes) -> None:
        """Take the latest of a widget in the place of what was not sent yet."""
        self.pending[widget] = frame
        self.ready.set()

    def close(self) -> None:
        """End the stream."""
        self.closed = True
        self.ready.set()

    async def frames(self) -> AsyncIterator[bytes]:
        """Give what is to be sent, as it comes, until the stream is closed."""
        while not self.closed:
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await self.ready.wait()
            except TimeoutError:
                yield b":\n\n"
                continue
            self.ready.clear()
            frames, self.pending = b"".join(self.pending.values()), {}
            if frames:
                yield frames


class Channel(Struct):
    """A page that is watched, its widgets as they were last looked up, and its watchers."""

    site: str
    url: str
    widgets: list[Placed]
    watchers: set[Watcher] = field(default_factory=set)


class Hub:
    """Reads what is watched, and hands it to the watchers."""

    def __init__(
        self, source: Source, most: int, *, tell: Callable[[float], object] = lambda watching: None
    ) -> None:
        """Take the source, how many watchers there may be at once, and whom to tell how many there are."""
        self.source = source
        self.most = most
        self.tell = tell
        self.watching = 0
        self.channels: dict[tuple[str, str], Channel] = {}
        self.known: dict[str, int] = {}
        self.latest: dict[str, bytes] = {}
        self.reading = 0
        self.somebody = asyncio.Event()
        self.closed = False

    async def open(self, site: str, url: str) -> Channel:
        """Give the channel of a page. Raises Malformed, Unknown, and Unavailable when there is no room."""
        if self.watching >= self.most or self.closed:
            raise Unavailable(
                "no_live_updates",
                "No room for more live updates; ask for the page now and then.",
                retry_after=30,
            )
        found = self.channels.get((site, url))
        return found or Channel(site, url, await self.source.page_widgets(site, url))

    @contextmanager
    def watch(self, channel: Channel) -> Iterator[Watcher]:
        """Lend a watcher of a channel; it begins with the latest of each widget."""
        watcher = Watcher()
        channel = self.channels.setdefault((channel.site, channel.url), channel)
        channel.watchers.add(watcher)
        self.watching += 1
        self.tell(self.watching)
        self.somebody.set()
        for each in channel.widgets:
            if each.widget.id in self.latest:
                watcher.offer(each.widget.id, self.latest[each.widget.id])
        if self.closed:
            watcher.close()
        try:
            yield watcher
        finally:
            self.watching -= 1
            self.tell(self.watching)
            channel.watchers.discard(watcher)
            if not channel.watchers:
                self.channels.pop((channel.site, channel.url), None)

    async def run(self) -> None:
        """Read every second while somebody watches, until cancelled."""
        while True:
            if not self.channels:
                self.somebody.clear()
                await self.somebody.wait()
            try:
                await self.read()
            except Refused:
                logger.info("live updates wait: an engine is away")
            except Exception:
                logger.exception("live updates failed; trying again")
            await asyncio.sleep(INTERVAL)

    async def read(self) -> None:
        """Read once what is watched, and hand on what is new."""
        channels = list(self.channels.values())
        self.reading += 1
        for channel in channels[self.reading % REFRESHED :: REFRESHED]:
            channel.widgets = await self.source.page_widgets(channel.site, channel.url)
        watched = {each.widget.id: each for channel in channels for each in channel.widgets}
        events = await self.source.events(watched.values(), self.known)
        new = {widget: event for widget, event in events.items() if event is not None}
        frames = {widget: make_frame(event) for widget, event in new.items()}
        public = watched.keys() - (events.keys() - new.keys())
        self.known = keep(self.known, public) | {widget: event.version for widget, event in new.items()}
        self.latest = keep(self.latest, public) | frames
        for channel in channels:
            here = [each.widget.id for each in channel.widgets if each.widget.id in frames]
            for watcher in channel.watchers if here else ():
                for widget in here:
                    watcher.offer(widget, frames[widget])

    def close(self) -> None:
        """End all streams, and let nobody in any more: the process is about to stop."""
        self.closed = True
        for channel in list(self.channels.values()):
            for watcher in list(channel.watchers):
                watcher.close()


def make_frame(event: Event) -> bytes:
    """Write an event as the stream's format wants it (HTML Living Standard, 9.2.5)."""
    return b"event: tally\ndata: %b\n\n" % msgspec.json.encode(event)


def keep(held: dict[str, T], public: AbstractSet[str]) -> dict[str, T]:
    """Give what is held of widgets that are still watched, and still public."""
    return {widget: value for widget, value in held.items() if widget in public}
