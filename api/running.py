"""What is open while the application runs, and where handlers find it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from litestar import Litestar
from msgspec import Struct

from api.metrics import Metrics, leave_numbers
from api.public.bundle import lasting_files
from api.public.confirming import Confirming
from api.public.painting import Pictures
from api.reader.callers import Callers
from api.reader.hub import Hub
from api.studio.tools import Studio, open_studio
from api.transport.asgi import AnyRequest
from widgets.errors import Unavailable
from widgets.exhibiting import Exhibiting
from widgets.minting import Minting
from widgets.releasing import Releases
from widgets.settings import Settings
from widgets.wiring import Voxpop, open_voxpop

logger = logging.getLogger("voxpop")


class Running(Struct, frozen=True):
    """The use cases, and what the HTTP room keeps beside them."""

    voxpop: Voxpop
    callers: Callers
    minting: Minting
    exhibiting: Exhibiting
    confirming: Confirming
    pictures: Pictures
    hub: Hub
    releases: Releases
    studio: Studio


def running_in(request: AnyRequest) -> Running:
    """Give what is open to a handler."""
    running: Running = request.app.state["running"]
    return running


async def keep_scripts(releases: Releases) -> None:
    """Keep this release's scripts, for when another has taken its place."""
    try:
        await releases.keep(lasting_files())
    except Unavailable as problem:
        logger.warning("the scripts of this release are not kept yet: %s", problem)


@asynccontextmanager
async def open_running(app: Litestar, settings: Settings, metrics: Metrics) -> AsyncIterator[Running]:
    """Open everything for as long as the application runs."""
    async with open_voxpop(settings) as voxpop:
        hub = Hub(voxpop.results, settings.live_connections, tell=metrics.live.set)
        minting = Minting(voxpop.catalog, voxpop.counts.budgets, voxpop.tokens, budget=settings.token_budget)
        callers = Callers(voxpop)
        running = Running(
            voxpop,
            callers,
            minting,
            Exhibiting(voxpop.catalog, voxpop.results),
            Confirming(settings.secrets, callers.own_origin),
            Pictures(voxpop.uploading.read),
            hub,
            Releases(voxpop.engine),
            open_studio(voxpop),
        )
        await keep_scripts(running.releases)
        app.state.update({"running": running, "voxpop": voxpop})
        reading = asyncio.create_task(hub.run())
        try:
            yield running
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
            leave_numbers()
