"""Whether a form was sent by its reader, or by a page elsewhere in the reader's name (ATTACKS: CSRF).

There is no cookie that a page elsewhere could ride on, but a form it sends would still be counted as a new
reader's. So only what comes from our own pages is counted at once. For the rest we ask on a page of our own,
whose form carries a ticket: signed, short-lived, and good for these ballots on this network alone.
"""

import hashlib
from collections.abc import Sequence
from time import time

import msgspec

from api.public.fields import Fields
from api.public.scene import Ballot
from api.transport.exchanges import Exchange
from api.transport.origins import NO_ORIGIN
from widgets.errors import Forbidden
from widgets.model import Slot
from widgets.tickets import Tickets

LASTING = 900
"""Seconds in which a reader may confirm."""

NAMELESS = (None, NO_ORIGIN)


class Confirming:
    """Tells what may be counted at once, and issues the tickets for the rest."""

    def __init__(self, keys: Sequence[str], own_origin: str) -> None:
        self.tickets = Tickets(keys, "confirmation", lasting=LASTING)
        self.own_origin = own_origin.encode()

    def is_own(self, exchange: Exchange) -> bool:
        """Tell whether a page of ours sent the form."""
        return exchange.headers.get(b"origin") == self.own_origin

    def may_be_own(self, exchange: Exchange) -> bool:
        """Tell whether a page of ours may have sent it: nothing says whose page it was."""
        elsewhere = exchange.headers.get(b"sec-fetch-site", b"same-origin") != b"same-origin"
        return exchange.headers.get(b"origin") in NAMELESS and not elsewhere

    def may_count(self, exchange: Exchange, fields: Fields, about: str) -> bool:
        """Tell whether to count what a form says, without asking first.

        A form of ours names its reader, or has a seed from which one is made; without either it could be sent
        twice and counted twice.
        """
        named = bool(fields.one("reader") or fields.one("seed"))
        if self.is_own(exchange):
            return named
        return named and self.may_be_own(exchange) and self.is_confirmed(fields.one("ticket"), about)

    def is_confirmed(self, ticket: str, about: str) -> bool:
        """Tell whether the reader has said so."""
        try:
            return self.tickets.read(ticket, time()) == [about]
        except Forbidden:
            return False

    def ask(self, about: str) -> str:
        """Make the ticket for a page that asks."""
        return self.tickets.issue([about], time())


def sum_up(widget: str, ballots: Sequence[tuple[Slot, Ballot | None]], who: str, network: bytes) -> str:
    """Sum up what a ticket is good for."""
    said = msgspec.json.encode([widget, ballots, who, network.hex()])
    return hashlib.blake2b(said, digest_size=16).hexdigest()
