"""What the console script's commands do, each with the settings and its options."""

import asyncio
import logging
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from widgets.catalog import Catalog
from widgets.comparing import Difference
from widgets.counts import Away
from widgets.demo import MODERATOR as DEMO_LOGIN
from widgets.demo import SITE, load_demo
from widgets.exporting import Exporting, What
from widgets.failures import Failed
from widgets.importing import import_balances
from widgets.ledger import outbox
from widgets.ledger.balances import Imported
from widgets.media.shelf import Shelf
from widgets.passwords import Passwords
from widgets.people import People
from widgets.recounting import Recounting, Summary
from widgets.roles import Role
from widgets.rows import Form
from widgets.settings import Settings
from widgets.site_keys import SiteKeys
from widgets.sites import keep_site, list_sites
from widgets.starting import Stores, migrate, open_stores
from widgets.worker import Worker

Command: TypeAlias = Callable[[Settings, Namespace], Coroutine[Any, Any, int]]
"""Gives the exit code."""

STATEMENT = 30.0
"""Seconds that one statement of the worker may take."""


def say(text: str) -> None:
    """Tell people how far it is; what a program might read goes to stdout instead."""
    print(text, file=sys.stderr, flush=True)


async def work(settings: Settings, options: Namespace) -> int:
    """Do the worker's chores until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with open_stores(settings, patience=STATEMENT) as stores:
        await Worker(stores.engine, stores.counts, Shelf(settings.media)).run(stop)
    return 0


async def bring_up_to_date(settings: Settings, options: Namespace) -> int:
    """Migrate."""
    await migrate(settings)
    say("The tables are those of this release.")
    return 0


async def load(settings: Settings, options: Namespace) -> int:
    """Load the demo site."""
    if options.migrate:
        await migrate(settings)
    async with open_stores(settings) as stores:
        publish = stores.counts.tallies.write
        url = await load_demo(
            stores.engine, Shelf(settings.media), publish, settings.public_url, settings.port
        )
        await outbox.finish_left_over(stores.engine, publish, seconds=0)
        people = People(stores.engine, Passwords())
        if not any(each.login == DEMO_LOGIN for each, _ in await people.list()):
            await people.add(DEMO_LOGIN, "Demo Owner", SITE, Role.OWNER)
    say(f"The demo article is {url}")
    return 0


async def recount(settings: Settings, options: Namespace) -> int:
    """Recount; 1 if anything is wrong and was not repaired."""
    async with open_stores(settings) as stores:
        table, seldom = Table(), Seldom()

        def tell(so_far: Summary) -> None:
            seldom.say(f"  {so_far.widgets:,} of {so_far.total:,} widgets, {so_far.sheets:,} sheets")

        recounting = Recounting(stores.engine, stores.counts.tallies, table.add, tell, fix=options.fix)
        try:
            summary = await recounting.run(site=options.site, widget=options.widget)
        except Away as away:
            raise Failed(f"{away} Without it nothing can be said about what readers see.") from None
    say(
        f"Recounted {summary.widgets:,} widgets with {summary.sheets:,} sheets: "
        f"{summary.differing:,} with differences, {summary.repaired:,} repaired."
    )
    return 0 if summary.differing == summary.repaired else 1


class Table:
    """Prints differences as they are found."""

    WIDTHS = (26, 50, 28, 16)

    def __init__(self) -> None:
        self.begun = False

    def add(self, difference: Difference) -> None:
        """Print one line, and the head before the first one."""
        if not self.begun:
            self.line("widget", "what it is", "number", "stands", "should be")
        self.begun = True
        self.line(difference.widget, difference.name, difference.what, difference.stands, difference.follows)

    def line(self, *cells: str) -> None:
        """Print one line."""
        padded = [cell.ljust(width) for cell, width in zip(cells, self.WIDTHS, strict=False)]
        print("  ".join([*padded, cells[-1]]))


class Seldom:
    """Says now and then how far a long work is."""

    EVERY = 2.0
    """Seconds between two lines."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def say(self, text: str) -> None:
        """Say it if it is time."""
        now = time.monotonic()
        if now - self.last >= self.EVERY:
            self.last = now
            say(text)


async def bring_in(settings: Settings, options: Namespace) -> int:
    """Import opening balances."""
    async with open_stores(settings) as stores:
        site = options.site or await only_site(stores)
        seldom = Seldom()

        def tell(done: Imported) -> None:
            seldom.say(f"  {done.lines:,} lines read, {done.changed:,} tallies changed")

        try:
            with options.file.open("rb") as file:
                done = await import_balances(stores.engine, site, file, tell)
        except FileNotFoundError:
            raise Failed(f"There is no file {options.file}.") from None
        except IsADirectoryError:
            raise Failed(f"{options.file} is a folder; name a CSV file.") from None
        except PermissionError:
            raise Failed(f"{options.file} may not be read by this user.") from None
        shown = await outbox.finish_left_over(stores.engine, stores.counts.tallies.write, seconds=0)
    later = "" if shown else " Readers will see them when Redis is back."
    say(f"Imported {done.lines:,} balances; {done.changed:,} tallies changed.{later}")
    return 0


