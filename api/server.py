"""Running the application: one process or several, on one socket."""

import gc
import os
import resource
import socket
from typing import Any

import uvicorn

from api.app import Application, create_app
from api.metrics import shared_numbers
from api.transport.protocol import Protocol
from widgets.failures import Failed
from widgets.settings import Settings, read_settings

KEEP_ALIVE = 75
"""Seconds an idle connection is kept; longer than the proxies in front keep theirs."""

PATIENCE = 15
"""Seconds that requests under way get to finish when the process is told to stop."""

STARTING = 60
"""Seconds a process among several may take to start, or to answer its parent, before it is replaced."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"voxpop": {"level": "INFO"}},
}
"""Warnings and faults to stderr. Requests are counted, not logged; no address is written anywhere."""


def create_from_environment() -> Application:
    """Make the application of a process among several, which find their settings in the environment."""
    return create_app(read_settings(os.environ), spare_the_heap)


def serve(settings: Settings) -> None:
    """Serve until told to stop. With several processes the settings must be those of the environment.

    Raises Failed where the address is taken.
    """
    check_port(settings.host, settings.port)
    raise_file_limit()
    listen: dict[str, Any] = {"host": settings.host, "port": settings.port, **options()}
    if settings.processes == 1:
        uvicorn.run(create_app(settings, spare_the_heap), **listen)
        return
    with shared_numbers():
        workers = settings.processes
        uvicorn.run("api.server:create_from_environment", factory=True, workers=workers, **listen)


def spare_the_heap() -> None:
    """Let the garbage collector leave alone what was made until now, which lives as long as the process.

    Going through it took 80 to 110 ms each time, and every reader waited meanwhile.
    """
    gc.collect()
    gc.freeze()


def check_port(host: str, port: int) -> None:
    """See that nobody else listens there. Raises Failed."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as problem:
        raise Failed(
            f"Nothing can be served at {host}, port {port}: {os.strerror(problem.errno or 0)}. "
            "Name another with VOXPOP_HOST and VOXPOP_PORT."
        ) from None


def options() -> dict[str, Any]:
    """Give uvicorn's options that hold however it is started."""
    return {
        "loop": "uvloop",
        "http": Protocol,
        "ws": "none",
        "lifespan": "on",
        "log_config": LOGGING,
        "access_log": False,
        # The guard believes trusted proxies only, and only about the address.
        "proxy_headers": False,
        "server_header": False,
        "timeout_keep_alive": KEEP_ALIVE,
        "timeout_graceful_shutdown": PATIENCE,
        "timeout_worker_healthcheck": STARTING,
    }


def raise_file_limit() -> None:
    """Allow as many open connections as this user may have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
