"""Pages by when something was last counted on them, from the tallies of their own widgets."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import select, text

from widgets.ledger.connection import Engine, reading
from widgets.ledger.tables import article, page_widget
from widgets.ledger.working import EPOCH, MICROSECOND

LOOKED_AT = 30_000
"""Own widgets of a site, those of its newest pages, among which one step of the list looks."""

FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 1, 1, tzinfo=UTC)


class Place(Struct, frozen=True):
    """Where a list goes on: among the pages created before a time, after the one of a version and URL.

    `version` is in microseconds since 1970; without a URL the list of that step is at its beginning.
    """

    before: datetime = LAST
    version: int = 0
    url: str = ""


class Active(Struct, frozen=True):
    """A page, and the version of its newest tally: 0 where nothing was ever counted."""

    url: str
    title: str
    reading_minutes: int | None
    version: int

    @property
    def counted_at(self) -> datetime | None:
        """When a count on the page last changed, or None."""
        return moment_of(self.version)


ACTIVE = """
    WITH own AS (
        SELECT partition, widget, url FROM page_widget
        WHERE site = :site AND created_at < :before AND created_at >= :since
    ), aged AS (
        SELECT own.url, coalesce(max(tally.version), 0) AS version FROM own
        LEFT JOIN tally ON tally.partition = own.partition AND tally.widget = own.widget AND tally.slot = ''
        GROUP BY own.url
    )
    SELECT aged.url, coalesce(page.title, '') AS title, page.reading_minutes, aged.version
    FROM aged LEFT JOIN page ON page.site = :site AND page.url = aged.url
    WHERE (:url = '' OR (aged.version, aged.url) < (:version, :url COLLATE "C"))
        AND NOT EXISTS (
            SELECT FROM unnest(CAST(:words AS integer[]), CAST(:forms AS text[])) AS wanted (word, form)
            GROUP BY word
            HAVING bool_and(strpos(lower(aged.url || ' ' || coalesce(page.title, '')), form) = 0
                AND strpos(coalesce(page.title, ''), form) = 0)
        )
    ORDER BY aged.version DESC, aged.url DESC LIMIT :most
"""


def moment_of(version: int) -> datetime | None:
    """Tell when a tally of this version last changed, or None where nothing was counted in it."""
    return EPOCH + version * MICROSECOND if version else None


async def select_active(
    engine: Engine, site: str, words: Sequence[str], place: Place, most: int
) -> tuple[list[Active], datetime | None]:
    """Give a site's pages that have all the folded words, those counted on last first, after a place.

    Where not all could be looked at, the second is since when those were created that were: a place before
    that time is where the next step begins.
    """
    edge = (
        select(page_widget.c.created_at)
        .where(page_widget.c.site == site, page_widget.c.created_at < place.before)
        .order_by(page_widget.c.created_at.desc())
        .offset(LOOKED_AT - 1)
        .limit(1)
    )
    forms = [(number, form) for number, word in enumerate(words) for form in spell(word)]
    async with reading(engine) as connection:
        since = (await connection.execute(edge)).scalar_one_or_none()
        asked = {
            "site": site,
            "before": place.before,
            "since": since or FIRST,
            "version": place.version,
            "url": place.url,
            "words": [number for number, _ in forms],
            "forms": [form for _, form in forms],
            "most": most,
        }
        found = [Active(*row) for row in await connection.execute(text(ACTIVE), asked)]
    return found, since


def spell(word: str) -> set[str]:
    """Give a folded word as titles may write it: Postgres knows small letters of ASCII alone everywhere."""
    return {word, word.capitalize(), word.upper()}


async def find_sent(engine: Engine, site: str, url: str) -> datetime | None:
    """Tell when the article of a page was last sent here, or None where it never was."""
    asked = select(article.c.sent_at).where(article.c.site == site, article.c.url == url)
    async with reading(engine) as connection:
        return (await connection.execute(asked)).scalar_one_or_none()
