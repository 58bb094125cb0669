"""What a site's owners set: its name, origins and quota, and how its pages ask for reactions.

The pages' own widgets have no revision of the site's that a tally could be counted with, so no change may
give a sheet other marks. None does: a kind that is taken away is retired, which means that it is no longer
offered, and what readers gave of it stays counted and shown.
"""

import hashlib
import re
from collections.abc import Collection, Sequence

import msgspec
from anyascii import anyascii
from msgspec import Struct, structs

from widgets.catalog import Catalog
from widgets.errors import Conflicting, Malformed, Unknown
from widgets.formats.reactions import MOST_EVER, Kind, PageReactionsSpec, Reactions, ReactionsSpec
from widgets.ledger import sites
from widgets.ledger.connection import Engine
from widgets.model import Site
from widgets.placing import own_spec
from widgets.sites import check, read_origin
from widgets.staff import Deed
from widgets.texts import check_text

FORMAT = Reactions.name
SPARE_ROWS = 3
"""Empty rows of the form, for new kinds."""


class Basics(Struct, frozen=True, kw_only=True):
    """The name, the origins and the quota of new pages an hour."""

    name: str
    origins: tuple[str, ...]
    page_quota: int


class SiteSettings:
    """Reads and changes them. Every change is written to the log with it."""

    def __init__(self, engine: Engine, catalog: Catalog) -> None:
        self.engine = engine
        self.catalog = catalog

    async def find(self, id: str, expected: int | None = None) -> Site:
        """Give the site as it is now. Raises Unknown, and Conflicting if `expected` is another revision."""
        site = await sites.find(self.engine, id)
        if site is None:
            raise Unknown("unknown_site", "There is no such site.")
        if expected not in (None, site.revision):
            raise stale()
        return site

    async def change(self, deed: Deed, site: Site, basics: Basics) -> None:
        """Change name, origins and quota. Raises Malformed, and Conflicting for a site changed meanwhile."""
        origins = tuple(dict.fromkeys(map(read_origin, basics.origins)))
        following = structs.replace(
            site, name=basics.name.strip(), origins=origins, page_quota=basics.page_quota
        )
        check(following)
        changed = [
            name for name in Basics.__struct_fields__ if getattr(site, name) != getattr(following, name)
        ]
        if changed:
            what = f"changed the site's {', '.join(changed).replace('page_quota', 'page quota')}"
            await self.keep(following, structs.replace(deed, what=what))

    def reactions(self, site: Site) -> ReactionsSpec:
        """Give how the site's pages ask for reactions."""
        spec = own_spec(site, Reactions())
        assert isinstance(spec, ReactionsSpec)  # noqa: S101  the format says so
        return spec

    async def change_reactions(
        self, deed: Deed, site: Site, kinds: Sequence[Kind], most: int, tone: str, *, follows_tone: bool
    ) -> None:
        """Change how pages ask for reactions; what is not among the kinds any more is retired.

        Raises Malformed, and Conflicting for a site changed meanwhile.
        """
        for kind in kinds:
            check_text(kind.label + kind.icon)
        given = {kind.id for kind in kinds}
        retired = [
            structs.replace(kind, retired=True) for kind in self.reactions(site).kinds if kind.id not in given
        ]
        try:
            following = msgspec.convert(
                {"kinds": msgspec.to_builtins([*kinds, *retired]), "most": most, "tone": tone},
                PageReactionsSpec,
            )
        except msgspec.ValidationError:
            raise Malformed("bad_tone", "Choose a tone: classic or solemn.") from None
        Reactions().check_spec(following)
        specs = site.page_specs | {FORMAT: msgspec.to_builtins(following)}
        changed = structs.replace(site, page_specs=specs, follows_tone=follows_tone)
        await self.keep(changed, structs.replace(deed, what="changed the reactions"))

    async def keep(self, site: Site, deed: Deed) -> None:
        """Keep a site's new settings, and let this process know; the others do within two seconds."""
        if not await sites.change(self.engine, site, deed):
            raise stale()
        self.catalog.sites.forget(site.id)
        self.catalog.all_origins.clear()


def stale() -> Conflicting:
    """Say that a site was changed meanwhile."""
    return Conflicting(
        "stale_edit",
        "Somebody else has changed the site meanwhile. What you typed is below, what stands beside it; "
        "save again to let yours hold.",
    )


def read_kinds(
    ids: Sequence[str],
    icons: Sequence[str],
    labels: Sequence[str],
    places: Sequence[str],
    retired: Collection[str] = (),
) -> list[Kind]:
    """Read the rows of a form as kinds in the order of their places; a row without a label is none.

    `retired` are the ids of those that nobody is to be offered. Raises Malformed for rows that are not whole.
    """
    if not len(ids) == len(icons) == len(labels) == len(places) <= MOST_EVER + SPARE_ROWS:
        raise Malformed("bad_form", "The form is not whole; load the page anew.")
    rows = [
        (float(place) if place.isascii() and place.isdecimal() else at + 0.5, at)
        for at, place in enumerate(places, 1)
    ]
    kinds = []
    for _, at in sorted(rows):
        id, icon, label = ids[at - 1], icons[at - 1].strip(), labels[at - 1].strip()
        if label or icon:
            kinds.append(Kind(id=id or name_kind(label), icon=icon, label=label, retired=id in retired))
    return kinds


def name_kind(label: str) -> str:
    """Give a new kind an id that its label suggests."""
    plain = re.sub(r"[^a-z0-9]+", "-", anyascii(label).lower()).strip("-")[:24].rstrip("-")
    return plain or f"kind-{hashlib.blake2b(label.encode(), digest_size=4).hexdigest()}"
