"""One release by its hash, on a publisher's page with a strict policy, in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Route, expect

from api.public.bundle import FOLDER
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom, share_newsroom
from tests.browser.visits import Visit
from tests.engines import Engines

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

INSIDE = "<p>Here are the reactions</p>"


@pytest.fixture(scope="module")
def newsroom(engines: Engines) -> Iterator[Newsroom]:
    with share_newsroom(engines) as newsroom:
        yield newsroom


@pytest.fixture
def pinned(newsroom: Newsroom) -> dict[str, Any]:
    """What a publisher is told to put into a page that names this release."""
    told: dict[str, Any] = httpx.get(f"{newsroom.origin}/embed/snippets/demo").json()["pinned"]
    return told


async def go(visit: Visit, html: str, csp: str, poll: str) -> None:
    """Go to a page of the publisher's with this in it; its host is another name for this machine."""
    url = visit.newsroom.origin.replace("127.0.0.1", "localhost") + "/published"
    head = f'<!doctype html><html lang="en"><title>News</title><link rel="canonical" href="{url}">'
    body = head + html.replace("</vox-reactions>", f"{INSIDE}</vox-reactions>")
    body += f'<vox-widget widget="{poll}"><p>Here is the poll</p></vox-widget>'
    policy = f"default-src 'none'; {csp}; require-trusted-types-for 'script'; trusted-types 'none'"
    headers = {"content-type": "text/html", "content-security-policy": policy}
    await visit.context.route(url, lambda route: route.fulfill(body=body, headers=headers))
    await visit.page.goto(url)


async def tamper(route: Route) -> None:
    """Answer as the service does, and with something added."""
    answer = await route.fetch()
    await route.fulfill(response=answer, body=await answer.text() + "\nglobalThis.tampered = true;")


def canvas_chunk() -> str:
    """The chunk that draws widgets from their parts."""
    outputs = json.loads((FOLDER / "meta.json").read_bytes())["outputs"]
    entry = "src/parts/canvas.ts"
    return next(
        Path(name).name for name, each in outputs.items() if each.get("entryPoint", "").endswith(entry)
    )


async def poll_of(newsroom: Newsroom) -> str:
    options = [{"id": "a", "text": "Now"}, {"id": "b", "text": "Later"}]
    return await newsroom.publish({"questions": [{"kind": "single", "prompt": "When?", "options": options}]})


async def test_the_pinned_script_works_and_may_be_changed_nowhere(
    visits: Visits, newsroom: Newsroom, pinned: dict[str, Any]
) -> None:
    poll = await poll_of(newsroom)
    visit = await visits()
    await go(visit, pinned["html"], pinned["csp"], poll)
    await visit.answered("PUT", visit.reaction("love"))
    await expect(visit.poll.get_by_role("radio")).to_have_count(2)

    # How a poll is drawn is fetched later: what is not as it was pinned does not run, and the rest goes on.
    late = await visits()
    await late.context.route(f"**/{canvas_chunk()}", tamper)
    await go(late, pinned["html"], pinned["csp"], poll)
    await late.answered("PUT", late.reaction("love"))
    await expect(late.poll.get_by_text("Here is the poll")).to_be_visible()
    assert await late.page.evaluate("globalThis.tampered") is None
    assert any("integrity" in trouble for trouble in late.troubles)
    late.troubles.clear()


@pytest.mark.parametrize("wrong", ["loader", "what it imports"])
async def test_with_a_wrong_hash_nothing_runs_and_what_stands_inside_stays(
    visits: Visits, newsroom: Newsroom, pinned: dict[str, Any], wrong: str
) -> None:
    visit = await visits()
    html = pinned["html"]
    if wrong == "loader":
        html = html.replace(pinned["integrity"], f"sha256-{'A' * 43}=")
    else:
        await visit.context.route("**/embed/chunks/*.js", tamper)
    await go(visit, html, pinned["csp"], "w_" + "A" * 22)
    await expect(visit.page.get_by_text("Here are the reactions")).to_be_visible()
    await visit.page.wait_for_load_state("networkidle")
    assert await visit.page.evaluate("customElements.get('vox-reactions')") is None
    assert await visit.page.evaluate("globalThis.tampered") is None
    assert any("integrity" in trouble for trouble in visit.troubles)
    visit.troubles.clear()


HOSTILE = """<style>
  * { box-sizing: content-box !important; margin: 3px !important; float: left; z-index: -1; opacity: 0.9; }
  button, p, span, svg, label, input, fieldset, [part], [class] { display: none !important; }
  .box, .reactions { position: fixed !important; inset: -9999px !important; }
</style>"""


async def test_hostile_styles_and_a_second_loader_do_no_harm(
    visits: Visits, newsroom: Newsroom, pinned: dict[str, Any]
) -> None:
    poll = await poll_of(newsroom)
    short_lived = f'<script type="module" src="{newsroom.origin}/embed/voxpop.js" data-site="demo"></script>'
    visit = await visits()
    policy = pinned["csp"] + "; style-src 'unsafe-inline'"
    await go(visit, HOSTILE + pinned["html"] + short_lived + short_lived, policy, poll)
    await expect(visit.poll.get_by_role("radio")).to_have_count(2)
    await visit.answered("PUT", visit.reaction("love"))
    await visit.poll.get_by_role("radio", name="Now").check()
    await visit.answered("PUT", visit.poll.get_by_role("button", name="Vote", exact=True))
    await expect(visit.poll.locator("[part~=own]")).to_be_visible()
    box = await visit.reaction("love").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert visit.requests.count("GET /v1/pages") == 1
    assert sum(request.startswith("PUT") for request in visit.requests) == 2
