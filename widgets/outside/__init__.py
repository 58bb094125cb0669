"""The only room that speaks to the internet."""

from widgets.outside.endpoint import Endpoint
from widgets.outside.fetching import Fetched, Fetcher, Limits, read_text

__all__ = ["Endpoint", "Fetched", "Fetcher", "Limits", "fetch_page", "read_text"]


async def fetch_page(url: str) -> str:
    """Fetch a page of the public internet and give its HTML. Raises Refused children like `Fetcher.fetch`."""
    return read_text(await Fetcher().fetch(url))
