"""Fixtures for production: a real API behind the real edge."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.serving import Service, make_settings, serving
from tests.deploy.edge import Edge, running_edge

LOOPBACK = "127.0.0.0/8"


class Stage:
    """An API and the edge before it."""

    def __init__(self, service: Service, edge: Edge, api: ExitStack) -> None:
        self.service = service
        self.edge = edge
        self.client = edge.client()
        self._api = api

    def stop_api(self) -> None:
        """Stop the API for good; the edge stays."""
        self._api.close()

    def mint(self, client: httpx.Client | None = None, **headers: str) -> httpx.Response:
        """Ask for a reader's token through the edge."""
        return (client or self.client).post("/v1/readers", json={"site": "demo"}, headers=headers)

    def asked(self, route: str, status: int = 200, method: str = "GET") -> int:
        """How many requests of a kind the API has answered."""
        labels = {"method": method, "route": route, "status": str(status)}
        registry = self.service.application.metrics.registry
        return int(registry.get_sample_value("voxpop_requests_total", labels) or 0)

    def asked_at_all(self) -> int:
        """How many requests the API has answered."""
        samples = [
            each for metric in self.service.application.metrics.requests.collect() for each in metric.samples
        ]
        return int(sum(each.value for each in samples if each.name.endswith("_total")))


@pytest.fixture
def stage(database: str, redis_url: str, tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Sets an API and its edge up: `changes` are those of the edge's configuration, the rest is settings."""
    with ExitStack() as edges, ExitStack() as apis:

        def start(changes: dict[str, str] | None = None, **settings: Any) -> Stage:
            given = {"trusted_proxies": (LOOPBACK,)} | settings
            service = apis.enter_context(serving(make_settings(database, redis_url, **given)))
            edge = edges.enter_context(running_edge(tmp_path, service.port, changes))
            staged = Stage(service, edge, apis)
            edges.callback(staged.client.close)
            return staged

        yield start


@pytest.fixture
def staged(stage: Callable[..., Stage]) -> Stage:
    """An API and its edge as they are in production."""
    return stage()
