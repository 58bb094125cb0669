"""Starting, watching and stopping everything that `voxpop dev` runs."""

import http.client
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from tempfile import TemporaryFile
from typing import NoReturn

import psutil

from widgets.embedded import EngineFailed, leash
from widgets.embedded.instance import end_leftovers, note_children, note_settings
from widgets.embedded.keeping import is_free, keep_secret
from widgets.embedded.plan import Command, Plan
from widgets.embedded.postgres import Postgres
from widgets.embedded.valkey import Valkey

LOOK_AGAIN = 0.05  # seconds
SECRETS = ("VOXPOP_SECRETS", "VOXPOP_READER_SECRET")


class Keeper:
    """Starts what the plan says, watches it, and stops it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.began = time.monotonic()
        self.engines: list[Postgres | Valkey] = []
        self.services: list[tuple[str, psutil.Process]] = []
        # Under make the supervisor must not outlive it: its own Ctrl-C would have reached both.
        self.parent = os.getppid() if "MAKELEVEL" in os.environ else None

    def say(self, text: str) -> None:
        """Show a line of progress, with the seconds since the start."""
        with suppress(BrokenPipeError):
            print(f"{time.monotonic() - self.began:6.1f} s  {text}", flush=True)

    def run(self) -> NoReturn:
        """Run the plan until something ends; raises `EngineFailed` or KeyboardInterrupt, returns never."""
        if end_leftovers(self.plan.home):
            self.say("Ended what a killed run had left behind")
        if not 0 < self.plan.port < 65536:
            raise EngineFailed(f"{self.plan.port} is no port: choose one from 1 to 65535.")
        if not is_free(self.plan.port):
            raise EngineFailed(f"Port {self.plan.port} is taken: choose another, as in `make run PORT=8001`.")
        environment = self._environment()
        note_settings(self.plan.home, environment)
        for step in self.plan.steps:
            self._finish(step, environment)
        for service in self.plan.services:
            self.say(f"Starting the {service.title}")
            self.services.append((service.title, leash.spawn(service.arguments, environment=environment)))
        note_children(self.plan.home, [process for _, process in self.services])
        while not self._answers():
            self._watch()
        self._greet(environment)
        while True:
            self._watch()

    def stop(self) -> None:
        """End services in their order, then the engines, the last one first."""
        if not self.services and not self.engines:
            return
        self.say("Stopping")
        for _, process in self.services:
            leash.end_tree(process, 8)
        for engine in reversed(self.engines):
            engine.stop()
        end_leftovers(self.plan.home)
        (self.plan.home / "settings").unlink(missing_ok=True)
        self.say("Stopped; the data are kept")

    def _environment(self) -> dict[str, str]:
        """Start the engines that nobody gave; return the environment for the children."""
        home, port = self.plan.home, str(self.plan.port)
        found = dict(os.environ)
        if not found.get("VOXPOP_DATABASE_URL"):
            found["VOXPOP_DATABASE_URL"] = self._start(Postgres(home))
        if not found.get("VOXPOP_REDIS_URL"):
            found["VOXPOP_REDIS_URL"] = self._start(Valkey(home))
        for name in SECRETS:
            found[name] = found.get(name) or keep_secret(home / "secrets", name)
        found.setdefault("VOXPOP_MEDIA", str(home / "media"))
        found.setdefault("VOXPOP_PUBLIC_URL", f"http://127.0.0.1:{port}")
        return found | {"VOXPOP_PORT": port}

    def _start(self, engine: Postgres | Valkey) -> str:
        self.say(f"Starting {engine.name}")
        self.engines.append(engine)
        engine.start()
        return engine.url

    def _finish(self, step: Command, environment: Mapping[str, str]) -> None:
        self.say(step.title)
        process = leash.spawn(step.arguments, environment=environment)
        try:
            code = process.wait()
        except BaseException:
            leash.end_tree(process, 5)
            raise
        if code != 0:
            raise EngineFailed(f"{step.title} failed (exit code {code}); what it said stands above.")

    def _watch(self) -> None:
        """Wait a moment; raise if anything that should run has ended."""
        time.sleep(LOOK_AGAIN)
        for title, process in self.services:
            if leash.is_gone(process):
                raise EngineFailed(
                    f"The {title} has ended; what it said stands above. Everything is stopped."
                )
        for engine in self.engines:
            if leash.is_gone(engine.process):
                raise EngineFailed(f"{engine.name} has ended; {engine.log} says why. Everything is stopped.")
        if self.parent not in (None, os.getppid()):
            raise KeyboardInterrupt

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.plan.port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", self.plan.ready)
            return connection.getresponse().status == 200
        connection.close()
        return False

    def _greet(self, environment: Mapping[str, str]) -> None:
        base = f"http://127.0.0.1:{self.plan.port}"
        shown = {name: base + path for name, path in self.plan.addresses.items()}
        shown |= {offer.title: self._ask(offer, environment) for offer in self.plan.offers}
        self.say("Ready; Ctrl-C stops everything")
        width = max(map(len, shown), default=0)
        for name, address in shown.items():
            print(f"          {name:<{width}}  {address}", flush=True)

    def _ask(self, offer: Command, environment: Mapping[str, str]) -> str:
        with TemporaryFile() as output:
            process = leash.spawn(offer.arguments, environment=environment, output=output)
            try:
                code = process.wait()
            except BaseException:
                leash.end_tree(process, 5)
                raise
            output.seek(0)
            said = output.read().decode().strip()
        if code != 0:
            raise EngineFailed(f"There is no address of {offer.title}: {said}")
        return said
