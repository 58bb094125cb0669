"""The demo site: what its stories show from the first minute."""

import hashlib
import re
from html import unescape
from pathlib import Path

import msgspec

import api.public
from tests.newsroom import opened
from widgets.boards import WINDOWS, list_pages
from widgets.demo import LEAD, PATH, SITE, address, load_demo
from widgets.demo_quiz import QUIZ
from widgets.ledger import outbox, sites
from widgets.model import GREATEST_COUNT
from widgets.stories import STORIES

ADDRESS = "http://127.0.0.1:8000"


async def test_the_article_begins_with_its_old_counts_and_a_poll(newsroom):
    publish = newsroom.counts.tallies.write
    url = await load_demo(newsroom.engine, newsroom.shelf, publish, ADDRESS, 8000)
    assert url == ADDRESS + PATH
    page = msgspec.json.decode((await newsroom.voxpop.results.page(SITE, url)).body)
    assert page["page"]["reading_minutes"] == 3
    assert page["page"]["title"]
    numbers = {widget["format"]: widget["tally"] for widget in page["widgets"]}
    assert numbers["shares"]["shared"] == 105
    assert numbers["points"] == {"up": 166, "down": 0}
    [poll] = [widget for widget in page["widgets"] if widget["format"] == "poll"]
    assert (poll["status"], poll["tally"], poll["reveal"]) == ("published", None, "after_casting")
    assert (await newsroom.recount())[1] == []


def paragraphs() -> str:
    """The article's text, as it is served."""
    page = (Path(api.public.__file__).parent / "pages" / "demo.html").read_text(encoding="utf-8")
    body = page.partition('<div class="body">')[2].partition('<p class="note">')[0]
    found = re.findall(r"<(?:p|h2)>(.*?)</(?:p|h2)>", body, re.DOTALL)
    return "\n\n".join(" ".join(unescape(each).split()) for each in found)


async def test_the_quiz_is_proved_by_the_article(newsroom):
    url = await load_demo(newsroom.engine, newsroom.shelf, newsroom.counts.tallies.write, ADDRESS, 8000)
    page = msgspec.json.decode((await newsroom.voxpop.results.page(SITE, url)).body)
    [quiz] = [widget for widget in page["widgets"] if widget["format"] == "trivia_quiz"]
    assert (quiz["status"], quiz["tally"]) == ("published", None)
    text = paragraphs()
    assert hashlib.sha256(text.encode()).hexdigest() == QUIZ.article
    for question in QUIZ.questions:
        proof = question.evidence
        assert proof is not None
        assert text[proof.start : proof.end] == proof.text
        spelled = [question.solution, *getattr(question, "accepted", ())]
        assert any(each.removeprefix("The ") in proof.text for each in spelled) or question.id == "drills"


async def test_every_story_begins_with_what_it_counted_before_and_none_trends(newsroom):
    await load_demo(newsroom.engine, newsroom.shelf, newsroom.counts.tallies.write, ADDRESS, 8000)
    urls = [address(ADDRESS, story) for story in (LEAD, *STORIES)]
    teasers = msgspec.json.decode((await newsroom.voxpop.results.counts_of(SITE, urls)).body)["pages"]
    for story, teaser in zip((LEAD, *STORIES), teasers, strict=True):
        assert (teaser["shares"], teaser["points"]) == (story.shares, story.points)
        assert teaser["reactions"] == sum(story.reactions.values())
        assert bool(teaser["badges"]) == bool(story.reactions)
    await list_pages(newsroom.engine)
    for window in WINDOWS:
        board = await newsroom.voxpop.boards.board(SITE, "points", window)
        assert msgspec.json.decode(board.body)["pages"] == []
    assert (await newsroom.recount())[1] == []


async def test_ballots_on_the_demo_survive_its_being_loaded_again(newsroom, database, redis_url):
    publish = newsroom.counts.tallies.write
    url = await load_demo(newsroom.engine, newsroom.shelf, publish, ADDRESS, 8000)
    async with opened(database, redis_url) as other:
        before = (await other.voxpop.results.page(SITE, url)).etag
        assert await load_demo(newsroom.engine, newsroom.shelf, publish, ADDRESS + "/", 8000) == url
        other.voxpop.results.pages.clear()
        assert (await other.voxpop.results.page(SITE, url)).etag == before
    assert await outbox.finish_left_over(newsroom.engine, publish, seconds=0)


async def test_readers_may_come_from_every_name_of_this_machine(newsroom):
    await load_demo(
        newsroom.engine, newsroom.shelf, newsroom.counts.tallies.write, "https://demo.example", 8001
    )
    site = await sites.find(newsroom.engine, SITE)
    assert site is not None
    assert site.origins == ("https://demo.example", "http://localhost:8001", "http://127.0.0.1:8001")
    assert site.page_quota < GREATEST_COUNT
