"""What Voxpop is measured against: handlers that decode and encode a small JSON, and do nothing else."""

import os

import uvicorn
from litestar import Litestar, get, put
from msgspec import Struct

from api.server import options


class Reactions(Struct):
    """What is sent: as much as a reader sends."""

    reactions: list[str]


class Tally(Struct):
    """What is answered: a few numbers."""

    turnout: int
    tally: dict[str, int]


ANSWER = Tally(1, dict.fromkeys(("cute", "fun", "hate", "confused", "fail", "geeky", "love"), 0))


@put("/ballots", sync_to_thread=False)
def write(data: Reactions) -> Tally:
    """Take a JSON body and give one."""
    return ANSWER


@get("/page", sync_to_thread=False)
def read() -> Tally:
    """Give a JSON body."""
    return ANSWER


def main() -> None:
    """Serve on the port in VOXPOP_PORT, with the settings of uvicorn that Voxpop has."""
    app = Litestar([write, read], openapi_config=None, logging_config=None)
    uvicorn.run(app, port=int(os.environ["VOXPOP_PORT"]), **options())


if __name__ == "__main__":
    main()
