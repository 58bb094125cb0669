"""What requests cost in processor time, which is the same on a busy machine and on an idle one."""

from collections.abc import Callable, Sequence

import psutil
from msgspec import Struct

from bench.load import SECONDS, Rate


class Cost(Struct, frozen=True):
    """Microseconds of processor time a request took: in the server, and in the engines behind it."""

    server: float
    engines: float


def measured(
    work: Callable[[], Rate], server: int, engines: Sequence[psutil.Process] = ()
) -> tuple[Rate, Cost]:
    """Do a load, and give what came of it and what each request cost."""
    groups = [[psutil.Process(server)], list(engines)]
    before = [seconds(group) for group in groups]
    rate = work()
    spent = [seconds(group) - earlier for group, earlier in zip(groups, before, strict=True)]
    requests = max(1.0, rate.per_second * SECONDS)
    return rate, Cost(*(1e6 * each / requests for each in spent))


def seconds(processes: Sequence[psutil.Process]) -> float:
    """Give the processor time of processes and all their children so far, in seconds."""
    total = 0.0
    for process in processes:
        for each in [process, *process.children(recursive=True)]:
            times = each.cpu_times()
            total += times.user + times.system
    return total
