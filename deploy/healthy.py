"""Tells whether the container it runs in is well: `healthy.py api` or `healthy.py worker`.

Exits with 0, or with 1 and a line that says why not. Asks the engines at most once.
"""

import asyncio
import http.client
import os
import sys

import asyncpg

TIMEOUT = 4.0
"""Seconds any answer may take."""

SILENCE = 30.0
"""Seconds for which a worker that is well may leave Postgres alone; it asks for work every second."""

HEARD = """
    SELECT coalesce(bool_or(state_change > clock_timestamp() - make_interval(secs => $1)), false)
    FROM pg_stat_activity
    WHERE application_name = 'voxpop' AND datname = current_database() AND usename = current_user
      AND client_addr IS NOT DISTINCT FROM inet_client_addr()
"""


def check_api() -> str:
    """Say what is wrong with the API of this container; "" where it serves."""
    port = int(os.environ.get("VOXPOP_PORT", "8000"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/health/ready", headers={"Host": "localhost"})
        answer = connection.getresponse()
        return "" if answer.status == 200 else f"it answers {answer.status}: {answer.read().decode()}"
    except OSError as problem:
        return f"it does not answer: {problem}"
    finally:
        connection.close()


async def check_worker(silence: float = SILENCE) -> str:
    """Say what is wrong with the worker of this container; "" where Postgres has heard of it lately."""
    url = os.environ["VOXPOP_DATABASE_URL"]
    try:
        connection = await asyncpg.connect(
            url, timeout=TIMEOUT, server_settings={"application_name": "voxpop health"}
        )
    except (OSError, asyncpg.PostgresError) as problem:
        return f"Postgres cannot be asked: {problem}"
    try:
        heard = await connection.fetchval(HEARD, silence, timeout=TIMEOUT)
        return "" if heard else f"Postgres has not heard of it for {silence:.0f} s"
    finally:
        await connection.close()


def main(arguments: list[str]) -> int:
    """Check what is named, and give the exit code."""
    if arguments not in (["api"], ["worker"]):
        print("healthy.py api|worker", file=sys.stderr)
        return 2
    problem = check_api() if arguments == ["api"] else asyncio.run(check_worker())
    print(f"The {arguments[0]} is not well: {problem}." if problem else "Well.")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
