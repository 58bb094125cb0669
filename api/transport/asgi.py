"""The types of ASGI as far as they are used here; Litestar's own are closed unions that fit no middleware."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from litestar import Request

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

AnyRequest: TypeAlias = Request[Any, Any, Any]
"""A request as Litestar hands it to handlers."""
