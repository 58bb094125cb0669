"""The workshop: lets a process of its own read an upload, so many at once, and sees that it ends."""

import asyncio
import os
import sys
from pathlib import Path

import msgspec

from widgets import errors
from widgets.errors import Refused, Unavailable
from widgets.media.making import Limits, Made, Refusal, too_much

BENCHES = 2
"""Uploads that are read at once."""

WAITING = 8
"""Uploads that may wait for that."""

GRACE = 5.0
"""Seconds beyond those that the work may compute."""

_said: msgspec.json.Decoder[Made | Refusal] = msgspec.json.Decoder(Made | Refusal)
_REFUSALS = {
    name: each for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, Refused)
}


class Workshop:
    """Reads uploads."""

    def __init__(self) -> None:
        self.benches = asyncio.Semaphore(BENCHES)
        self.inside = 0

    async def make(self, given: Path, out: Path, limits: Limits) -> Made:
        """Make what can be made of an upload, in the folder `out`.

        Raises Malformed, Unsupported and TooLarge for the upload, and Unavailable where too many wait.
        """
        if self.inside >= BENCHES + WAITING:
            raise Unavailable(
                "uploads_waiting", "Many uploads wait to be read; try again shortly.", retry_after=5
            )
        self.inside += 1
        try:
            async with self.benches:
                said = await run(given, out, limits)
        finally:
            self.inside -= 1
        if isinstance(said, Refusal):
            raise _REFUSALS[said.refused](said.code, said.detail)
        return said


async def run(given: Path, out: Path, limits: Limits) -> Made | Refusal:
    """Start the process, and give what it says; one that dies or does not end has met too much."""
    command = [
        sys.executable,
        "-m",
        "widgets.media.working",
        str(given),
        str(out),
        msgspec.json.encode(limits).decode(),
    ]
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment(),
    )
    try:
        async with asyncio.timeout(limits.patience + GRACE):
            said, _ = await process.communicate()
    except TimeoutError:
        said = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or not said:
        raise too_much("This takes too long or too much memory to be read; make it smaller.")
    return _said.decode(said)


def environment() -> dict[str, str]:
    """Give what the process needs to find its modules, and none of the settings with their secrets."""
    return {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_NUM_THREADS": "1"}
