"""Checking: when an article is sent again, questions whose evidence no longer stands in it are flagged."""

import msgspec
from msgspec import Struct

from widgets.articles import Source
from widgets.canonical import make_canonical, origin_of
from widgets.catalog import Catalog
from widgets.errors import Forbidden
from widgets.evidence import find_rests
from widgets.ledger import articles, pages
from widgets.ledger.articles import Flag
from widgets.ledger.connection import Engine
from widgets.model import Tone, Widget
from widgets.proposing import Proposing
from widgets.tones import Choice, Tones

__all__ = ["Checked", "Checking", "Flag"]


class Checked(Struct, frozen=True, kw_only=True):
    """What was kept of an article, and what is to be looked at again.

    `tone` is what the article suggests, `page_tone` what its page has; `tone_chosen` if somebody chose that.
    """

    url: str
    hash: str
    reading_minutes: int
    tone: Tone
    page_tone: Tone
    tone_chosen: bool
    flagged: list[Flag]


class Checking:
    """Keeps what is to be known of articles."""

    def __init__(self, engine: Engine, catalog: Catalog, proposing: Proposing, tones: Tones) -> None:
        self.engine = engine
        self.catalog = catalog
        self.proposing = proposing
        self.tones = tones

    async def check(self, site: str, url: str, source: Source, tone: Choice | None = None) -> Checked:
        """Keep the hash and reading time of an article, and flag what rests on sentences that it lost.

        A `tone` is chosen for its page, or a choice taken back. Without one, what was chosen stands, and
        where nothing was, the page follows its article if the site wants that.

        A question whose evidence is back is flagged no more. Raises Unknown for the site, Forbidden for the
        URL, Malformed for it and for what is no article, and Unavailable.
        """
        place = make_canonical(url)
        if origin_of(place) not in (await self.catalog.site(site)).origins:
            raise Forbidden("foreign_url", "This URL is not the site's: its origin must be the site's own.")
        _, made = await pages.find(self.engine, site, place)
        rests = {each.id: list(find_rests(msgspec.json.decode(each.spec))) for each in made}
        sentences = sorted({rest.sentence for each in rests.values() for rest in each})
        compared = await self.proposing.compare(source, sentences)
        flags = {
            (widget, rest.question): Flag(
                widget=widget,
                question=rest.question,
                before=rest.sentence,
                after=compared.lost[rest.sentence],
            )
            for widget, each in rests.items()
            for rest in each
            if rest.sentence in compared.lost
        }
        flagged = list(flags.values())
        await articles.keep(
            self.engine,
            site,
            place,
            title=compared.title,
            hash=compared.hash,
            minutes=compared.reading_minutes,
            tone=compared.tone,
            widgets=list(rests),
            flagged=flagged,
        )
        toned = await self.tones.settle(site, place, compared.tone, tone)
        self.catalog.pages.forget(site, place)
        return Checked(
            url=place,
            hash=compared.hash,
            reading_minutes=compared.reading_minutes,
            tone=compared.tone,
            page_tone=toned.holds,
            tone_chosen=toned.chosen,
            flagged=flagged,
        )

    async def flags(self, widgets: list[Widget]) -> list[Flag]:
        """Give the flags of widgets; one that was edited since to rest on something else has none."""
        rests = {
            (widget.id, rest.question, rest.sentence)
            for widget in widgets
            for rest in find_rests(msgspec.json.decode(widget.spec))
        }
        found = await articles.select_flags(self.engine, [each.id for each in widgets])
        return [each for each in found if (each.widget, each.question, each.before) in rests]
