"""`make bench`: measures, and writes bench/latest.json. Ends with a recount that must be exact."""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

from bench.costs import Cost, measured
from bench.installation import Installation
from bench.load import Rate, Writing, generator, load
from bench.stores import MILLION, Stores, encode, run_fill
from widgets.ledger import sites
from widgets.ledger.connection import open_engine
from widgets.model import Site
from widgets.readers import Tokens

Run: TypeAlias = tuple[Rate, Cost]

LATEST = Path(__file__).parent / "latest.json"
READERS = 2000


class Bench:
    """One run: what was measured so far."""

    def __init__(self, installation: Installation, alternations: int) -> None:
        self.installation = installation
        self.alternations = alternations
        self.origin = f"http://127.0.0.1:{installation.port}"
        environment = installation.environment
        self.stores = Stores(environment["VOXPOP_DATABASE_URL"], environment["VOXPOP_REDIS_URL"], self.origin)
        self.tokens = Tokens([environment["VOXPOP_SECRETS"]])
        self.measures: dict[str, dict[str, object]] = {}

    def note(self, measure: str, runs: list[float]) -> None:
        """Keep the median of a measure's runs, and tell it."""
        value = statistics.median(runs)
        self.measures[measure] = {"value": round(value, 3), "runs": [round(run, 3) for run in runs]}
        print(f"{measure:44} {value:12,.2f}", flush=True)

    def measure_writes(self) -> None:
        """Ballots over HTTP beside a bare handler."""
        placed = asyncio.run(self.stores.own_widget("/hot"))
        path = f"/v1/widgets/{placed.widget.id}/ballots/-?url={placed.widget.url}"
        tokens = [self.tokens.mint("bench") for _ in range(READERS)]
        ours, bare = Writing(path, self.origin, tokens), Writing("/ballots", self.origin, tokens)
        for connections in (64, 256):
            pairs = self.alternate(ours, bare, connections)
            self.compare(f"ballots {connections} connections", pairs)

    def measure_reads(self) -> None:
        """Page reads over HTTP beside a bare handler."""
        pairs = self.alternate(f"/v1/pages?site=bench&url={self.origin}/hot", "/page", 64)
        self.compare("page reads 64 connections", pairs)

    def alternate(self, ours: Writing | str, bare: Writing | str, connections: int) -> list[tuple[Run, Run]]:
        """Load Voxpop and the bare server in turns; the first pair warms up and does not count."""
        here = self.installation
        server, other = (each.pid for each in here.processes)
        pairs = [
            (
                measured(partial(load, here.port, ours, connections, seed), server, here.engines),
                measured(partial(load, here.bare_port, bare, connections, seed), other),
            )
            for seed in range(self.alternations + 1)
        ]
        failed = sum(rate.failed for pair in pairs for rate, _ in pair)
        if failed:
            raise SystemExit(f"{failed} requests failed; a bench of failures measures nothing.")
        return pairs[1:]

    def compare(self, what: str, pairs: list[tuple[Run, Run]]) -> None:
        """Note what came of a comparison."""
        rates = [(ours, bare) for (ours, _), (bare, _) in pairs]
        costs = [(ours, bare) for (_, ours), (_, bare) in pairs]
        self.note(f"{what}: a second", [ours.per_second for ours, _ in rates])
        self.note(f"{what}: p99 ms", [ours.p99 for ours, _ in rates])
        self.note(f"{what}: rate / bare", [ours.per_second / bare.per_second for ours, bare in rates])
        self.note(f"{what}: p99 / bare", [ours.p99 / bare.p99 for ours, bare in rates])
        self.note(f"{what}: server us", [ours.server for ours, _ in costs])
        self.note(f"{what}: engines us", [ours.engines for ours, _ in costs])
        self.note(f"{what}: server us / bare", [ours.server / bare.server for ours, bare in costs])

    def measure_stores(self, ballots: int) -> None:
        """The ledger alone, and the room that things take."""
        placed = asyncio.run(self.stores.own_widget("/million"))
        before = asyncio.run(self.stores.sheet_bytes())
        rates = run_fill(self.stores, placed, ballots, progress(ballots))
        self.note("ledger ballots a second, batches of 1,000", rates)
        self.note("ledger: last tenth / first", [rates[-1] / rates[0]])
        self.note("Postgres bytes a ballot", [(asyncio.run(self.stores.sheet_bytes()) - before) / ballots])
        self.note("Redis bytes a page", [asyncio.run(self.stores.page_bytes())])

    async def prepare(self) -> None:
        """Make the site that is measured on."""
        engine = open_engine(self.stores.database_url)
        await sites.keep(engine, Site(id="bench", name="Bench", origins=(self.origin,), page_quota=MILLION))
        await engine.dispose()

    def recount(self) -> None:
        """See that every number is exact."""
        done = subprocess.run(
            [sys.executable, "-m", "widgets.cli", "recount"],
            env=os.environ | self.installation.environment,
            check=False,
        )
        if done.returncode:
            raise SystemExit("The recount found a difference: nothing of this run counts.")


def progress(total: int) -> Callable[[int], None]:
    """Give what tells how far the filling is."""

    def tell(done: int) -> None:
        if done % (total // 10) == 0:
            print(f"  {done:,} of {total:,} ballots", file=sys.stderr, flush=True)

    return tell


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--alternations", type=int, default=5, help="pairs of runs a comparison takes (5)")
    parser.add_argument(
        "--ballots", type=int, default=MILLION, help="ballots on one widget, a multiple of 10,000 (1,000,000)"
    )
    asked = parser.parse_args()
    busy = os.getloadavg()[0]
    print(f"Load by {generator()}; medians of {asked.alternations} alternations.", flush=True)
    print(f"{os.cpu_count()} cores, with a load of {busy:.1f} before anything was measured.", flush=True)
    with Installation() as installation:
        bench = Bench(installation, asked.alternations)
        asyncio.run(bench.prepare())
        installation.start()
        bench.measure_writes()
        bench.measure_reads()
        bench.measure_stores(asked.ballots)
        bench.recount()
    LATEST.write_bytes(encode(bench.measures))
    print(f"Written to {LATEST.name}.")


if __name__ == "__main__":
    main()
