"""The demo site: an article with a poll and a quiz, small news, a gallery. Loading it again changes nothing.

All of them begin with what they counted before.
"""

import hashlib

import msgspec

from widgets.canonical import make_canonical
from widgets.catalog import Catalog
from widgets.demo_quiz import QUIZ
from widgets.errors import Unknown
from widgets.formats.poll import PollOption, PollSpec, Single
from widgets.gallery import load_gallery
from widgets.ledger import balances, pages
from widgets.ledger.balances import Balance
from widgets.ledger.connection import Engine
from widgets.ledger.lanes import Publish
from widgets.media.shelf import Shelf
from widgets.model import Page, Reveal, Spec, page_partition, page_widget_id, widget_id
from widgets.publishing import Draft, Publishing
from widgets.scenery import set_scenery
from widgets.sites import keep_site
from widgets.stories import STORIES, Story

SITE = "demo"
MODERATOR = "demo"
"""Who owns it, without a password: a link signs in."""
PATH = "/demo"
TITLE = "Azerbaijan strikes Nagorno-Karabakh as Europe and Russia urge talks"
READING_MINUTES = 3
SHARES = 105
POINTS = 166
SOURCE = "before Voxpop"

LEAD = Story(
    slug="",
    section="World",
    title=TITLE,
    standfirst="Baku speaks of a limited operation against Armenian troops. Armenia, which says it has none "
    "there, accuses its neighbour of a major offensive.",
    minutes=READING_MINUTES,
    shares=SHARES,
    points=POINTS,
)

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


async def load_demo(engine: Engine, shelf: Shelf, publish: Publish, public_url: str, port: int) -> str:
    """Load the demo site for the server at this address, and give its article's URL."""
    local = [f"http://localhost:{port}", f"http://127.0.0.1:{port}"]
    await keep_site(engine, SITE, name="The Voxpop Courier", origins=[public_url, *local])
    for story in (LEAD, *STORIES):
        await load_story(engine, story, address(public_url, story))
    url = address(public_url, LEAD)
    publishing = Publishing(engine, Catalog(engine), publish)
    await load_widget(publishing, url, "poll", POLL)
    await load_widget(publishing, url, "trivia_quiz", QUIZ)
    await set_scenery(engine, shelf, SITE)
    await load_gallery(engine, publishing, SITE, public_url)
    return url


def address(public_url: str, story: Story) -> str:
    """Give a story's URL."""
    return make_canonical(f"{public_url.rstrip('/')}{PATH}/{story.slug}")


async def load_story(engine: Engine, story: Story, url: str) -> None:
    """Load a story's page, and what it counted before."""
    page = Page(site=SITE, url=url, title=story.title, reading_minutes=story.minutes)
    if (await pages.find(engine, SITE, url))[0] != page:
        await pages.keep(engine, page)
    counts = [("shares", "shared", story.shares), ("points", "up", story.points)]
    counts += [("reactions", kind, count) for kind, count in story.reactions.items()]
    await balances.replace(engine, SITE, [[opening(url, *each) for each in counts]])


def opening(url: str, format: str, key: str, count: int) -> Balance:
    """Give what a page counted before."""
    return Balance(0, url, page_widget_id(SITE, url, format), "", key, SOURCE, count)


async def load_widget(publishing: Publishing, url: str, format: str, spec: Spec) -> None:
    """Put a widget on the article, and publish it, unless it has been there before."""
    seed = hashlib.blake2b(f"demo {format}\n{url}".encode(), digest_size=16).digest()
    id = widget_id(seed, page_partition(SITE, url))
    try:
        await publishing.find(SITE, id)
    except Unknown:
        body = msgspec.json.encode(spec)
        draft = Draft(site=SITE, format=format, spec=body, url=url, reveal=Reveal.AFTER_CASTING)
        await publishing.create(draft, seed)
        await publishing.open(SITE, id)
