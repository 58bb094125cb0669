"""The tallies readers see: absolute, each with its version, never replaced by an older one."""

from collections.abc import Sequence

import msgspec

from widgets.counts.connection import Away, Connection, Reply
from widgets.counts.keys import tally_key
from widgets.counts.scripts import PUT_TALLY
from widgets.model import GREATEST_COUNT, Standing, Tally

LIFE = 300
"""Seconds from loading a tally to the death of its key, whatever happens in between."""

HEAD = 17
"""Bytes before the packed part of a value: the form, "1", and sixteen digits of version."""

packer = msgspec.msgpack.Encoder()
unpacker = msgspec.msgpack.Decoder(tuple[int, int, int, Tally])


class Tallies:
    """Writes and reads tallies."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def write(self, standings: Sequence[Standing]) -> bool:
        """Write tallies, each only if it is newer than what is there. False: Redis is away, try again later.

        After True, Redis shows of every one of these widgets this tally, a newer one, or none: where it has
        no memory for the new one it loses the old one.
        """
        calls = [(tally_key(each.widget), pack(each), LIFE * 1000) for each in standings]
        try:
            replies = await self.connection.run(PUT_TALLY, calls)
            await self.connection.unlink(
                call[0] for call, reply in zip(calls, replies, strict=True) if isinstance(reply, Exception)
            )
        except Away:
            return False
        return True

    async def read(self, widgets: Sequence[str]) -> dict[str, Standing]:
        """Give the tallies that are there; what cannot be read counts as missing. Raises Away."""
        replies = await self.connection.ask([("GET", tally_key(each)) for each in widgets])
        found = {each: unpack(each, reply) for each, reply in zip(widgets, replies, strict=True)}
        # What cannot be read would otherwise keep its place against a tally of the version it claims.
        await self.connection.unlink(
            tally_key(each)
            for each, reply in zip(widgets, replies, strict=True)
            if reply is not None and found[each] is None
        )
        return {each: standing for each, standing in found.items() if standing is not None}


def pack(standing: Standing) -> bytes:
    """Give a tally's value: what the script compares comes first, in the open."""
    rest = packer.encode((standing.revision, standing.turnout, standing.aside, standing.tally))
    return b"1%016d" % standing.version + rest


def unpack(widget: str, value: Reply) -> Standing | None:
    """Read a value back; None where it is not one."""
    if not isinstance(value, bytes) or value[:1] != b"1" or not value[1:HEAD].isdigit():
        return None
    try:
        revision, turnout, aside, tally = unpacker.decode(value[HEAD:])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    version = int(value[1:HEAD])
    if version > GREATEST_COUNT:
        return None
    return Standing(
        widget=widget, tally=tally, turnout=turnout, version=version, revision=revision, aside=aside
    )