async def export(settings: Settings, options: Namespace) -> int:
    """Export a table; a file appears once all of it is written."""
    async with open_stores(settings) as stores:
        site = options.site or await only_site(stores)
        seldom, form = Seldom(), Form.JSON if options.json else Form.CSV
        with opened_to_write(options.to) as file:
            written = await Exporting(stores.engine).export(
                What(options.what),
                form,
                file.write,
                site=site,
                widget=options.widget,
                tell=lambda rows: seldom.say(f"  {rows:,} rows written"),
            )
    say(f"Exported {written:,} rows.")
    return 0


@contextmanager
def opened_to_write(path: Path | None) -> Iterator[BinaryIO]:
    """Open a file that replaces the one of this name at the end, and not before; None is stdout.

    Raises Failed.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    except OSError as problem:
        raise Failed(f"{path} cannot be written: {problem.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


async def only_site(stores: Stores) -> str:
    """Give the id of the only site. Raises Failed where there is another number of them."""
    sites = [site.id for site in await list_sites(stores.engine)]
    if not sites:
        raise Failed("There is no site yet: create one with `voxpop site add`.")
    if len(sites) > 1:
        raise Failed(f"Say which site with --site; there are {', '.join(sites[:20])}.")
    return sites[0]


async def site(settings: Settings, options: Namespace) -> int:
    """Create, change or list sites."""
    async with open_stores(settings) as stores:
        if options.what == "key":
            return await site_key(SiteKeys(stores.engine, Catalog(stores.engine)), options)
        if options.what == "list":
            for each in await list_sites(stores.engine):
                print(f"{each.id}\t{each.name}\t{each.page_quota}\t{' '.join(each.origins)}")
            return 0
        kept, new = await keep_site(
            stores.engine,
            options.id,
            name=options.name,
            origins=options.origin,
            page_quota=options.quota,
        )
    say(f"{'Created' if new else 'Kept'} {kept.id}: {kept.name}, {', '.join(kept.origins)}")
    return 0


async def site_key(keys: SiteKeys, options: Namespace) -> int:
    """Make, list or revoke keys of a site."""
    if options.doing == "add":
        print(await keys.issue(options.id, options.name))
        say("This is the key; it is not kept here and cannot be shown again.")
    elif options.doing == "revoke":
        await keys.revoke(options.id, options.key)
        say(f"Revoked {options.key}; it opens nothing any more.")
    else:
        for each in await keys.list(options.id):
            state = (
                f"revoked {each.revoked_at:%Y-%m-%d}"
                if each.revoked_at
                else f"used {each.used_on or 'never'}"
            )
            print(f"{each.id}\t{each.name}\tmade {each.created_at:%Y-%m-%d}\t{state}")
    return 0


async def clear_counts(settings: Settings, options: Namespace) -> int:
    """Remove everything of Voxpop from Redis; it comes back from the ledger when it is asked for."""
    async with open_stores(settings) as stores:
        try:
            removed = await stores.counts.clear()
        except Away as away:
            raise Failed(f"{away} Some keys may be left; do it again.") from None
    say(f"Removed {removed:,} keys from Redis.")
    return 0


async def moderator(settings: Settings, options: Namespace) -> int:
    """Add, list and disable moderators, and make links for them to sign in."""
    async with open_stores(settings) as stores:
        people, now = People(stores.engine, Passwords()), datetime.now(UTC)
        if options.what == "list":
            for each, roles in await people.list():
                posts = " ".join(f"{site}:{role}" for site, role in roles.items())
                print(f"{each.login}\t{each.name}\t{'disabled' if each.disabled_at else 'active'}\t{posts}")
            return 0
        if options.what in ("disable", "enable"):
            found = await people.disable(options.login, now if options.what == "disable" else None)
            say(f"{found.login} is {options.what}d.")
            return 0
        if options.what == "add":
            site = options.site or await only_site(stores)
            added = await people.add(options.login, options.name, site, Role(options.role))
            say(f"{added.login} is {options.role} of {site}. This link is good once, for an hour:")
        link = await people.make_link(options.login, now)
    print(f"{settings.public_url.rstrip('/')}/studio/sign-in/{link}")
    return 0


COMMANDS: dict[str, Command] = {
    "work": work,
    "migrate": bring_up_to_date,
    "recount": recount,
    "import": bring_in,
    "export": export,
    "site": site,
    "counts": clear_counts,
    "moderator": moderator,
    "demo": load,
}
