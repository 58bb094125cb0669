"""Whether the service lives and is ready, and its numbers."""

import asyncio

from tests.api.serving import ORIGIN
from widgets.ledger.migration import upgrade


def test_it_lives_and_is_ready(service):
    assert service.client.get("/health/live").json() == {"status": "live"}
    ready = service.client.get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "ledger": "up", "counts": "up"})
    assert ready.headers["cache-control"] == "no-store"


def test_it_is_ready_as_long_as_reads_are_served(own_service, own_postgres, own_valkey):
    postgres, valkey = own_postgres(fast=True), own_valkey()
    postgres.start()
    valkey.start()
    asyncio.run(upgrade(postgres.url))
    service = own_service(database_url=postgres.url, redis_url=valkey.url)

    def tell():
        answer = service.client.get("/health/ready")
        return answer.status_code, answer.json()

    assert tell() == (200, {"status": "ready", "ledger": "up", "counts": "up"})
    valkey.stop()
    assert tell() == (200, {"status": "ready", "ledger": "up", "counts": "away"})
    postgres.stop()
    assert tell() == (503, {"status": "not ready", "ledger": "away", "counts": "away"})
    valkey.start()
    service.await_that(lambda: tell() == (200, {"status": "ready", "ledger": "away", "counts": "up"}))


def test_numbers_are_by_route(service):
    service.client.get("/v1/pages", params={"site": "demo", "url": f"{ORIGIN}/numbers"})
    text = service.client.get("/metrics")
    assert text.headers["content-type"].startswith("text/plain")
    assert 'voxpop_requests_total{method="GET",route="/v1/pages",status="200"}' in text.text
    assert "voxpop_request_seconds_bucket" in text.text
    assert "voxpop_live_connections 0.0" in text.text
    assert ORIGIN not in text.text
