"""Wiring: opens the stores once and puts the use cases together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct

from widgets.boards import Boards
from widgets.canonical import origin_of
from widgets.casting import Casting
from widgets.catalog import Catalog
from widgets.checking import Checking
from widgets.counts import Counts
from widgets.downloads import Downloads
from widgets.exporting import Exporting
from widgets.gate import Gate
from widgets.ledger.connection import Engine, open_engine
from widgets.ledger.lanes import Lanes
from widgets.links import Links
from widgets.media.shelf import Shelf
from widgets.proposing import Proposing
from widgets.publishing import Publishing
from widgets.readers import Tokens
from widgets.results import Results
from widgets.reviewing import Reviewing
from widgets.settings import Settings
from widgets.site_keys import SiteKeys
from widgets.submitting import Submitting
from widgets.suggesting import find_endpoint
from widgets.tones import Tones
from widgets.uploading import Uploading

PATIENT = 2
"""Connections for what takes long that are kept open; twice as many at most."""

LONG = 60.0
"""Seconds that one statement of what takes long may take."""


class Voxpop(Struct, frozen=True, kw_only=True):
    """Everything a process needs, opened."""

    settings: Settings
    engine: Engine
    patient: Engine
    counts: Counts
    catalog: Catalog
    casting: Casting
    results: Results
    boards: Boards
    tokens: Tokens
    uploading: Uploading
    submitting: Submitting
    reviewing: Reviewing
    publishing: Publishing
    proposing: Proposing
    checking: Checking
    tones: Tones
    site_keys: SiteKeys
    downloads: Downloads


@asynccontextmanager
async def open_voxpop(settings: Settings) -> AsyncIterator[Voxpop]:
    """Open the stores, lend everything, and close it again once ballots under way are counted."""
    engine = open_engine(settings.database_url)
    # What takes long has connections of its own, and no reader waits for one of these.
    patient = open_engine(settings.database_url, size=PATIENT, patience=LONG)
    counts = Counts(settings.redis_url)
    voxpop = put_together(settings, engine, patient, counts)
    voxpop.casting.lanes.start()
    counts.start()
    try:
        yield voxpop
    finally:
        await voxpop.casting.lanes.close()
        await counts.close()
        await engine.dispose()
        await patient.dispose()


def put_together(settings: Settings, engine: Engine, patient: Engine, counts: Counts) -> Voxpop:
    """Put the use cases together on open stores."""
    secret = settings.reader_secret.encode()
    catalog = Catalog(engine, origin_of(settings.public_url))
    links = Links(settings.secrets)
    results = Results(engine, catalog, counts.tallies, secret, links)
    gate = Gate(counts.budgets, reader=settings.reader_budget, network=settings.network_budget)
    casting = Casting(
        catalog,
        gate,
        results,
        lambda decide: Lanes(settings.database_url, decide, counts.tallies.write, lanes=settings.lanes),
        secret,
        links,
    )
    uploading = Uploading(
        engine,
        counts.budgets,
        Shelf(settings.media),
        budget=settings.upload_budget,
        quota=settings.media_quota,
    )
    proposing = Proposing(endpoint=find_endpoint(settings.language_model))
    tones = Tones(engine, catalog, counts.tallies.write)
    return Voxpop(
        settings=settings,
        engine=engine,
        patient=patient,
        counts=counts,
        catalog=catalog,
        casting=casting,
        results=results,
        boards=Boards(engine, catalog),
        tokens=Tokens(settings.secrets),
        uploading=uploading,
        submitting=Submitting(engine, catalog, counts.budgets, secret, results.clock, quota=uploading.quota),
        reviewing=Reviewing(engine, catalog, uploading, counts.tallies.write),
        publishing=Publishing(engine, catalog, counts.tallies.write),
        proposing=proposing,
        checking=Checking(engine, catalog, proposing, tones),
        tones=tones,
        site_keys=SiteKeys(engine, catalog),
        downloads=Downloads(Exporting(patient), counts.progress, settings.scratch),
    )
