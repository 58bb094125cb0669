"""Fixtures for the HTTP room: a service that many tests share, and services of a test's own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.api.publishers import Server
from tests.api.serving import Service, make_settings, serving
from tests.engines import Engines


@pytest.fixture(scope="session")
def service(engines: Engines) -> Iterator[Service]:
    """The service that tests share; what they do to it must not trouble each other."""
    database = engines.create_database(engines.template)
    with serving(make_settings(database, engines.redis)) as service:
        yield service
    engines.drop_database(database)


@pytest.fixture
def own_service(database: str, redis_url: str) -> Iterator[Callable[..., Service]]:
    """Starts services with settings of the test's own, on an empty database and an empty Redis."""
    with ExitStack() as stack:

        def start(**changes: Any) -> Service:
            engines = {"database_url": database, "redis_url": redis_url}
            return stack.enter_context(serving(make_settings(**engines | changes)))

        yield start


@pytest.fixture
def unchanged(service: Service) -> Iterator[None]:
    """Sees that nothing was kept by the end of the test that was not kept before: no row, no Redis key."""
    rows, keys = service.keeps()
    yield
    rows_after, keys_after = service.keeps()
    assert rows_after == rows
    assert keys_after <= keys


@pytest.fixture(scope="module")
def server(service: Service) -> Server:
    """A publisher's own server, with a key of the site that tests share."""
    return Server(service)


@pytest.fixture(scope="module")
def other(service: Service) -> Server:
    """The same of another site."""
    return Server(service, "other")
