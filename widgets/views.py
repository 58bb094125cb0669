"""Views: answers that are the same for all, with what caches in between have to know."""

import hashlib
import math
from datetime import datetime

from msgspec import Struct


class View(Struct, frozen=True):
    """A public answer: its body, its strong validator, and how many seconds it may be shared at most."""

    body: bytes
    etag: str
    max_age: int
    until: datetime | None = None
    """When a widget in it opens or closes, and the view must be made anew."""


def make_view(body: bytes, until: datetime | None, now: datetime) -> View:
    """Give a view of this body, to be shared for a second, or less where something opens or closes."""
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    left = math.floor((until - now).total_seconds()) if until else 1
    return View(body, etag, max(0, min(1, left)), until)
