"""Recounting: every tally beside what follows from its balances and sheets, and beside Redis."""

from collections.abc import AsyncIterator, Callable, Iterator
from math import ceil

from msgspec import Struct

from widgets.catalog import Catalog
from widgets.comparing import Difference, compare
from widgets.counts.tallies import Tallies
from widgets.errors import Refused, Unknown
from widgets.ledger import outbox, pages, recount, tallies
from widgets.ledger.batch import Stale
from widgets.ledger.connection import Engine
from widgets.ledger.recount import Head, Recounted
from widgets.ledger.sheets import Mark
from widgets.model import PARTITIONS, Standing, partition_of
from widgets.owners import Owner, Owners

MOST_PAGES = 50_000
"""Pages whose widgets are remembered at once; with more, the partitions are gone through in turns."""

MOST_HEADS = 200
MOST_SHEETS = 20_000
"""Widgets, and sheets unless one widget has more, that are recounted in one transaction."""

MOST_TRIES = 5
"""How often a widget is recounted anew because it was changed meanwhile."""


class Summary(Struct):
    """What a recount came to: widgets recounted out of `total`, and sheets that count in them."""

    widgets: int = 0
    total: int = 0
    sheets: int = 0
    differing: int = 0
    repaired: int = 0


class Recounting:
    """Recounts tallies. Tells every difference as it is found, and after each step how far it is."""

    def __init__(
        self,
        engine: Engine,
        counts: Tallies,
        tell: Callable[[Difference], None],
        progress: Callable[[Summary], None] = lambda _: None,
        *,
        fix: bool = False,
    ) -> None:
        self.engine = engine
        self.counts = counts
        self.tell = tell
        self.progress = progress
        self.fix = fix
        self.summary = Summary()

    async def run(self, *, site: str | None = None, widget: str | None = None) -> Summary:
        """Recount all tallies, or those of one site, or one.

        Raises Unknown for the site or the widget, Unavailable, and Away for Redis.
        """
        catalog = Catalog(self.engine)
        if site is not None:
            await catalog.site(site)
        if widget is not None and not await tallies.read(self.engine, [widget]):
            raise Unknown("unknown_widget", f"There is no tally of {widget}: nobody has cast a ballot in it.")
        owners = Owners(self.engine, catalog, site)
        partitions = list(range(PARTITIONS)) if widget is None else [partition_of(widget)]
        turns = max(1, min(len(partitions), ceil(await pages.count(self.engine) / MOST_PAGES)))
        self.summary.total = 1 if widget else await recount.count_heads(self.engine)
        for turn in range(turns):
            await owners.turn_to(partitions[turn::turns])
            for partition in partitions[turn::turns]:
                async for ids in self.steps(partition, widget):
                    await self.recount(ids, owners)
                    self.progress(self.summary)
        return self.summary

    async def steps(self, partition: int, widget: str | None) -> AsyncIterator[list[str]]:
        """Give the widgets of a partition, as many at once as one transaction can take."""
        if widget is not None:
            yield [widget]
            return
        after = ""
        while heads := await recount.select_heads(self.engine, partition, after, MOST_HEADS):
            for ids in divide(heads):
                yield ids
            after = heads[-1].widget

    async def recount(self, ids: list[str], owners: Owners) -> None:
        """Recount widgets of one partition; those that are changed meanwhile, again."""
        for _ in range(MOST_TRIES):
            found = await owners.find(ids)
            for id in ids:
                if id not in found and owners.site is None:
                    self.report(
                        [Difference(id, "nobody's", "tally", "is there", "belongs to no page or widget")]
                    )
            mine = {id: each for id, each in found.items() if owners.site in (None, each.site)}
            ids = await self.recount_these(mine)
            if not ids:
                return
        for id in ids:
            self.report([Difference(id, found[id].name, "revision", "changes", "stays for a moment")])

    async def recount_these(self, owners: dict[str, Owner]) -> list[str]:
        """Recount widgets, and give those of which the spec was not the one the tally was counted with."""
        marks: dict[str, Mark] = {}
        for id, owner in owners.items():
            if owner.mark is None:
                self.report([Difference(id, owner.name, "format", "unknown to this release", "known")])
            else:
                marks[id] = owner.mark
        # Before the ledger is read, so that a Redis that is merely quick is never ahead of it.
        shown = await self.counts.read(list(marks))
        stale = []
        for id, recounted in (await self.count(marks, owners)).items():
            same = recounted.stands.revision == owners[id].revision
            if not same or not await self.judge(owners[id], recounted, shown.get(id)):
                stale.append(id)
        return stale

    async def count(self, marks: dict[str, Mark], owners: dict[str, Owner]) -> dict[str, Recounted]:
        """Recount widgets in one transaction; where a sheet cannot be read, one by one."""
        try:
            return await recount.recount(self.engine, marks)
        except Refused:
            raise
        except Exception as fault:  # noqa: BLE001 - a format's own fault is a finding
            if len(marks) > 1:
                alone = [await self.count({id: mark}, owners) for id, mark in marks.items()]
                return {id: each for found in alone for id, each in found.items()}
            [id] = marks
            self.report(
                [Difference(id, owners[id].name, "a sheet", f"cannot be read: {fault}", "can be read")]
            )
            return {}

    async def judge(self, owner: Owner, recounted: Recounted, shown: Standing | None) -> bool:
        """Report a widget, and repair it where that is wanted. False where it was changed meanwhile."""
        differences = compare(owner.name, recounted, shown)
        if differences and self.fix and owner.mark is not None:
            beyond = shown.version if shown else 0
            id = recounted.stands.widget
            try:
                held = await recount.repair(self.engine, id, owner.mark, owner.revision, beyond=beyond)
            except Stale:
                return False
            await outbox.finish(self.engine, held, self.counts.write)
            self.summary.repaired += 1
        self.report(differences)
        self.summary.widgets += 1
        self.summary.sheets += recounted.follows.turnout
        return True

    def report(self, differences: list[Difference]) -> None:
        """Tell the differences of one widget."""
        self.summary.differing += bool(differences)
        for each in differences:
            self.tell(each)


def divide(heads: list[Head]) -> Iterator[list[str]]:
    """Cut widgets into runs of at most `MOST_SHEETS` sheets; a larger one stands alone."""
    run: list[str] = []
    sheets = 0
    for head in heads:
        if run and sheets + head.sheets > MOST_SHEETS:
            yield run
            run, sheets = [], 0
        run.append(head.widget)
        sheets += head.sheets
    if run:
        yield run
