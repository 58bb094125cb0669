"""What `voxpop dev` does: engines, then steps, then services, all watched, and all stopped together."""

import signal
import sys
from types import FrameType

from widgets.embedded import EngineFailed
from widgets.embedded.instance import only_one
from widgets.embedded.keeper import Keeper
from widgets.embedded.places import make_home
from widgets.embedded.plan import Plan

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def supervise(plan: Plan) -> int:
    """Carry the plan out until Ctrl-C, SIGTERM or the end of a child; return the exit code."""
    keeper = Keeper(plan)
    for each in SIGNALS:
        if each != signal.SIGHUP or signal.getsignal(each) is not signal.SIG_IGN:  # nohup wants it ignored
            signal.signal(each, _interrupt)
    try:
        make_home(plan.home)
        with only_one(plan.home):
            try:
                keeper.run()
            finally:
                for each in SIGNALS:
                    signal.signal(each, signal.SIG_IGN)
                keeper.stop()
    except EngineFailed as failure:
        print(f"voxpop: {failure}", file=sys.stderr, flush=True)
        return 1
    except PermissionError as problem:
        print(f"voxpop: {problem.filename} is not yours: run it as its owner.", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 0


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
