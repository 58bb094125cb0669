"""Numbers about the service for Prometheus. No label takes its values from a request's own words."""

from functools import cache

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from api.transport.asgi import Scope

disable_created_metrics()  # type: ignore[no-untyped-call]

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
            "voxpop_live_connections", "Readers who are sent live updates.", registry=self.registry
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
        """Give all numbers in the text format."""
        return generate_latest(self.registry)
