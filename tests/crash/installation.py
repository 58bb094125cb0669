"""A whole Voxpop of a test's own: engines with fsync on, two API processes and two workers, to be killed."""

import asyncio
import http.client
import io
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import asyncpg
import msgspec
import psutil

from tests.crash import clocks, failpoints
from tests.crash.disk import Disk
from tests.crash.offers import HOT, ORIGIN, SITE, Offer, poll_spec
from tests.engines import discard, make_home, make_postgres, make_valkey
from widgets.comparing import Difference
from widgets.embedded import leash
from widgets.embedded.accounts import account_for
from widgets.embedded.cluster import DATABASE
from widgets.embedded.keeping import keep_port, keep_secret
from widgets.importing import import_balances
from widgets.ledger import sites, widgets
from widgets.ledger.connection import open_engine
from widgets.ledger.migration import upgrade
from widgets.model import Reveal, Site, Widget
from widgets.placing import ALWAYS
from widgets.recounting import Recounting
from widgets.settings import read_settings
from widgets.starting import open_stores

Result = TypeVar("Result")

DOORS = 2
WORKERS = 2
STARTING = 60.0
"""Seconds that a process may take until it answers."""

PLENTY = "1000000000"
"""A budget that no test uses up."""


BALANCES = f"""url,format,key,count,source
{HOT},points,up,166,before
{HOT},shares,shared,105,before
{HOT},reactions,love,12,before
"""


class DidNotStart(Exception):
    """A process of the product was started and did not get so far as to answer; the text has what it said."""


