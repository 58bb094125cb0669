"""Composition: the routes, the guard around them, and what is open while they run."""

import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, cast

from litestar import Litestar, Router

from api.answers import Answer
from api.documentation import document
from api.health import tell_life, tell_numbers, tell_readiness
from api.metrics import Metrics
from api.problems import refuse
from api.public.routes import public_router
from api.public.welcome import answer_missing
from api.publisher.routes import publisher_router
from api.publisher.speakers import identify
from api.reader.routes import reader_router
from api.running import Running, open_running
from api.studio.refusing import answer_refusal, draw_unheard
from api.studio.routes import studio_router
from api.studio.visits import admit
from api.transport.asgi import AnyRequest, App, Receive, Scope, Send
from api.transport.guard import Guard
from api.transport.heads import Headers
from api.transport.hosts import Hosts
from api.transport.origins import Origins
from widgets.errors import Refused, Unavailable
from widgets.settings import Settings

logger = logging.getLogger("voxpop")

STUDIO = b"/studio/"


def do_nothing() -> None:
    """Do nothing."""


def create_app(settings: Settings, started: Callable[[], None] = do_nothing) -> "Application":
    """Put the application together; nothing is opened before it starts. `started` is called once it has."""
    return Application(settings, started)


class Application:
    """The ASGI application."""

    def __init__(self, settings: Settings, started: Callable[[], None] = do_nothing) -> None:
        self.settings = settings
        self.started = started
        self.metrics = Metrics()
        self.running: Running | None = None
        self.routes = route(self.metrics)
        self.guard = Guard(
            cast(App, self.routes),
            Hosts(settings),
            Origins(self.knows),
            self.metrics,
            self.identify,
            refuse_at,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or live from start to stop."""
        if scope["type"] == "http":
            await self.guard(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.live(receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        """Open everything, wait, and close it again. What keeps it from starting is said in one line."""
        await receive()
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self.routes.lifespan())
                opening = open_running(self.routes, self.settings, self.metrics)
                self.running = await stack.enter_async_context(opening)
            except Refused as refusal:
                await send({"type": "lifespan.startup.failed", "message": refusal.detail})
                return
            self.started()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def stop(self) -> None:
        """End what would not end by itself: the streams of live updates. Ballots under way are counted."""
        if self.running is not None:
            self.running.hub.close()

    async def knows(self, origin: str) -> bool:
        """Tell whether pages of this origin may call at all."""
        return self.running is not None and await self.running.callers.knows(origin)

    async def identify(self, path: bytes, headers: Headers) -> None:
        """Tell which publisher's own server speaks, or in the studio that somebody is known.

        Raises Unidentified and Unavailable.
        """
        if self.running is None:
            raise Unavailable("starting", "The service is starting; try again shortly.", retry_after=1)
        if path.startswith(STUDIO):
            await admit(self.running, headers, datetime.now(UTC))
        else:
            await identify(self.running.voxpop.site_keys, headers)


def route(metrics: Metrics) -> Litestar:
    """Put all routes together."""
    service = Router("/", route_handlers=[tell_life, tell_readiness, tell_numbers], tags=["service"])
    routes = Litestar(
        [reader_router, publisher_router, public_router, studio_router, service],
        exception_handlers={Exception: cast(Any, answer_where)},
        openapi_config=document(find_version()),
        logging_config=None,
        # The guard has read the body, and measured it.
        request_max_body_size=None,
    )
    routes.state["metrics"] = metrics
    return routes


def answer_where(request: AnyRequest, error: Exception) -> Answer:
    """Turn whatever was raised into an answer, in the manner of the room whose address was asked for."""
    in_studio = str(request.scope["path"]).startswith(STUDIO.decode())
    return answer_refusal(request, error) if in_studio else answer_missing(request, error)


def refuse_at(path: bytes, headers: Headers, refusal: Refused) -> Answer:
    """Say no before any handler was asked, in the manner of the room."""
    return draw_unheard(headers, refusal) if path.startswith(STUDIO) else refuse(refusal)


def find_version() -> str:
    """Give the version that is installed."""
    try:
        return version("voxpop")
    except PackageNotFoundError:
        return "unreleased"
