"""Fixtures for the studio: a service, whose passwords are hashed quickly, and desks at it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.api.serving import Service, make_settings, serving
from tests.engines import Engines
from tests.studio.desk import QUICK, Desk, seat
from widgets.roles import Role


@pytest.fixture(scope="session")
def studio(engines: Engines) -> Iterator[Service]:
    """The service that these tests share; each has moderators of its own."""
    database = engines.create_database(engines.template)
    with serving(make_settings(database, engines.redis)) as service:
        assert service.application.running is not None
        service.application.running.studio.signing.passwords.hasher = QUICK
        yield service
    engines.drop_database(database)


@pytest.fixture
def desk(studio: Service) -> Desk:
    """A desk at which nobody is signed in."""
    return Desk(studio)


@pytest.fixture
def seated(studio: Service) -> Callable[..., Desk]:
    """Makes desks at which somebody is signed in."""

    def make(login: str, role: Role = Role.OWNER, site: str = "demo") -> Desk:
        return seat(studio, login, role, site)

    return make


@pytest.fixture(scope="module")
def ada(studio: Service) -> Desk:
    """An owner's desk, for what leaves the others alone."""
    return seat(studio, "ada.desk", Role.OWNER)


@pytest.fixture
def own_studio(database: str, redis_url: str) -> Iterator[Callable[..., Service]]:
    """Starts a service with settings of the test's own."""
    with ExitStack() as stack:

        def start(**changes: Any) -> Service:
            return stack.enter_context(serving(make_settings(database, redis_url, **changes)))

        yield start
