"""A whole Voxpop for a browser: the demo article, more polls on it, and a server on a port of its own."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import httpx
import msgspec
import uvicorn

from api.app import create_app
from api.server import options
from tests.api.serving import SHELF, make_settings
from tests.engines import Engines
from widgets.catalog import Catalog
from widgets.demo import SITE, load_demo
from widgets.ledger import submissions, tallies
from widgets.ledger.connection import open_engine
from widgets.media.shelf import Shelf
from widgets.model import Reveal, page_widget_id
from widgets.publishing import Draft, Publishing


class Newsroom:
    """The demo site at `origin`, and what a test asks of its server."""

    def __init__(self, origin: str, database: str) -> None:
        self.origin = origin
        self.url = f"{origin}/demo"
        self.database = database

    async def tally(self, format: str, slot: str = "") -> dict[str, int]:
        """What the ledger has counted in a slot of the article's own widget of a format, zeros left out."""
        id = page_widget_id(SITE, self.url, format)
        engine = open_engine(self.database)
        standings = await tallies.read(engine, [id])
        await engine.dispose()
        counts = standings[id].tally.get(slot, {}) if id in standings else {}
        return {key: count for key, count in counts.items() if count}

    async def publish(
        self,
        spec: dict[str, Any],
        reveal: Reveal = Reveal.ALWAYS,
        hours: float | None = None,
        format: str = "poll",
    ) -> str:
        """Put another widget, such as a poll, on the article, closing in so many hours; give its id."""
        closes_at = None if hours is None else datetime.now(UTC) + timedelta(hours=hours)
        body = msgspec.json.encode(spec)
        draft = Draft(site=SITE, format=format, spec=body, url=self.url, reveal=reveal, closes_at=closes_at)
        engine = open_engine(self.database)
        publishing = Publishing(engine, Catalog(engine), show_later)
        widget = await publishing.create(draft)
        await publishing.open(SITE, widget.id)
        await engine.dispose()
        return widget.id

    async def rewrite(self, widget: str, spec: dict[str, Any]) -> None:
        """Give a widget another spec."""
        engine = open_engine(self.database)
        publishing = Publishing(engine, Catalog(engine), show_later)
        await publishing.rewrite(SITE, widget, msgspec.json.encode(spec))
        await engine.dispose()

    async def approve_all(self, widget: str) -> int:
        """Let everything be seen that readers have sent in to a widget, and tell how much that was."""
        engine = open_engine(self.database)
        pending = await submissions.select_by_status(engine, widget, "pending", 100)
        await submissions.approve(engine, widget, [each.id for each in pending], None)
        await engine.dispose()
        return len(pending)

    async def close(self, widget: str) -> None:
        """Close a poll now."""
        engine = open_engine(self.database)
        await Publishing(engine, Catalog(engine), show_later).close(SITE, widget)
        await engine.dispose()

    async def load(self) -> None:
        """Load the demo."""
        engine = open_engine(self.database)
        await load_demo(engine, Shelf(SHELF), show_later, self.origin, int(self.origin.rpartition(":")[2]))
        await engine.dispose()


async def show_later(_: Any) -> bool:
    """Leave Redis to the server, which finishes what is left over."""
    return False


@contextmanager
def open_newsroom(database: str, redis_url: str, port: int = 0) -> Iterator[Newsroom]:
    """Serve the demo on these engines."""
    listener = socket.create_server(("127.0.0.1", port))
    newsroom = Newsroom(f"http://127.0.0.1:{listener.getsockname()[1]}", database)
    asyncio.run(newsroom.load())
    settings = make_settings(database, redis_url, public_url=newsroom.origin)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), **options() | {"log_config": None}))
    thread = Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        # The listener is open already: this waits until the server has started.
        httpx.get(f"{newsroom.origin}/health/ready", timeout=30).raise_for_status()
        yield newsroom
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the service does not stop"


@contextmanager
def share_newsroom(engines: Engines) -> Iterator[Newsroom]:
    """Serve the demo to all tests of a module: to those that count nothing but what is their own."""
    database = engines.create_database(engines.template)
    with open_newsroom(database, engines.empty_redis()) as newsroom:
        yield newsroom
    engines.drop_database(database)
