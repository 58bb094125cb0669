"""Passwords: which are taken, and their argon2id hashes, slow on purpose and so made few at once."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from widgets.errors import Malformed

SHORTEST = 10
LONGEST = 200
"""Characters."""

AT_ONCE = 2
"""Hashes that a process works on at the same time: each takes 64 MiB for about a twentieth of a second."""

COMMON = ("password", "passwort", "123456789", "qwertyuiop", "letmein", "iloveyou", "voxpop")
"""Beginnings of what everybody tries first."""


class Passwords:
    """Makes and checks hashes, beside the loop and a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self.hasher = hasher or PasswordHasher()
        self.turns = asyncio.Semaphore(AT_ONCE)
        self.nobodys = cache(lambda: self.hasher.hash("nobody's"))

    async def hash(self, password: str) -> str:
        """Give the hash to keep of a password."""
        async with self.turns:
            return await asyncio.to_thread(self.hasher.hash, password)

    async def fits(self, password: str, hash: str | None) -> bool:
        """Tell whether a password is the one; where there is no hash, that takes just as long to deny."""
        async with self.turns:
            return await asyncio.to_thread(self._fits, password, hash) and hash is not None

    def is_outdated(self, hash: str) -> bool:
        """Tell whether a hash was made with less effort than is due today."""
        return self.hasher.check_needs_rehash(hash)

    def _fits(self, password: str, hash: str | None) -> bool:
        try:
            return self.hasher.verify(hash or self.nobodys(), password)
        except (VerificationError, InvalidHashError):
            return False


def check_password(password: str, *names: str) -> None:
    """Refuse a password that is too short, or that strangers would try first. Raises Malformed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Malformed(
            "bad_password",
            f"A password has {SHORTEST} to {LONGEST} characters; a few words are good.",
        )
    plain = password.casefold()
    if plain.startswith(COMMON) or len(set(plain)) < 4:
        raise Malformed("weak_password", "That is among the first that strangers try; take another one.")
    if any(name and plain == name.casefold() for name in names):
        raise Malformed("weak_password", "The password must not be the name you sign in with.")
