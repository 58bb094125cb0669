"""Exports on their way into files: at nobody's pace but the ledger's, and with nothing left over."""

import asyncio
import os
import threading
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import msgspec
import pytest

from tests.newsroom import PAGE, SITE, Newsroom, id_of
from widgets import downloads, exporting
from widgets.counts import Away
from widgets.downloads import Downloads, Making, Stage, name_of
from widgets.errors import Refused, TooLarge, Unavailable, Unknown
from widgets.exporting import Order, What
from widgets.ledger import exports
from widgets.rows import Form
from widgets.spools import Spool

NAME = name_of("session", "ticket")
READERS = 7


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few ballots be many, and tell of every piece."""
    monkeypatch.setattr(exports, "PAGE", 2)
    monkeypatch.setattr(downloads, "EVERY", 0.0)
    monkeypatch.setattr(downloads, "CHUNK", 100)


async def cast_all(newsroom: Newsroom) -> None:
    for by in range(READERS):
        await newsroom.cast(by, "points", {"vote": 1})


def order(**changes: object) -> Order:
    return msgspec.structs.replace(Order(what=What.BALLOTS, form=Form.JSON, site=SITE), **changes)


def pool_of(making: Downloads) -> int:
    """How many connections exports hold."""
    return int(making.exporting.engine.pool.checkedout())  # type: ignore[attr-defined]


async def read(making: Making) -> bytes:
    return b"".join([piece async for piece in making.follow()])


async def test_who_takes_nothing_holds_nothing_of_the_ledger(newsroom: Newsroom) -> None:
    await cast_all(newsroom)
    offered = newsroom.voxpop.downloads
    assert offered.exporting.engine is not newsroom.engine
    async with offered.make(order()) as making:
        await making.over.wait()
        assert pool_of(offered) == 0
        rows = msgspec.json.decode(await read(making))
        assert len(rows) == READERS
        assert await making.wait(0)
        # What follows is what stands there.
        assert msgspec.json.decode(await read(making)) == rows


async def test_a_file_is_followed_while_it_grows(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    await cast_all(newsroom)
    gate, append = threading.Semaphore(2), Spool.append
    monkeypatch.setattr(Spool, "append", lambda spool, piece: gate.acquire() and append(spool, piece))
    async with newsroom.voxpop.downloads.make(order()) as making:
        pieces = making.follow()
        begun = await anext(pieces) + await anext(pieces)
        assert not making.over.is_set()
        assert not await making.wait(0)
        gate.release(100)
        assert len(msgspec.json.decode(begun + b"".join([each async for each in pieces]))) == READERS


async def test_whoever_leaves_stops_the_reading(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await cast_all(newsroom)
    reached, gate, append = threading.Event(), threading.Event(), Spool.append
    spools: list[Spool] = []

    def slow(spool: Spool, piece: bytes) -> None:
        spools.append(spool)
        if len(spools) > 2:
            reached.set()
            gate.wait(60)
        append(spool, piece)

    monkeypatch.setattr(Spool, "append", slow)
    offered = newsroom.voxpop.downloads
    offered.folder = str(tmp_path)
    async with offered.make(order(), NAME):
        assert await asyncio.to_thread(reached.wait, 60)
        assert pool_of(offered) == 1
        # A process that is killed now leaves nothing.
        assert os.listdir(tmp_path) == []
    assert pool_of(offered) == 0
    assert offered.under_way == 0
    assert spools[0].file.closed
    gate.set()
    word = await offered.look(NAME)
    assert word is not None
    assert (word.stage, word.problem) == (Stage.FAILED, "The export was cancelled before it was whole.")


async def test_no_more_files_are_kept_than_fit(newsroom: Newsroom) -> None:
    offered = newsroom.voxpop.downloads
    async with AsyncExitStack() as stack:
        for _ in range(downloads.MOST_AT_ONCE):
            making = await stack.enter_async_context(offered.make(order()))
            await making.over.wait()
        with pytest.raises(Unavailable, match="under way here"):
            await stack.enter_async_context(offered.make(order()))
    async with offered.make(order()) as making:
        assert msgspec.json.decode(await read(making)) == []


@pytest.mark.parametrize("at", ["before", "midway"])
async def test_a_table_that_is_too_large_is_refused(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    await cast_all(newsroom)
    monkeypatch.setattr(downloads, "LARGEST", 0 if at == "before" else 300)
    async with newsroom.voxpop.downloads.make(order(), NAME) as making:
        with pytest.raises(TooLarge, match="widget by widget"):
            await read(making)
        await making.over.wait()
        assert making.size <= downloads.LARGEST
    assert pool_of(newsroom.voxpop.downloads) == 0


async def test_a_full_disk_is_told(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    offered = newsroom.voxpop.downloads
    offered.folder = str(tmp_path / "nowhere")
    with pytest.raises(Unavailable, match="no room"):
        async with offered.make(order()):
            pass
    offered.folder = str(tmp_path)
    monkeypatch.setattr(Spool, "append", full)
    async with offered.make(order(), NAME) as making:
        with pytest.raises(Unavailable, match="no room"):
            await making.wait(60)
    word = await offered.look(NAME)
    assert word is not None
    assert "no room" in word.problem
    assert offered.under_way == 0


async def test_what_is_asked_for_wrongly_is_refused_before_anything_is_sent(newsroom: Newsroom) -> None:
    for wrong in (order(site="nowhere"), order(widget="w_nothing")):
        async with newsroom.voxpop.downloads.make(wrong) as making:
            with pytest.raises(Unknown):
                await making.wait(60)


@pytest.mark.parametrize("widget", [None, id_of("points")])
async def test_it_is_told_how_far_an_export_is(newsroom: Newsroom, widget: str | None) -> None:
    await cast_all(newsroom)
    await newsroom.cast(0, await newsroom.poll(), {"options": ["red"]})
    offered = newsroom.voxpop.downloads
    assert await offered.look(NAME) is None
    async with offered.make(order(widget=widget), NAME) as making:
        size = len(await read(making))
        await making.over.wait()
    word = await offered.look(NAME)
    assert word is not None
    assert (word.stage, word.size, word.what) == (Stage.WHOLE, size, What.BALLOTS)
    assert word.done == READERS + (widget is None)
    # The page's own widgets are listed by the worker, so a new one may not be known yet.
    assert word.expected == (1 if widget is None else READERS)
    assert await offered.look(name_of("another session", "ticket")) is None


@pytest.mark.parametrize("what", [What.COUNTS, What.HISTORY])
async def test_counts_and_history_go_by_widgets(newsroom: Newsroom, what: What) -> None:
    for _ in range(3):
        await newsroom.cast(0, await newsroom.poll(), {"options": ["red"]})
    async with newsroom.voxpop.downloads.make(order(what=what), NAME) as making:
        await read(making)
    word = await newsroom.voxpop.downloads.look(NAME)
    assert word is not None
    assert (word.done, word.expected) == (3, 3)


async def test_an_export_stops_when_it_is_asked_to(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def endless(*_: object) -> object:
        while True:
            yield []
            await asked.wait()

    await cast_all(newsroom)
    monkeypatch.setattr(exports, "read_sheets", endless)
    offered = newsroom.voxpop.downloads
    async with offered.make(order(), NAME) as making:
        await making.moved.wait()
        await offered.stop(NAME)
        asked.set()
        with pytest.raises(Refused, match="cancelled"):
            await read(making)


async def test_without_redis_nobody_is_told_and_the_file_is_whole(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Away("Redis is away.")

    await cast_all(newsroom)
    offered = newsroom.voxpop.downloads
    for each in ("tell", "read", "stop"):
        monkeypatch.setattr(offered.progress, each, away)
    async with offered.make(order(), NAME) as making:
        assert len(msgspec.json.decode(await read(making))) == READERS
    for work in (offered.look(NAME), offered.stop(NAME)):
        with pytest.raises(Unavailable):
            await work


async def test_a_fault_is_a_fault_for_whoever_waits(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cast_all(newsroom)
    monkeypatch.setattr(exporting, "ballot_rows", lambda *_: 1 / 0)
    async with newsroom.voxpop.downloads.make(order(), NAME) as making:
        with pytest.raises(ZeroDivisionError):
            await read(making)
        await making.over.wait()
    word = await newsroom.voxpop.downloads.look(NAME)
    assert word is not None
    assert "logged" in word.problem


async def test_what_is_cast_meanwhile_is_no_part_of_a_widget_that_is_read(newsroom: Newsroom) -> None:
    await cast_all(newsroom)
    widget, seen = id_of("points"), 0
    async for page in exports.read_sheets(newsroom.engine, widget):
        seen += len(page)
        with suppress(Refused):
            await newsroom.cast(100 + seen, "points", {"vote": -1}, url=PAGE)
    assert seen == READERS
