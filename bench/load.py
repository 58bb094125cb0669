"""Load on a server: wrk where it is installed, else a generator of ours, which asks less of the server."""

import asyncio
import random
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from msgspec import Struct

KINDS = ("cute", "fun", "hate", "confused", "fail", "geeky", "love")
SECONDS = 4

SCRIPT = """
local tokens = {}
for token in io.lines("%(tokens)s") do tokens[#tokens + 1] = token end
local kinds = {"cute", "fun", "hate", "confused", "fail", "geeky", "love"}
math.randomseed(%(seed)d)
request = function()
  local headers = {["Content-Type"] = "application/json", ["Origin"] = "%(origin)s",
    ["Authorization"] = "Bearer " .. tokens[math.random(#tokens)]}
  return wrk.format("PUT", "%(path)s", headers, '{"reactions":["' .. kinds[math.random(#kinds)] .. '"]}')
end
"""


class Writing(Struct, frozen=True):
    """Ballots to send: to which path, from which origin, by which readers."""

    path: str
    origin: str
    tokens: list[str]


class Rate(Struct, frozen=True):
    """What came of a load: answers a second, the 99th percentile of latency in ms, and failures."""

    per_second: float
    p99: float
    failed: int


def generator() -> str:
    """Name what makes the load."""
    return "wrk" if shutil.which("wrk") else "asyncio"


def load(port: int, what: Writing | str, connections: int, seed: int) -> Rate:
    """Load a server with ballots, or with reads of a path, over so many connections."""
    if generator() == "wrk":
        return load_by_wrk(port, what, connections, seed)
    return asyncio.run(load_by_ourselves(port, what, connections, seed))


def load_by_wrk(port: int, what: Writing | str, connections: int, seed: int) -> Rate:
    """Load a server by wrk, with one thread: the other core is the server's."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "--timeout", "20s"]
        path = what if isinstance(what, str) else ""
        if isinstance(what, Writing):
            tokens, script = Path(folder, "tokens"), Path(folder, "ballots.lua")
            tokens.write_text("\n".join(what.tokens))
            names = {"tokens": tokens, "seed": seed, "origin": what.origin, "path": what.path}
            script.write_text(SCRIPT % names)
            command += ["-s", str(script)]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
        )
    return read_wrk(done.stdout)


def read_wrk(said: str) -> Rate:
    """Read what wrk says."""
    rate, latency = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if rate is None or latency is None:
        raise ValueError(f"wrk said something else than expected: {said}")
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}[latency.group(2)]
    failures = re.findall(r"Non-2xx or 3xx responses: (\d+)|(?:connect|read|write|timeout) (\d+)", said)
    failed = sum(int(one or other) for one, other in failures)
    return Rate(float(rate.group(1)), float(latency.group(1)) * unit, failed)


async def load_by_ourselves(port: int, what: Writing | str, connections: int, seed: int) -> Rate:
    """Load a server by coroutines, each with one connection and one request at a time."""
    chance, latencies, failed = random.Random(seed), [], 0
    deadline = time.monotonic() + SECONDS

    async def speak() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < deadline:
            began = time.monotonic()
            writer.write(request(what, chance))
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head.lower())
            await reader.readexactly(int(length.group(1)) if length else 0)
            latencies.append(time.monotonic() - began)
            failed += not head.startswith(b"HTTP/1.1 2")
        writer.close()

    await asyncio.gather(*(speak() for _ in range(connections)))
    latencies.sort()
    return Rate(len(latencies) / SECONDS, latencies[int(len(latencies) * 0.99)] * 1000, failed)


def request(what: Writing | str, chance: random.Random) -> bytes:
    """Give one request as it goes over the wire."""
    if isinstance(what, str):
        return f"GET {what} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    body = f'{{"reactions":["{chance.choice(KINDS)}"]}}'
    return (
        f"PUT {what.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Origin: {what.origin}\r\nAuthorization: Bearer {chance.choice(what.tokens)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
