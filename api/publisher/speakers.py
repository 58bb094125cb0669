"""Who speaks: a server that shows a key of the site."""

from api.running import Running, running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from api.transport.heads import Headers
from widgets.errors import Unidentified, Unknown
from widgets.site_keys import SiteKeys


async def hear(request: AnyRequest, site: str) -> Running:
    """Give what is open to whoever shows a key of this site.

    Raises Unidentified without a key; with another site's, Unknown, as for a site that there is not.
    """
    running = running_in(request)
    if await identify(running.voxpop.site_keys, exchange_of(request).headers) != site:
        raise Unknown("unknown_site", "There is no such site, or the key is another site's.")
    return running


async def identify(keys: SiteKeys, headers: Headers) -> str:
    """Tell for which site somebody speaks. Raises Unidentified."""
    scheme, _, key = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer" or not key.strip():
        raise Unidentified(
            "no_key", "Send a key of the site, as Authorization: Bearer <key>; `voxpop site key` makes one."
        )
    return await keys.identify(key.strip().decode("latin-1"))
