"""Reader tokens: signed random ids, minted at the first ballot. And the ids of sheets, which hide them."""

import binascii
import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from itsdangerous import BadSignature, Signer
from msgspec import Struct

from widgets.errors import Unidentified

RANDOM_BYTES = 16
LONGEST_TOKEN = 256
"""How many characters a token may have; longer ones are refused unread."""

_SALT = b"voxpop.reader"


class Reader(Struct, frozen=True):
    """The anonymous person before the page: a site, and 16 random bytes."""

    site: str
    random: bytes

    def check_site(self, site: str) -> None:
        """Refuse to be taken for a reader of another site. Raises Unidentified."""
        if site != self.site:
            raise foreign_token()


def foreign_token() -> Unidentified:
    """Say that a token is another site's."""
    return Unidentified("foreign_token", "This reader token is another site's; get one for this site.")


class Tokens:
    """Mints and reads the tokens of one installation. Tokens do not expire; keys retire."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the signing keys, newest first: the newest signs, all of them are believed."""
        self._newest = _signer(keys[:1])
        # itsdangerous wants the newest last.
        self._any = _signer(list(reversed(keys)))

    def mint(self, site: str) -> str:
        """Make a token for a new reader of a site."""
        return self.sign(Reader(site, secrets.token_bytes(RANDOM_BYTES)))

    def sign(self, reader: Reader) -> str:
        """Make the token of a reader, signed with the newest key."""
        random = urlsafe_b64encode(reader.random).rstrip(b"=")
        return self._newest.sign(reader.site.encode() + b"." + random).decode()

    def read(self, token: str) -> tuple[Reader, bool]:
        """Read a token, and tell whether a retiring key signed it. Raises Unidentified."""
        try:
            signed = token.encode("ascii") if len(token) <= LONGEST_TOKEN else b""
            retiring = not self._newest.validate(signed)
            return _parse(self._any.unsign(signed) if retiring else signed.rpartition(b".")[0]), retiring
        except (BadSignature, UnicodeError, binascii.Error):
            raise Unidentified(
                "bad_token", "This reader token is not one of ours; get a new one with POST /v1/readers."
            ) from None


def sheet_id(reader_secret: bytes, widget: str, random: bytes) -> bytes:
    """Derive the 16 bytes that a reader's sheet in a widget is kept under.

    A keyed hash (BLAKE2b, RFC 7693): without the secret, which must never change, the sheets of one reader in
    two widgets cannot be joined.
    """
    key = reader_secret if len(reader_secret) <= 64 else hashlib.blake2b(reader_secret).digest()
    return hashlib.blake2b(random + widget.encode(), digest_size=16, key=key, person=b"voxpop.sheet").digest()


def _signer(keys: Sequence[str]) -> Signer:
    return Signer(list(keys), salt=_SALT, digest_method=hashlib.sha256, key_derivation="hmac")


def _parse(value: bytes) -> Reader:
    site, _, random = value.rpartition(b".")
    return Reader(site.decode(), urlsafe_b64decode(random + b"=="))
