"""Scenery: the uploads that the formats' samples name, painted here and put on the shelf of the demo site."""

import asyncio
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from widgets.ledger import media
from widgets.ledger.connection import Engine
from widgets.ledger.media import Stored
from widgets.media.making import MODERATORS, Made
from widgets.media.scenes import animate_waves, blow_horn, film_waves, paint_harbour
from widgets.media.shelf import Shelf
from widgets.media.working import make
from widgets.uploading import name_of

SCENES: dict[str, Callable[[], bytes]] = {
    "m_harbour-at-dusk-sample": paint_harbour,
    "m_waves-at-night--sample": animate_waves,
    "m_waves-as-a-film-sample": film_waves,
    "m_fog-horn-twice--sample": blow_horn,
}
"""What is painted, by the id under which samples name it."""


async def set_scenery(engine: Engine, shelf: Shelf, site: str) -> None:
    """See that everything the samples name is there. Painting takes about two seconds, and is done once."""
    known = await media.select_these(engine, site, SCENES)
    for id in SCENES:
        if id not in known or not await shelf.names(name_of(id, "", held=False)):
            await put(engine, shelf, site, id)


async def put(engine: Engine, shelf: Shelf, site: str, id: str) -> None:
    """Put a scene on the shelf and into the ledger."""
    made, files = await asyncio.to_thread(paint, id)
    with tempfile.TemporaryDirectory(prefix="voxpop-scene-") as folder:
        for name, body in files.items():
            file = Path(folder, name)
            await asyncio.to_thread(file.write_bytes, body)
            await shelf.put(name_of(id, name, held=False), file)
    size = sum(map(len, files.values()))
    stored = Stored(
        id=id, site=site, size=size, **{each: getattr(made, each) for each in made.__struct_fields__}
    )
    await media.renew(engine, stored)


@cache
def paint(id: str) -> tuple[Made, dict[str, bytes]]:
    """Paint a scene, and make it anew like any upload."""
    with tempfile.TemporaryDirectory(prefix="voxpop-scene-") as folder:
        given, out = Path(folder, "given"), Path(folder, "out")
        out.mkdir()
        given.write_bytes(SCENES[id]())
        made = make(given, out, MODERATORS)
        return made, {file.name: file.read_bytes() for file in out.iterdir()}
