"""Who speaks: a server that shows a key of the site."""

from api.running import Running, running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.errors import Unidentified, Unknown


async def hear(request: AnyRequest, site: str) -> Running:
    """Give what is open to whoever shows a key of this site.

    Raises Unidentified without a key; with another site's, Unknown, as for a site that there is not.
    """
    running = running_in(request)
    scheme, _, key = exchange_of(request).headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer" or not key.strip():
        raise Unidentified(
            "no_key", "Send a key of the site, as Authorization: Bearer <key>; `voxpop site key` makes one."
        )
    if await running.voxpop.site_keys.identify(key.strip().decode("latin-1")) != site:
        raise Unknown("unknown_site", "There is no such site, or the key is another site's.")
    return running