class Service:
    """A process of the product, which may be killed and started again, and the files that it looks at.

    In `clock` stand the seconds by which its clock is ahead, in `failpoint` the moment at which it is to die.
    """

    def __init__(self, title: str, command: str, environment: dict[str, str], home: Path) -> None:
        name = title.lower().replace(" ", "-")
        self.title = title
        self.command = command
        self.log = home / f"{name}.log"
        self.clock = home / f"{name}.clock"
        self.failpoint = home / f"{name}.failpoint"
        self.environment = environment | {
            clocks.VARIABLE: str(self.clock),
            failpoints.VARIABLE: str(self.failpoint),
        }
        self.process: psutil.Popen | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the process does not run."""
        return self.process is None or leash.is_gone(self.process)

    def start(self) -> None:
        """Start the process, with nothing in its way to live."""
        self.failpoint.unlink(missing_ok=True)
        with self.log.open("ab") as output:
            self.process = leash.spawn(
                [sys.executable, "-m", "tests.crash.failpoints", self.command],
                environment=self.environment,
                output=output,
            )

    def await_ready(self) -> None:
        """Return once the process is ready; of this kind nobody can tell."""

    def kill(self) -> None:
        """Kill -9 the process."""
        if self.process is not None:
            leash.end(self.process, (signal.SIGKILL, 10))

    def last_words(self, lines: int = 15) -> str:
        """Give the end of what the process said."""
        said = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(said[-lines:])


class Api(Service):
    """An API process and its port."""

    def __init__(self, number: int, environment: dict[str, str], home: Path) -> None:
        self.port_file = home / f"api{number}.port"
        super().__init__(f"API {number}", "serve", environment, home)
        self.port = 0

    def start(self) -> None:
        """Start the process on a port that is free."""
        self.port = keep_port(self.port_file)
        self.environment["VOXPOP_PORT"] = str(self.port)
        super().start()

    def await_ready(self) -> None:
        """Return once the process is ready. Raises DidNotStart."""
        deadline = time.monotonic() + STARTING
        while not self.answers():
            if self.is_gone or time.monotonic() > deadline:
                raise DidNotStart(f"{self.title} did not start:\n{self.last_words()}")
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether the process says that it is ready."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class Installation:
    """Engines and services. Everything is started from one thread, which lives as long as they may."""

    def __init__(self) -> None:
        self.home = make_home()
        self.thread = ThreadPoolExecutor(1, "installation")
        self.postgres = make_postgres(self.home)
        self.valkey = make_valkey(self.home)
        self.reader_secret = keep_secret(self.home / "secrets", "VOXPOP_READER_SECRET")
        self.secret = keep_secret(self.home / "secrets", "VOXPOP_SECRETS")
        self.apis: list[Api] = []
        self.workers: list[Service] = []
        self.disk = Disk(self.home / "disk")
        self.disk_can_be_full = False

    async def do(self, act: Callable[[], Result]) -> Result:
        """Do something that blocks, in the one thread."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, act)

    async def start(self, polls: list[Offer]) -> None:
        """Start everything, on a ledger with one site and these polls."""
        self.disk_can_be_full = await self.do(lambda: self.disk.mount(account_for(self.home / "postgres")))
        await self.do(self.postgres.start)
        await self.do(self.valkey.start)
        if self.disk_can_be_full:
            await self.move_tables()
        await upgrade(self.postgres.url)
        await self.furnish(polls)
        await clocks.make_postgres_shiftable(self.postgres.url)
        environment = self.environment()
        self.apis = [Api(number, environment, self.home) for number in range(DOORS)]
        self.workers = [
            Service(f"worker {number}", "work", environment, self.home) for number in range(WORKERS)
        ]
        await self.do(self.start_services)

    async def move_tables(self) -> None:
        """Move all of the database to the disk that can be full."""
        connection = await asyncpg.connect(self.postgres.url_of("postgres"))
        await connection.execute(f"CREATE TABLESPACE small LOCATION '{self.disk.place}'")
        await connection.execute(f"ALTER DATABASE {DATABASE} SET TABLESPACE small")
        await connection.close()

    def environment(self) -> dict[str, str]:
        """Give the settings of the services, with budgets that readers, all of one network, cannot use up."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("VOXPOP_")}
        return given | {
            "VOXPOP_DATABASE_URL": self.postgres.url,
            "VOXPOP_REDIS_URL": self.valkey.url,
            "VOXPOP_SECRETS": self.secret,
            "VOXPOP_READER_SECRET": self.reader_secret,
            "VOXPOP_READER_BUDGET": PLENTY,
            "VOXPOP_NETWORK_BUDGET": PLENTY,
            "VOXPOP_TOKEN_BUDGET": PLENTY,
        }

    async def recount(self) -> list[str]:
        """Give all that the product's own recount finds wrong."""
        found: list[Difference] = []
        async with open_stores(read_settings(self.environment())) as stores:
            await Recounting(stores.engine, stores.counts.tallies, found.append).run()
        return [f"the recount finds {difference}" for difference in found]

    async def furnish(self, polls: list[Offer]) -> None:
        """Make the site, the polls that are on it, and the opening balances of a page."""
        engine = open_engine(self.postgres.url)
        await sites.keep(engine, Site(id=SITE, name="News", origins=(ORIGIN,), page_quota=100_000))
        for offer in polls:
            poll = Widget(
                id=offer.widget,
                site=SITE,
                url=offer.url,
                format=offer.format,
                spec=msgspec.json.encode(poll_spec(offer.slots)),
                revision=1,
                reveal=Reveal.ALWAYS,
                published_at=ALWAYS,
            )
            await widgets.create(engine, poll)
        await import_balances(engine, SITE, io.BytesIO(BALANCES.encode()))
        await engine.dispose()

    def services(self) -> list[Service]:
        """Give all services."""
        return [*self.apis, *self.workers]

    def start_services(self) -> None:
        """Start the services that do not run; the APIs have answered when it is done. Raises DidNotStart."""
        dead = [service for service in self.services() if service.is_gone]
        for service in dead:
            service.start()
        for service in dead:
            service.await_ready()

    def mend(self) -> None:
        """Start whatever has died, as a supervisor would."""
        for engine in (self.postgres, self.valkey):
            if leash.is_gone(engine.process):
                engine.start()
        self.start_services()

    async def close(self) -> None:
        """Stop everything that was started, by its process, and remove what it left on disk."""
        await self.do(self.stop)
        self.thread.shutdown()
        discard(self.home)

    def stop(self) -> None:
        """Stop services and engines."""
        for service in self.services():
            service.kill()
        for engine in (self.valkey, self.postgres):
            with suppress(Exception):
                engine.process.send_signal(signal.SIGCONT)
            engine.stop()
