"""The tone of one page, as a moderator chooses it."""

from typing import get_args
from urllib.parse import urlencode

from litestar import post
from litestar.params import FromPath

from api.answers import Answer
from api.studio.visits import Visit, enter
from api.transport.asgi import AnyRequest
from widgets.errors import Malformed
from widgets.roles import Right
from widgets.tones import Choice, Toned


@post("/{site:str}/pages/tone", include_in_schema=False)
async def choose_tone(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Choose it, and go back to the page. Raises Malformed, Forbidden and Unknown."""
    visit = await enter(request, site, Right.PUBLISH)
    visit.fields.allow("url", "tone")
    toned = await choose(visit, visit.fields.one("url"), read_choice(visit.fields.one("tone")))
    return visit.go(
        f"/studio/{site}/pages/page?{urlencode({'url': toned.url})}",
        f"Saved. Readers of this page meet {toned.holds} reactions.",
    )


async def choose(visit: Visit, url: str, choice: Choice) -> Toned:
    """Choose a page's tone, and write it into the log. Raises Malformed, Forbidden and Unknown."""
    visit.check(Right.PUBLISH)
    with visit.doing(f"chose the tone of {url[:200]}: {choice}."):
        return await visit.running.voxpop.tones.choose(visit.at().id, url, choice)


def read_choice(text: str) -> Choice:
    """Read a tone. Raises Malformed."""
    for each in get_args(Choice):
        if each == text:
            choice: Choice = each
            return choice
    raise Malformed("bad_tone", "Choose a tone: automatic, classic or solemn.")
