"""Who speaks: a server that shows a key of the site."""

from contextlib import AbstractContextManager

from msgspec import Struct

from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from api.transport.heads import Headers
from widgets.errors import Unidentified, Unknown
from widgets.people import People
from widgets.site_keys import Key, SiteKeys
from widgets.staff import Deed
from widgets.wiring import Voxpop


class Speaker(Struct, frozen=True):
    """A server that may speak for a site, and what is open to it."""

    voxpop: Voxpop
    people: People
    key: Key

    def doing(self, what: str) -> AbstractContextManager[None]:
        """Let the log know of every change to widgets within the block; `what` was done, as in a sentence."""
        name = f"The key {self.key.name}"
        return self.people.doing(Deed(by="", name=name, what=what, site=self.key.site))


async def hear(request: AnyRequest, site: str) -> Speaker:
    """Give what is open to whoever shows a key of this site.

    Raises Unidentified without a key; with another site's, Unknown, as for a site that there is not.
    """
    running = running_in(request)
    key = await identify(running.voxpop.site_keys, exchange_of(request).headers)
    if key.site != site:
        raise Unknown("unknown_site", "There is no such site, or the key is another site's.")
    return Speaker(running.voxpop, running.studio.people, key)


async def identify(keys: SiteKeys, headers: Headers) -> Key:
    """Tell which key is shown. Raises Unidentified."""
    scheme, _, key = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer" or not key.strip():
        raise Unidentified(
            "no_key", "Send a key of the site, as Authorization: Bearer <key>; `voxpop site key` makes one."
        )
    return await keys.identify(key.strip().decode("latin-1"))
