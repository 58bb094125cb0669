"""Kills, takes away and misleads while readers cast, and proves that no acknowledged ballot is lost."""

import argparse
import asyncio
import secrets
import signal
import sys
import time
from collections.abc import Coroutine

import uvloop

from tests.crash.faults import FAULTS
from tests.crash.installation import DidNotStart
from tests.crash.rounds import AWAY, Report, Wrong, run_rounds
from tests.crash.scene import Toothless


def read_arguments(given: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make crash", description=__doc__)
    parser.add_argument("--rounds", type=number, default=20, help="how many rounds (20)")
    parser.add_argument("--seconds", type=float, default=3600, help="begin no round after so long (3600)")
    parser.add_argument("--seed", type=int, help="repeats the faults and words of another run")
    parser.add_argument("--readers", type=number, default=24, help="how many readers cast at once (24)")
    parser.add_argument(
        "--away", type=float, default=AWAY, help=f"how long a lost engine is away ({AWAY:.0f} s)"
    )
    parser.add_argument("--fault", choices=FAULTS, action="append", help="only this, or these together")
    return parser.parse_args(given)


def number(text: str) -> int:
    """Read how many of something there are to be."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1_000_000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return int(text)


def main(given: list[str]) -> int:
    """Run rounds and tell of each; 1 where the product broke a promise, 2 where nothing was proved."""
    arguments = read_arguments(given)
    seed = secrets.randbelow(1_000_000) if arguments.seed is None else arguments.seed
    began = time.monotonic()
    print(f"{arguments.rounds} rounds, {arguments.readers} readers, seed {seed}", flush=True)

    def tell(number: int, report: Report) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {describe(number, report)}", flush=True)

    rounds = run_rounds(
        seed,
        rounds=arguments.rounds,
        readers=arguments.readers,
        seconds=arguments.seconds,
        only=arguments.fault or (),
        away=arguments.away,
        tell=tell,
    )
    try:
        done = uvloop.run(heed_sigterm(rounds))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    except (Wrong, DidNotStart, Toothless) as problem:
        print(f"{problem}\nAgain with: {repeat(arguments, seed)}", file=sys.stderr)
        return 2 if isinstance(problem, Toothless) else 1
    print(f"{done} rounds: every acknowledged ballot is there, and every number is right (seed {seed}).")
    return 0


async def heed_sigterm(act: Coroutine[None, None, int]) -> int:
    """Do something that SIGTERM ends as Ctrl-C does: with everything stopped and removed."""
    acting = asyncio.ensure_future(act)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, acting.cancel)
    return await acting


def repeat(arguments: argparse.Namespace, seed: int) -> str:
    """Give the command that does the same once more."""
    options = (
        f"--seed {seed} --rounds {arguments.rounds} --readers {arguments.readers} --away {arguments.away:g}"
    )
    return f"make crash ARGS='{' '.join([options, *(f'--fault {each}' for each in arguments.fault or ())])}'"


def describe(number: int, report: Report) -> str:
    """Give a round's line."""
    return (
        f"{number:3}  {', '.join(report.faults):36} {report.acknowledged:5} acknowledged, "
        f"{report.unanswered:3} unanswered, {report.refused:3} refused; {report.sheets} sheets; "
        f"{report.seconds:.1f} s, settled in {report.settling:.1f} s"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
