"""Live updates: attack 31 of the catalogue."""

import asyncio
import json
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from api.reader.hub import Hub, Watcher
from widgets.errors import Unavailable
from widgets.parts import Text
from widgets.results import Event

SITE = "demo"


class Source:
    """Pages that are named by what they show, and versions that a test raises."""

    def __init__(self):
        self.versions = {}
        self.hidden = set()
        self.readings = 0
        self.away = False
        self.asked_often = asyncio.Event()

    async def page_widgets(self, site, url):
        return [SimpleNamespace(widget=SimpleNamespace(id=id)) for id in url.split("+")]

    async def events(self, watched, known):
        self.readings += 1
        if self.readings == 5:
            self.asked_often.set()
        if self.away:
            raise Unavailable("away", "Away.")
        ids = [each.widget.id for each in watched]
        new = {id: self.event(id) for id in ids if self.versions.get(id, 0) > known.get(id, 0)}
        return {**new, **{id: None for id in ids if id in self.hidden}}

    def event(self, id):
        return Event(widget=id, turnout=1, tally={"n": 1}, version=self.versions[id], parts=[Text(text=id)])


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def hub(source):
    return Hub(source, most=3)


def read(frames):
    """The versions that frames tell, by widget."""
    events = [
        json.loads(each.removeprefix(b"event: tally\ndata: ")) for each in frames.split(b"\n\n") if each
    ]
    return {each["widget"]: each["version"] for each in events}


async def pending(watcher):
    """What a watcher would be sent now."""
    frames, watcher.pending = b"".join(watcher.pending.values()), {}
    return read(frames)


@pytest.mark.anyio
async def test_a_watcher_hears_where_its_page_stands_and_then_what_changes(hub, source):
    source.versions = {"a": 1, "b": 1, "elsewhere": 1}
    with hub.watch(await hub.open(SITE, "a+b")) as watcher:
        await hub.read()
        assert await pending(watcher) == {"a": 1, "b": 1}
        await hub.read()
        assert await pending(watcher) == {}
        source.versions["b"] = 2
        await hub.read()
        assert await pending(watcher) == {"b": 2}


@pytest.mark.anyio
async def test_who_comes_later_is_told_at_once_where_it_stands(hub, source):
    source.versions = {"a": 1}
    with hub.watch(await hub.open(SITE, "a")):
        await hub.read()
        with hub.watch(await hub.open(SITE, "a")) as late:
            assert await pending(late) == {"a": 1}


@pytest.mark.anyio
async def test_who_comes_later_is_not_told_what_is_hidden_by_now(hub, source):
    source.versions = {"a": 1}
    with hub.watch(await hub.open(SITE, "a")):
        await hub.read()
        source.hidden = {"a"}
        await hub.read()
        with hub.watch(await hub.open(SITE, "a")) as late:
            assert await pending(late) == {}
            source.hidden = set()
            await hub.read()
            assert await pending(late) == {"a": 1}


@pytest.mark.anyio
async def test_however_many_watch_there_is_one_reading(hub, source):
    source.versions = {"a": 1}
    with ExitStack() as stack:
        watchers = [stack.enter_context(hub.watch(await hub.open(SITE, "a"))) for _ in range(3)]
        await hub.read()
        assert source.readings == 1
        assert [await pending(each) for each in watchers] == [{"a": 1}] * 3


@pytest.mark.anyio
async def test_a_slow_reader_skips_to_the_latest_and_holds_no_more_than_that(hub, source):
    source.versions = {"a": 1, "b": 1}
    with hub.watch(await hub.open(SITE, "a+b")) as slow, hub.watch(await hub.open(SITE, "a+b")) as quick:
        for version in range(2, 500):
            source.versions = {"a": version, "b": version}
            await hub.read()
            assert await pending(quick) == {"a": version, "b": version}
        assert len(slow.pending) == 2
        assert await pending(slow) == {"a": 499, "b": 499}


@pytest.mark.anyio
async def test_there_is_room_for_so_many_and_room_again_when_they_leave(hub):
    channel = await hub.open(SITE, "a")
    for _ in range(50):
        with ExitStack() as stack:
            for _ in range(3):
                stack.enter_context(hub.watch(channel))
            with pytest.raises(Unavailable) as refusal:
                await hub.open(SITE, "b")
            assert refusal.value.retry_after
    assert hub.watching == 0
    assert hub.channels == {}


@pytest.mark.anyio
async def test_nothing_is_held_of_pages_that_nobody_watches_any_more(hub, source):
    source.versions = {f"w{at}": 1 for at in range(100)}
    for at in range(100):
        with hub.watch(await hub.open(SITE, f"w{at}")):
            await hub.read()
    await hub.read()
    assert hub.known == hub.latest == {}


@pytest.mark.anyio
async def test_engines_that_go_away_end_no_stream(hub, source, monkeypatch):
    monkeypatch.setattr("api.reader.hub.INTERVAL", 0)
    source.away = True
    running = asyncio.create_task(hub.run())
    with hub.watch(await hub.open(SITE, "a")) as watcher:
        await source.asked_often.wait()
        source.away, source.versions = False, {"a": 1}
        await watcher.ready.wait()
        assert await pending(watcher) == {"a": 1}
    running.cancel()


@pytest.mark.anyio
async def test_a_page_with_a_new_widget_is_looked_up_anew(hub, source):
    page = {"url": "a"}
    source.page_widgets = lambda site, url: Source.page_widgets(source, site, page["url"])
    source.versions = {"a": 1, "b": 1}
    with hub.watch(await hub.open(SITE, "page")) as watcher:
        page["url"] = "a+b"
        for _ in range(20):
            await hub.read()
        assert await pending(watcher) == {"a": 1, "b": 1}


@pytest.mark.anyio
async def test_frames_end_when_the_hub_closes(hub, source):
    source.versions = {"a": 1}
    with hub.watch(await hub.open(SITE, "a")) as watcher:
        await hub.read()
        frames = watcher.frames()
        assert read(await anext(frames)) == {"a": 1}
        hub.close()
        with pytest.raises(StopAsyncIteration):
            await anext(frames)
        with pytest.raises(Unavailable):
            await hub.open(SITE, "a")


@pytest.mark.anyio
async def test_a_silent_stream_is_kept_alive(monkeypatch):
    monkeypatch.setattr("api.reader.hub.HEARTBEAT", 0.01)
    assert await anext(Watcher().frames()) == b":\n\n"
