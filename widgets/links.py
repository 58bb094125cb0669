"""Marks in the links that readers pass on: by which way a page's link went, signed, and nothing of anyone.

A mark names the way and the day. The site and the page are in the signature alone, so a mark is as short as a
link wants it, and says nothing at any other page.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from widgets.errors import Forbidden

PARAMETER = "vox_via"
"""The parameter a mark stands in; canonical URLs are without it."""

LASTING = 90
"""Days that a mark is believed: links lie about in chats and mails."""

DAY = 86_400
SIGNED = 9
"""Bytes of a signature: each guess at it is a request, and a page's budget allows few."""


class Links:
    """Makes and checks marks with the signing keys, newest first, as for reader tokens."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = [hmac.digest(key.encode(), b"voxpop.link", "sha256") for key in keys]

    def mark(self, site: str, url: str, way: str, now: float) -> str:
        """Mark the link of a page, known by its canonical URL, that goes out by a way; the same for a day."""
        return self.sign(self.keys[0], site, url, way, int(now) // DAY)

    def check(self, arrived_at: str, site: str, url: str, way: str, now: float) -> None:
        """See that the URL a reader arrived at has our mark of this page and way. Raises Forbidden."""
        for mark in parse_qs(urlsplit(arrived_at).query).get(PARAMETER, [])[:1]:
            day = read_day(mark)
            age = int(now) // DAY - day
            # Another machine's clock may be a little ahead.
            if -1 <= age <= LASTING and any(
                hmac.compare_digest(self.sign(key, site, url, way, day).encode(), mark.encode())
                for key in self.keys
            ):
                return
        raise Forbidden(
            "bad_mark", "The link that led here has no valid mark of this page; nothing was counted."
        )

    def sign(self, key: bytes, site: str, url: str, way: str, day: int) -> str:
        """Give the mark of a day, signed with a key."""
        signature = hmac.digest(key, f"{site}\n{url}\n{way}\n{day}".encode(), "sha256")
        return f"{way}.{day}.{urlsafe_b64encode(signature[:SIGNED]).decode()}"


def read_day(mark: str) -> int:
    """Give the day, counted from 1970, that a mark names; -1 where it names none."""
    _, _, rest = mark.partition(".")
    day = rest.partition(".")[0]
    return int(day) if day.isascii() and day.isdecimal() and len(day) < 8 else -1
