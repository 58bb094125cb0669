"""The answer that does not end: a stream of live updates to one reader."""

import asyncio

from api.answers import NO_STORE
from api.reader.hub import Channel, Hub, Watcher
from api.transport.asgi import Receive, Scope, Send

HEADERS = (
    (b"content-type", b"text/event-stream"),
    NO_STORE,
    # Proxies in front must hand every event on at once.
    (b"x-accel-buffering", b"no"),
)
RETRY = b"retry: 5000\n\n"
"""How many milliseconds a browser waits before it connects anew."""


class Stream:
    """Sends a channel's events until the reader leaves or the hub closes."""

    def __init__(self, hub: Hub, channel: Channel) -> None:
        self.hub = hub
        self.channel = channel

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        with self.hub.watch(self.channel) as watcher:
            leaving = asyncio.create_task(close_on_leave(receive, watcher))
            try:
                await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
                await send({"type": "http.response.body", "body": RETRY, "more_body": True})
                async for frames in watcher.frames():
                    await send({"type": "http.response.body", "body": frames, "more_body": True})
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            finally:
                leaving.cancel()


async def close_on_leave(receive: Receive, watcher: Watcher) -> None:
    """Close the watcher once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    watcher.close()
