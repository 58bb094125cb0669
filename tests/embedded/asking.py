"""Putting one question to an engine."""

from typing import Any

import asyncpg
import redis


async def ask(url: str, statement: str, **options: Any) -> Any:
    """The first value of a statement's first row."""
    connection = await asyncpg.connect(url, **options)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def count_up(url: str) -> int:
    """Add one to a key, and return what it then holds."""
    with redis.Redis.from_url(url) as client:
        return int(client.incr("asked"))
