"""Numbers about the service for Prometheus. No label takes its values from a request's own words.

Where several processes serve one port, a scrape meets any of them; so they keep their numbers in files of one
folder, which prometheus_client looks for in the environment before the first number is made.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from api.transport.asgi import Scope

disable_created_metrics()  # type: ignore[no-untyped-call]

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that names the folder."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
ENDLESS = frozenset({"/v1/live"})
"""Routes whose answers last as long as somebody reads them."""

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Upper bounds of the histogram, in seconds."""


class Metrics:
    """The numbers of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "voxpop_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "voxpop_request_seconds",
            "Seconds from the head of a request to the end of its answer.",
            ["method", "route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.live = Gauge(
            "voxpop_live_connections",
            "Readers sent live updates.",
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        # Looking a label up costs more than counting; there are only as many as there are routes.
        self._counter = cache(self.requests.labels)
        self._timer = cache(self.seconds.labels)

    def count(self, scope: Scope, status: int, seconds: float) -> None:
        """Count an answer under the route that gave it; `status` is 0 where the client left before."""
        method: str = scope["method"]
        method = method if method in METHODS else "other"
        route = str(scope.get("path_template") or "none")
        self._counter(method, route, status).inc()
        if route not in ENDLESS:
            self._timer(method, route).observe(seconds)

    def render(self) -> bytes:
        """Give all numbers in the text format, those of all processes together where there are several."""
        if FOLDER not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


@contextmanager
def shared_numbers() -> Iterator[None]:
    """Let the processes that are started meanwhile keep their numbers together."""
    with TemporaryDirectory(prefix="voxpop-numbers-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def leave_numbers() -> None:
    """Take back what this process says of the present, for it is about to stop."""
    if FOLDER in os.environ:
        mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]
