"""Sites: who may have pages here."""

import re
from collections.abc import Sequence

import msgspec

from widgets import canonical
from widgets.errors import Malformed
from widgets.ledger import sites
from widgets.ledger.connection import Engine
from widgets.model import Site
from widgets.rules import check_text as check_length
from widgets.texts import check_text

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_ORIGINS = 50
RESERVED = frozenset({"assets", "join", "profile", "sign-in", "sign-out"})
GREATEST_QUOTA = 1_000_000


async def keep_site(
    engine: Engine,
    id: str,
    *,
    name: str | None = None,
    origins: Sequence[str] = (),
    page_quota: int | None = None,
) -> tuple[Site, bool]:
    """Create a site, or change what is given of the one there is; tell whether it is new.

    Raises Malformed, and Unavailable.
    """
    found = await sites.find(engine, id)
    site = found or Site(id=check_id(id), name=id, origins=())
    changes = {
        "name": name if name is not None else site.name,
        "origins": tuple(dict.fromkeys(map(read_origin, origins))) or site.origins,
        "page_quota": page_quota if page_quota is not None else site.page_quota,
    }
    following = msgspec.structs.replace(site, **changes)
    check(following)
    if following != found:
        await sites.keep(engine, following)
    return following, found is None


async def list_sites(engine: Engine) -> list[Site]:
    """Give all sites, by id."""
    return await sites.select_all(engine)


def check(site: Site) -> None:
    """Refuse a site that makes no sense. Raises Malformed."""
    check_text(site.name)
    check_length(site.name, "name of the site", most=100)
    if not 1 <= len(site.origins) <= MOST_ORIGINS:
        raise Malformed(
            "bad_origins", f"A site has 1 to {MOST_ORIGINS} origins, such as https://news.example; name them."
        )
    if not 0 <= site.page_quota <= GREATEST_QUOTA:
        raise Malformed(
            "bad_quota", f"The quota of new pages an hour must be between 0 and {GREATEST_QUOTA:,}."
        )


def check_id(id: str) -> str:
    """Refuse an id that is none. Raises Malformed."""
    if not ID.fullmatch(id):
        raise Malformed(
            "bad_site_id", f"The site id {id[:40]!r} must be 1 to 40 of a-z, 0-9, -, and not begin with -."
        )
    if id in RESERVED:
        raise Malformed("bad_site_id", f"The site id {id} is a word of the studio's addresses; take another.")
    return id


def read_origin(text: str) -> str:
    """Read a web origin such as https://news.example. Raises Malformed."""
    try:
        origin = canonical.origin_of(text)
    except Malformed:
        example = "write it such as https://news.example"
        raise Malformed("bad_origin", f"{text[:60]!r} is not a web origin; {example}.") from None
    if text.rstrip("/").lower() != origin:
        raise Malformed("bad_origin", f"{text[:60]!r} is not an origin; write {origin}, without a path.")
    return origin
