"""The demo site: one article with what it counted before, and one poll. Loading it again changes nothing."""

import hashlib

import msgspec

from widgets.canonical import make_canonical
from widgets.catalog import Catalog
from widgets.errors import Unknown
from widgets.formats.poll import PollOption, PollSpec, Single
from widgets.ledger import balances, pages
from widgets.ledger.balances import Balance
from widgets.ledger.connection import Engine
from widgets.ledger.lanes import Publish
from widgets.model import Page, Reveal, page_partition, page_widget_id, widget_id
from widgets.publishing import Draft, Publishing
from widgets.sites import keep_site

SITE = "demo"
PATH = "/demo"
TITLE = "Azerbaijan strikes Nagorno-Karabakh as Europe and Russia urge talks"
READING_MINUTES = 3
SHARES = 105
POINTS = 166
SOURCE = "before Voxpop"

POLL = PollSpec(
    title="Your news",
    questions=(
        Single(
            prompt="How closely do you follow news from the South Caucasus?",
            options=(
                PollOption(id="daily", text="Every day"),
                PollOption(id="weekly", text="About once a week"),
                PollOption(id="headlines", text="Only when it makes the headlines"),
                PollOption(id="first", text="This is the first article I have read"),
            ),
        ),
    ),
)


async def load_demo(engine: Engine, publish: Publish, public_url: str, port: int) -> str:
    """Load the demo site for the server at this address, and give its article's URL."""
    url = make_canonical(f"{public_url.rstrip('/')}{PATH}")
    local = [f"http://localhost:{port}", f"http://127.0.0.1:{port}"]
    await keep_site(engine, SITE, name="The Voxpop Courier", origins=[public_url, *local])
    page = Page(site=SITE, url=url, title=TITLE, reading_minutes=READING_MINUTES)
    if (await pages.find(engine, SITE, url))[0] != page:
        await pages.keep(engine, page)
    await balances.replace(
        engine, SITE, [[opening(url, "shares", "shared", SHARES), opening(url, "points", "up", POINTS)]]
    )
    await load_poll(Publishing(engine, Catalog(engine), publish), url)
    return url


def opening(url: str, format: str, key: str, count: int) -> Balance:
    """Give what the article counted before."""
    return Balance(0, url, page_widget_id(SITE, url, format), "", key, SOURCE, count)


async def load_poll(publishing: Publishing, url: str) -> None:
    """Put the poll on the article, and publish it, unless it has been there before."""
    seed = hashlib.blake2b(f"demo poll\n{url}".encode(), digest_size=16).digest()
    id = widget_id(seed, page_partition(SITE, url))
    try:
        await publishing.find(SITE, id)
    except Unknown:
        body = msgspec.json.encode(POLL)
        draft = Draft(site=SITE, format="poll", spec=body, url=url, reveal=Reveal.AFTER_CASTING)
        await publishing.create(draft, seed)
        await publishing.open(SITE, id)
