"""A small publisher for the tests of the use cases: one site, its pages and polls, and readers who cast."""

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from widgets.casting import Request
from widgets.comparing import Difference
from widgets.errors import Refused
from widgets.formats.poll import PollOption, PollSpec, Single
from widgets.ledger import sites
from widgets.ledger.lanes import Publish
from widgets.model import Reveal, Site, Standing, Widget, page_widget_id
from widgets.moderation import Moderation
from widgets.publishing import Draft, Publishing
from widgets.readers import Reader, sheet_id
from widgets.recounting import Recounting, Summary
from widgets.settings import Settings
from widgets.wiring import Voxpop, open_voxpop

SITE = "news"
ORIGIN = "https://news.example"
PAGE = f"{ORIGIN}/article"
READER_SECRET = "a secret for the tests alone"
PLENTY = 1_000_000_000
"""A budget that no test uses up."""


SHELF = tempfile.mkdtemp(prefix="voxpop-test-media-")
atexit.register(shutil.rmtree, SHELF, ignore_errors=True)


def settings_for(database: str, redis_url: str) -> Settings:
    return Settings(
        database_url=database,
        redis_url=redis_url,
        secrets=("a key for the tests alone",),
        reader_secret=READER_SECRET,
        reader_budget=PLENTY,
        network_budget=PLENTY,
        media=SHELF,
    )


def poll_of(*options: str, prompt: str = "Which?", title: str = "") -> bytes:
    """The spec of a poll with one question."""
    offered = tuple(PollOption(id=each, text=each.title()) for each in options)
    return msgspec.json.encode(PollSpec(title=title, questions=(Single(prompt=prompt, options=offered),)))


class Newsroom:
    """A site with one page, as one process serves it."""

    def __init__(self, voxpop: Voxpop) -> None:
        self.voxpop = voxpop
        self.engine = voxpop.engine
        self.counts = voxpop.counts
        self.shelf = voxpop.uploading.shelf
        self.publishing = Publishing(voxpop.engine, voxpop.catalog, voxpop.counts.tallies.write)
        self.moderation = Moderation(
            voxpop.engine, voxpop.catalog, voxpop.counts.tallies.write, voxpop.patient
        )

    async def poll(self, *options: str, site: str = SITE) -> Widget:
        """A published poll on the page, which everybody sees the counts of."""
        spec = poll_of(*(options or ("red", "green", "blue")))
        draft = Draft(site=site, format="poll", spec=spec, url=PAGE, reveal=Reveal.ALWAYS)
        return await self.publishing.open(site, (await self.publishing.create(draft)).id)

    async def cast(
        self, by: int, widget: Widget | str, ballot: Any, slot: str = "", url: str = PAGE, at: str = ""
    ) -> dict[str, Any]:
        """Cast a ballot, or withdraw with None; a page's own widget is named by its format.

        `at` is the page's URL as this reader has it, where that is another.
        """
        asked = request(by, widget, ballot, slot, url)
        asked = msgspec.structs.replace(asked, url=at) if at else asked
        answer = await self.voxpop.casting.cast(asked)
        return msgspec.json.decode(answer, type=dict[str, Any])

    async def refusal(self, by: int, widget: Widget | str, ballot: Any, slot: str = "") -> Refused:
        """Cast a ballot that has to be refused, and give the refusal."""
        try:
            answer = await self.cast(by, widget, ballot, slot)
        except Refused as refusal:
            return refusal
        raise AssertionError(f"This was counted: {answer}")

    async def shown(self, widget: Widget | str) -> Standing | None:
        """What Redis has of a widget."""
        id = id_of(widget)
        return (await self.counts.tallies.read([id])).get(id)

    async def recount(self, **options: Any) -> tuple[Summary, list[Difference]]:
        """Recount everything, or what the options say."""
        fix = options.pop("fix", False)
        found: list[Difference] = []
        recounting = Recounting(self.engine, self.counts.tallies, found.append, fix=fix)
        return await recounting.run(**options), found

    def publish_with(self, publish: Publish) -> None:
        """Let this process take its tallies to Redis in another way, or not at all."""
        for lane in self.voxpop.casting.lanes.all:
            lane.publish = publish
        self.publishing.publish = self.moderation.publish = publish


def request(by: int, widget: Widget | str, ballot: Any, slot: str = "", url: str = PAGE) -> Request:
    return Request(
        widget=id_of(widget, url),
        slot=slot,
        body=None if ballot is None else msgspec.json.encode(ballot),
        reader=Reader(SITE, random_of(by)),
        network=b"network!",
        url=url if isinstance(widget, str) else None,
    )


def id_of(widget: Widget | str, url: str = PAGE) -> str:
    return page_widget_id(SITE, url, widget) if isinstance(widget, str) else widget.id


def random_of(by: int) -> bytes:
    return by.to_bytes(16, "big")


def sheet_of(by: int, widget: Widget | str, url: str = PAGE) -> bytes:
    """The id of a reader's sheet."""
    return sheet_id(READER_SECRET.encode(), id_of(widget, url), random_of(by))


@asynccontextmanager
async def opened(database: str, redis_url: str) -> AsyncIterator[Newsroom]:
    """A process that serves the site, which is created if it is not there yet."""
    async with open_voxpop(settings_for(database, redis_url)) as voxpop:
        if await sites.find(voxpop.engine, SITE) is None:
            await sites.keep(voxpop.engine, Site(id=SITE, name="News", origins=(ORIGIN,)))
        yield Newsroom(voxpop)
