"""A paper whose pages' own widgets change at times that a test says."""

from datetime import UTC, datetime, timedelta

import asyncpg

from tests.ledger.votes import page
from widgets.ledger.working import Working
from widgets.model import Standing, Tally, page_widget_id, partition_of

NOW = datetime(2031, 5, 4, 12, 34, tzinfo=UTC)
SINCE = datetime(2031, 5, 3, 12, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def own(site: str, url: str) -> list[tuple[str, str]]:
    return [(format, page_widget_id(site, url, format)) for format in ("words", "signs")]


class Paper:
    """Pages whose own widgets change at times that a test says, as a batch would change them."""

    def __init__(self, postgres: asyncpg.Connection) -> None:
        self.postgres = postgres
        self.working: dict[str, Standing] = {}

    async def publish(self, *numbers: int, site: str = "demo") -> None:
        """Create pages; the lower a number the older the page."""
        rows = [(site, page(each), f"Page {each}", SINCE + each * SECOND) for each in numbers]
        await self.postgres.executemany(
            "INSERT INTO page (site, url, title, created_at) VALUES ($1, $2, $3, $4)", rows
        )

    async def change(
        self,
        at: datetime,
        marks: Tally,
        *,
        on: int = 1,
        turnout: int = 0,
        format: str = "words",
        site: str = "demo",
    ) -> None:
        """Add marks to a page's own widget at a time."""
        id = page_widget_id(site, page(on), format)
        standing = self.working.setdefault(id, Standing(widget=id, tally={"": {}}))
        working = Working(standing, partition_of(id))
        working.add(marks, at, turnout=turnout)
        await self.postgres.executemany(
            "INSERT INTO tally (partition, widget, slot, counts, turnout, version, revision, aside)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (partition, widget, slot) DO UPDATE SET"
            " counts = excluded.counts, turnout = excluded.turnout, version = excluded.version",
            working.rows(),
        )
        if working.past:
            await self.postgres.execute(
                "INSERT INTO history (partition, widget, at, counts, turnout, version)"
                " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (partition, widget, at) DO UPDATE SET"
                " counts = excluded.counts, turnout = excluded.turnout, version = excluded.version",
                *working.past,
            )

    async def bring(self, at: datetime, count: int, *, on: int = 1) -> None:
        """Import an opening balance at a time, or a correction of it."""
        await self.change(at, {"": {"up": count}}, on=on)
        await self.postgres.execute(
            "INSERT INTO balance_change VALUES ($1, $2, '', 'up', $3)"
            " ON CONFLICT (widget, at, slot, key) DO UPDATE"
            " SET difference = balance_change.difference + excluded.difference",
            page_widget_id("demo", page(on), "words"),
            at,
            count,
        )
