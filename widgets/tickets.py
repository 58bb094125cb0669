"""Tickets: signed notes of this service, which it believes for a while when they come back."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256

from itsdangerous import BadSignature, Signer

from widgets.errors import Forbidden

LONGEST_TICKET = 512
"""How many characters a ticket may have; longer ones are refused unread."""


class Tickets:
    """Issues and reads the tickets of one purpose; those of another purpose are not believed.

    A ticket names some texts, and lasts for `lasting` seconds at least and `step` more at most: all tickets
    for the same thing that are issued within one step are the same, so that a page with one may be cached.
    """

    def __init__(self, keys: Sequence[str], purpose: str, *, lasting: int, step: int = 1) -> None:
        """Take the signing keys, newest first, as for reader tokens."""
        # itsdangerous wants the newest last.
        self._signer = Signer(
            list(reversed(keys)),
            salt=f"voxpop.ticket.{purpose}".encode(),
            digest_method=sha256,
            key_derivation="hmac",
        )
        self.lasting = lasting
        self.step = step

    def issue(self, about: Sequence[str], now: float) -> str:
        """Make a ticket that names these texts; `now` is in seconds since 1970."""
        until = (int(now) // self.step + 1) * self.step + self.lasting
        named = "\n".join([*about, str(until)]).encode()
        return self._signer.sign(urlsafe_b64encode(named).rstrip(b"=")).decode()

    def read(self, ticket: str, now: float) -> list[str]:
        """Give the texts that a ticket names. Raises Forbidden."""
        try:
            signed = ticket.encode("ascii") if len(ticket) <= LONGEST_TICKET else b""
            named = urlsafe_b64decode(self._signer.unsign(signed) + b"==").decode()
        except (BadSignature, UnicodeError, binascii.Error):
            raise Forbidden("bad_ticket", "This ticket is not one of ours; load the page again.") from None
        *about, until = named.split("\n")
        if now >= int(until):
            raise Forbidden("expired_ticket", "This page has been open for too long; load it again.")
        return about
