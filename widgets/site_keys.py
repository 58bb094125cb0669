"""Site keys, with which a publisher's own server speaks for a site. A key is shown once and kept nowhere."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import structs

from widgets.catalog import Catalog
from widgets.errors import Conflicting, Unidentified, Unknown
from widgets.ledger import site_keys
from widgets.ledger.connection import Engine
from widgets.ledger.site_keys import Key
from widgets.rules import check_text as check_length
from widgets.staff import CONSOLE, Deed
from widgets.texts import check_text

__all__ = ["MOST_KEYS", "Key", "SiteKeys"]

MOST_KEYS = 20
"""Keys of a site that are not revoked: enough to change them one by one."""

MOST_LISTED = 100
SECRET_BYTES = 32

_KEY = re.compile(r"vk_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class SiteKeys:
    """Issues, lists, revokes and recognises keys; `clock` tells the time in UTC."""

    def __init__(
        self, engine: Engine, catalog: Catalog, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.engine = engine
        self.catalog = catalog
        self.clock = clock

    async def issue(self, site: str, name: str, by: Deed = CONSOLE) -> str:
        """Make a key for a site and give it; it cannot be shown again. The log knows who did.

        Raises Unknown for the site, Malformed for the name, and Conflicting for one too many.
        """
        await self.catalog.site(site)
        check_text(name)
        check_length(name, "name of the key", most=100)
        id = "".join(secrets.choice(_ALPHABET) for _ in range(12))
        key = f"vk_{id}_{secrets.token_urlsafe(SECRET_BYTES)}"
        deed = structs.replace(by, site=site, what=f"made the key {id}, {name}")
        if not await site_keys.create(self.engine, id, site, name, hash_key(key), MOST_KEYS, deed):
            raise Conflicting(
                "too_many_keys", f"A site has at most {MOST_KEYS} keys; revoke one that is not needed."
            )
        return key

    async def list(self, site: str) -> list[Key]:
        """Give the keys of a site, the newest first. Raises Unknown."""
        await self.catalog.site(site)
        return await site_keys.select_of(self.engine, site, MOST_LISTED)

    async def revoke(self, site: str, id: str, by: Deed = CONSOLE) -> None:
        """Let a key open nothing any more, from the next request on. Raises Unknown."""
        deed = structs.replace(by, site=site, what=f"revoked the key {id}")
        if not await site_keys.revoke(self.engine, site, id, deed):
            raise Unknown("unknown_key", "This site has no such key, or it is revoked already.")

    async def identify(self, text: str) -> Key:
        """Tell which key this is, and so for which site it speaks.

        Raises Unidentified for what is no key, and for one that was revoked.
        """
        form = _KEY.fullmatch(text)
        found = await site_keys.find(self.engine, form[1]) if form else None
        if found is None or not hmac.compare_digest(found[1], hash_key(text)):
            raise Unidentified(
                "bad_key", "This is no key of a site, or it was revoked; `voxpop site key` makes one."
            )
        key, today = found[0], self.clock().date()
        if key.used_on != today:
            await site_keys.note_use(self.engine, key.id, today)
        return key


def hash_key(key: str) -> bytes:
    """Hash a key. It is 256 random bits, which nobody can try out, so a fast hash is enough."""
    return hashlib.sha256(key.encode()).digest()
