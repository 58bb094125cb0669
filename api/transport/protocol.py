"""HTTP/1.1 on the wire: uvicorn's own protocol, with limits for heads and for readers who do not read."""

import asyncio
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.answers import Answer
from api.problems import HeadersTooLarge, TooSlow, refuse, refuse_method
from api.transport.exchanges import NOSNIFF
from widgets.errors import Malformed, Refused

LARGEST_HEAD = 64 * 1024
"""Bytes that may arrive before a head is complete."""

SLOWEST_HEAD = 10.0
"""Seconds that may pass before a head is complete."""

STALLED = 30.0
"""Seconds a client may leave what was sent to it unread."""

METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]


class Protocol(HttpToolsProtocol):
    """One connection. What is no HTTP is refused with a problem, too, and nobody holds it for nothing."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # No line tells who asked for what.
        self.access_log = False
        self.in_head = True
        self.head_size = 0
        self.head_timer: asyncio.TimerHandle | None = None
        self.stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head, but not for long."""
        super().connection_made(transport)
        self.head_timer = self.loop.call_later(SLOWEST_HEAD, self.give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        for timer in (self.head_timer, self.stall_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and refuse what is no HTTP."""
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserInvalidMethodError:
            self.refuse(refuse_method(METHODS))
        except httptools.HttpParserUpgrade:
            # There is nothing to upgrade to: the request is answered as it stands.
            pass
        except httptools.HttpParserError:
            self.refuse(refuse(Malformed("bad_request", "This is not a well-formed HTTP request.")))
        else:
            if self.in_head:
                self.watch_head(len(data))

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self.in_head, self.head_size = True, 0

    def on_headers_complete(self) -> None:
        """End a head."""
        self.in_head = False
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None
        super().on_headers_complete()

    def watch_head(self, size: int) -> None:
        """Limit the size and the time of a head that is not complete."""
        self.head_size += size
        if self.head_size > LARGEST_HEAD:
            self.refuse(refuse(name_excess(len(self.url))))
        elif self.head_timer is None:
            self.head_timer = self.loop.call_later(SLOWEST_HEAD, self.give_up)

    def give_up(self) -> None:
        """Refuse a head that does not come."""
        self.refuse(refuse(TooSlow("too_slow", "The headers did not arrive in time; try again.")))

    def refuse(self, answer: Answer) -> None:
        """Write an answer past the application, unless one is under way, and close."""
        if self.transport.is_closing():
            return
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            status = HTTPStatus(answer.status)
            head = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
            head += [name + b": " + value for name, value in (*answer.headers, NOSNIFF)]
            head += [b"content-length: %d" % len(answer.body), b"connection: close", b"", answer.body]
            self.transport.write(b"\r\n".join(head))
        self.transport.close()

    def pause_writing(self) -> None:
        """Wait for a client that does not read, but not for long."""
        super().pause_writing()
        if self.stall_timer is None:
            self.stall_timer = self.loop.call_later(STALLED, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        if self.stall_timer is not None:
            self.stall_timer.cancel()
            self.stall_timer = None

    def shutdown(self) -> None:
        """Finish what is under way; what would not end by itself is told to."""
        super().shutdown()
        self.config.loaded_app.stop()


def name_excess(url: int) -> Refused:
    """Say what is too large about a head, whose URL so far has this length."""
    if url > LARGEST_HEAD // 2:
        return Malformed("query_too_long", "The address is too long; ask for less at once.")
    return HeadersTooLarge("headers_too_large", "The headers are too large; send fewer.")
