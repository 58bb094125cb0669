"""A language model's endpoint, set by whoever runs the service: OpenAI's chat API, which many speak."""

import asyncio
import ssl
from typing import Any
from urllib.parse import urlsplit

import certifi
import httpcore
import msgspec
from msgspec import Struct

from widgets.errors import Unavailable

MOST_ANSWERED = 1_000_000
"""Bytes of an answer that are read."""

CHAT = "/chat/completions"


class Endpoint(Struct, frozen=True, kw_only=True):
    """Where to ask, as whom, for which model, and how many seconds that may take."""

    url: str
    key: str = ""
    model: str = ""
    seconds: float = 30.0


class Said(Struct):
    """One message."""

    content: str | None = None


class Choice(Struct):
    """One of the answers."""

    message: Said


class Completion(Struct):
    """What the endpoint answers."""

    choices: list[Choice]


async def ask(endpoint: Endpoint, task: str, text: str, name: str, schema: dict[str, Any]) -> str:
    """Give a model a task and a text, and give what it answers, which should be JSON of this schema.

    The endpoint may be anywhere, loopback too: nobody but whoever runs the service names it. It is not
    followed elsewhere. Raises Unavailable, of which the sentence repeats neither key nor text.
    """
    body = msgspec.json.encode(
        {
            "model": endpoint.model,
            "temperature": 0,
            "messages": [{"role": "system", "content": task}, {"role": "user", "content": text}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": name, "strict": True, "schema": schema},
            },
        }
    )
    try:
        async with asyncio.timeout(endpoint.seconds):
            return await post(endpoint, body)
    except TimeoutError:
        raise away(f"it did not answer within {endpoint.seconds:g} s") from None
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError):
        raise away("it cannot be reached, or does not speak as it should") from None


async def post(endpoint: Endpoint, body: bytes) -> str:
    """Send the body and read the answer. Raises Unavailable, and what httpcore raises."""
    trust = ssl.create_default_context(cafile=certifi.where())
    async with (
        httpcore.AsyncConnectionPool(ssl_context=trust, max_connections=1) as pool,
        pool.stream("POST", address(endpoint.url), headers=headers(endpoint.key), content=body) as answer,
    ):
        if answer.status != 200:
            raise away(f"it answered with status {answer.status}")
        read = bytearray()
        async for piece in answer.aiter_stream():
            read += piece
            if len(read) > MOST_ANSWERED:
                raise away(f"it answered with more than {MOST_ANSWERED:,} bytes")
    try:
        choices = msgspec.json.decode(bytes(read), type=Completion).choices
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise away("what it answered is no chat completion") from None
    return (choices[0].message.content or "") if choices else ""


def address(url: str) -> str:
    """Give where to send chats, of a base or the very address."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return parts._replace(path=path if path.endswith(CHAT) else path + CHAT, fragment="").geturl()


def headers(key: str) -> list[tuple[bytes | str, bytes | str]]:
    """Give the headers of a question."""
    plain: list[tuple[bytes | str, bytes | str]] = [
        ("Content-Type", "application/json"),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
    ]
    return [*plain, ("Authorization", f"Bearer {key}")] if key else plain


def away(why: str) -> Unavailable:
    """Say that the model gives nothing now."""
    return Unavailable("model_away", f"The language model gave nothing: {why}.")
