"""A real service for tests: uvicorn on a free loopback port, in a thread of its own, on real engines."""

import asyncio
import atexit
import json
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import asyncpg
import httpx
import redis
import uvicorn

from api.app import Application, create_app
from api.reader.hub import Hub
from api.server import options
from widgets.ledger import sites
from widgets.ledger.connection import open_engine
from widgets.model import Site
from widgets.settings import Settings

ORIGIN = "https://pub.example"
SITE = Site(id="demo", name="Demo", origins=(ORIGIN, "https://www.pub.example:8443"))
OTHER_SITE = Site(id="other", name="Other", origins=("https://other.example",))
JSON = {"content-type": "application/json"}
SHELF = tempfile.mkdtemp(prefix="voxpop-test-media-")
"""Where uploads of tests are kept, until this process ends."""
atexit.register(shutil.rmtree, SHELF, ignore_errors=True)
PROBLEM = {"type", "title", "status", "detail", "code"}


def make_settings(database_url: str, redis_url: str, **changes: Any) -> Settings:
    """Settings with budgets that no test uses up by accident."""
    budgets = ("reader_budget", "network_budget", "token_budget", "upload_budget")
    generous = dict.fromkeys(budgets, 1_000_000)
    fixed = {
        "secrets": ("new secret " * 3, "old secret " * 3),
        "reader_secret": "reader secret " * 3,
        "media": SHELF,
    }
    return Settings(**{"database_url": database_url, "redis_url": redis_url} | fixed | generous | changes)


class Service:
    """The service as its users meet it, and a look at what it keeps."""

    def __init__(self, application: Application, server: uvicorn.Server, port: int) -> None:
        self.application = application
        self.server = server
        self.port = port
        self.settings = application.settings
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)

    def run_there(self, work: Callable[[], Any]) -> Any:
        """Run a coroutine function on the service's own loop, and give what it gives."""
        return asyncio.run_coroutine_threadsafe(work(), self.loop).result(20)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop the service runs on."""
        loop: asyncio.AbstractEventLoop = self.server.loop_of_tests  # type: ignore[attr-defined]
        return loop

    @property
    def hub(self) -> Hub:
        """The service's hub of live updates."""
        assert self.application.running is not None
        return self.application.running.hub

    def await_that(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds on the service's side, and fail if it never does."""
        for _ in range(2000):
            if holds():
                return
            self.run_there(lambda: asyncio.sleep(0.005))
        raise AssertionError("it never came to that")

    def mint(self, site: str = "demo", **headers: str) -> str:
        """Mint a reader token."""
        answer = self.client.post("/v1/readers", json={"site": site}, headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def page(self, url: str, site: str = "demo") -> dict[str, Any]:
        """Read a page's widgets, by format."""
        answer = self.client.get("/v1/pages", params={"site": site, "url": url})
        assert answer.status_code == 200, answer.text
        return {each["format"]: each for each in answer.json()["widgets"]}

    def place(self, url: str, format: str = "reactions", slot: str = "-") -> str:
        """Give the path of the ballots for a page's own widget."""
        return f"/v1/widgets/{self.page(url)[format]['id']}/ballots/{slot}?url={quote(url, safe='')}"

    def put(self, place: str, ballot: Any, token: str, **headers: str) -> httpx.Response:
        """Cast a ballot: JSON, or bytes as they are."""
        body = ballot if isinstance(ballot, bytes) else json.dumps(ballot).encode()
        return self.client.put(
            place, content=body, headers={"authorization": f"Bearer {token}"} | JSON | headers
        )

    def talk(self, sent: bytes, *, end: bool = False) -> bytes:
        """Send raw bytes, and give what comes back until the service closes, or has answered once."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(sent)
            if end:
                connection.shutdown(socket.SHUT_WR)
            return read_answer(connection)

    def keeps(self) -> tuple[dict[str, Any], frozenset[bytes]]:
        """Give a picture of all rows and all Redis keys: what a refusal must not change."""
        with redis.Redis.from_url(self.settings.redis_url) as counts:
            keys = frozenset(counts.keys("*"))
        return asyncio.run(picture(self.settings.database_url)), keys


def read_answer(connection: socket.socket) -> bytes:
    """Read one answer, by its Content-Length, or until the connection closes."""
    read = b""
    while True:
        head, found, body = read.partition(b"\r\n\r\n")
        length = [
            each.partition(b":")[2]
            for each in head.lower().split(b"\r\n")
            if each.startswith(b"content-length")
        ]
        if found and length and len(body) >= int(length[0]):
            return read
        more = connection.recv(65536)
        if not more:
            return read
        read += more


def read_until(connection: socket.socket, wanted: bytes) -> bytes:
    """Read from a stream until something was there."""
    read = b""
    while wanted not in read:
        more = connection.recv(65536)
        assert more, read
        read += more
    return read


def parse(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    """Give the status, the headers and the body of a raw answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


def check_problem(answer: httpx.Response | bytes, status: int, code: str | None = None) -> dict[str, Any]:
    """See that an answer is a problem with this status and code, and give it."""
    if isinstance(answer, bytes):
        got, headers, body = parse(answer)
    else:
        got, headers, body = answer.status_code, dict(answer.headers), answer.content
    assert got == status, body
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    problem: dict[str, Any] = json.loads(body)
    assert set(problem) == PROBLEM
    assert problem["status"] == status
    assert code in (None, problem["code"])
    return problem


async def picture(database: str) -> dict[str, Any]:
    """Give, for every table, how many rows it has and what they hold together.

    All but the outbox, whose rows go away by themselves; none comes without a tally that changes.
    """
    connection = await asyncpg.connect(database)
    try:
        names = await connection.fetch(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'outbox'"
        )
        ask = "select count(*), md5(coalesce(string_agg(t::text, '' order by t::text), '')) from {} t"
        return {name: tuple(await connection.fetchrow(ask.format(name))) for (name,) in names}
    finally:
        await connection.close()


async def seed(database: str) -> None:
    """Keep the sites."""
    engine = open_engine(database)
    for site in (SITE, OTHER_SITE):
        await sites.keep(engine, site)
    await engine.dispose()


@contextmanager
def serving(settings: Settings) -> Iterator[Service]:
    """Run the service on a free port until the end of the block."""
    asyncio.run(seed(settings.database_url))
    application = create_app(settings)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, **options() | {"log_config": None})
    started = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            self.loop_of_tests = asyncio.get_running_loop()
            started.set()

    server = Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    started.wait(20)
    service = Service(application, server, listener.getsockname()[1])
    try:
        yield service
    finally:
        service.client.close()
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the service does not stop"
