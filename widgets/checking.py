"""Checking: when an article is sent again, questions whose evidence no longer stands in it are flagged."""

import msgspec
from msgspec import Struct

from widgets.canonical import make_canonical, origin_of
from widgets.catalog import Catalog
from widgets.errors import Forbidden
from widgets.evidence import Text, find_rests, hash_text
from widgets.facts import count_minutes
from widgets.ledger import articles, pages
from widgets.ledger.articles import Flag
from widgets.ledger.connection import Engine
from widgets.model import Widget

__all__ = ["Checked", "Checking", "Flag", "find_flags"]


class Checked(Struct, frozen=True, kw_only=True):
    """What was kept of an article, and what is to be looked at again."""

    url: str
    hash: str
    reading_minutes: int
    flagged: list[Flag]


class Checking:
    """Keeps what is to be known of articles."""

    def __init__(self, engine: Engine, catalog: Catalog) -> None:
        self.engine = engine
        self.catalog = catalog

    async def check(self, site: str, url: str, text: str, title: str = "") -> Checked:
        """Keep the hash and reading time of an article, and flag what rests on sentences that it lost.

        A question whose evidence is back is flagged no more. Raises Unknown for the site, Malformed and
        Forbidden for the URL.
        """
        place = make_canonical(url)
        if origin_of(place) not in (await self.catalog.site(site)).origins:
            raise Forbidden("foreign_url", "This URL is not the site's: its origin must be the site's own.")
        _, made = await pages.find(self.engine, site, place)
        checked = Checked(
            url=place,
            hash=hash_text(text),
            reading_minutes=count_minutes(text),
            flagged=find_flags(made, Text(text)),
        )
        await articles.keep(
            self.engine,
            site,
            place,
            title=title,
            hash=checked.hash,
            minutes=checked.reading_minutes,
            widgets=[each.id for each in made],
            flagged=checked.flagged,
        )
        return checked

    async def flags(self, widgets: list[Widget]) -> list[Flag]:
        """Give the flags of widgets; one that was edited since to rest on something else has none."""
        rests = {
            (widget.id, rest.question, rest.sentence)
            for widget in widgets
            for rest in find_rests(msgspec.json.decode(widget.spec))
        }
        found = await articles.select_flags(self.engine, [each.id for each in widgets])
        return [each for each in found if (each.widget, each.question, each.before) in rests]


def find_flags(widgets: list[Widget], text: Text) -> list[Flag]:
    """Find what rests on sentences that do not stand in a text."""
    return [
        Flag(
            widget=widget.id,
            question=rest.question,
            before=rest.sentence,
            after=text.nearest(rest.sentence),
        )
        for widget in widgets
        for rest in find_rests(msgspec.json.decode(widget.spec))
        if not text.has(rest.sentence)
    ]
