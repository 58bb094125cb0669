"""The gallery: every format's samples as published widgets of the demo site, on a page for each format.

What a format gives as samples feeds its documentation, its tests and this: one source.
"""

import hashlib
import inspect
from typing import Any, NamedTuple, TypeAlias

import msgspec
from msgspec import Struct

from widgets.canonical import make_canonical
from widgets.format import Sample
from widgets.formats import FORMATS, AnyFormat
from widgets.ledger import pages
from widgets.ledger.connection import Engine
from widgets.model import Page, page_partition, widget_id
from widgets.publishing import Draft, Publishing

PATH = "/demo/gallery"

AnySample: TypeAlias = Sample[Any, Any]


class Place(NamedTuple):
    """A page: its site and its URL."""

    site: str
    url: str


class Exhibition(Struct, frozen=True, kw_only=True):
    """A format as the gallery shows it. `own` tells whether pages have it without anyone creating it."""

    format: str
    title: str
    about: str
    own: bool
    widgets: list[tuple[str, str]]
    """The id and the name of each sample."""


def list_exhibitions(site: str, base: str) -> list[Exhibition]:
    """Give every format in the order of the registry; `base` is the public URL of the service."""
    return [
        Exhibition(
            format=name,
            title=title_of(name),
            about=(inspect.getdoc(type(format)) or "").partition("\n")[0],
            own=format.page_spec is not None,
            widgets=[
                (sample_id(site, address(base, name), each.name), each.name)
                for each in format.samples
                if each.spec != format.page_spec
            ],
        )
        for name, format in FORMATS.items()
    ]


async def load_gallery(engine: Engine, publishing: Publishing, site: str, base: str) -> None:
    """Publish every sample as it is today, each on the page of its format."""
    for name, format in FORMATS.items():
        url = address(base, name)
        page = Page(site=site, url=url, title=f"Gallery: {title_of(name)}")
        known, attached = await pages.find(engine, site, url)
        if known != page:
            await pages.keep(engine, page)
        specs = {each.id: each.spec for each in attached}
        for sample in format.samples:
            if sample.spec != format.page_spec:
                await load_sample(publishing, Place(site, url), format, sample, specs)


async def load_sample(
    publishing: Publishing, place: Place, format: AnyFormat, sample: AnySample, specs: dict[str, bytes]
) -> None:
    """Publish a sample, or bring it up to date; `specs` are those that stand on the page, by widget."""
    id, body = sample_id(*place, sample.name), msgspec.json.encode(sample.spec)
    if id not in specs:
        draft = Draft(site=place.site, format=format.name, spec=body, url=place.url)
        await publishing.create(draft, sample_seed(place.url, sample.name))
        await publishing.open(place.site, id)
    elif msgspec.json.decode(specs[id], type=format.spec_type) != sample.spec:
        await publishing.rewrite(place.site, id, body)


def title_of(name: str) -> str:
    """Give what a format is called before people."""
    return name.replace("_", " ").capitalize()


def address(base: str, format: str) -> str:
    """Give the URL of a format's page."""
    return make_canonical(f"{base.rstrip('/')}{PATH}/{format}")


def sample_seed(url: str, name: str) -> bytes:
    """Give what makes a sample's id the same every time."""
    return hashlib.blake2b(f"gallery\n{url}\n{name}".encode(), digest_size=16).digest()


def sample_id(site: str, url: str, name: str) -> str:
    """Give the id of a sample's widget on its format's page."""
    return widget_id(sample_seed(url, name), page_partition(site, url))
