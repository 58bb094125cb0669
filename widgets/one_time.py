"""What cookies and links hold, and the hash of it that is kept: who reads the ledger can use neither."""

import hashlib
import secrets

SIZE = 24
"""Bytes of randomness."""


def make_secret() -> str:
    """Make a new random text for a cookie or a link."""
    return secrets.token_urlsafe(SIZE)


def key_of(secret: str) -> bytes:
    """Give the hash under which a secret is kept."""
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"voxpop secret").digest()


def guard_of(secret: str) -> str:
    """Give the token that the forms of a session carry; it does not tell what the cookie holds."""
    return hashlib.blake2b(secret.encode(), digest_size=16, person=b"voxpop csrf").hexdigest()
