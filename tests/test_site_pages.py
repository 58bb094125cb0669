"""The pages of a site as moderators see them: found, in their order, with what their own widgets come to."""

from datetime import UTC, datetime

import pytest

from tests.newsroom import ORIGIN, PAGE, SITE, poll_of
from widgets.boards import list_pages
from widgets.errors import Malformed, Unknown
from widgets.insights import Insights
from widgets.ledger import activity, pages
from widgets.model import Page
from widgets.publishing import Draft
from widgets.site_pages import A_PAGE, SitePages


@pytest.fixture
def site_pages(newsroom) -> SitePages:
    voxpop = newsroom.voxpop
    insights = Insights(newsroom.engine, voxpop.catalog)
    return SitePages(newsroom.engine, voxpop.catalog, insights, voxpop.checking)


async def react(newsroom, reader: int, url: str) -> None:
    await newsroom.cast(reader, "reactions", {"reactions": ["love"]}, url=url)


async def test_pages_stand_in_the_order_in_which_they_were_counted_on(newsroom, site_pages):
    first, second = f"{ORIGIN}/first", f"{ORIGIN}/second"
    await react(newsroom, 1, first)
    await react(newsroom, 1, second)
    await newsroom.cast(2, "points", {"vote": -1}, url=first)
    await newsroom.cast(2, "shares", {}, slot="copy", url=first)
    await pages.keep(newsroom.engine, Page(site=SITE, url=f"{ORIGIN}/unread", title="Nobody came"))
    await list_pages(newsroom.engine)
    found = await site_pages.browse(SITE)
    assert [each.url for each in found.lines] == [first, second, f"{ORIGIN}/unread"]
    assert found.names == ["reactions", "points", "shares", "arrivals"]
    assert found.lines[0].sums == {"reactions": 1, "shares": 1, "arrivals": 0, "points": -1}
    assert found.lines[0].counted_at > found.lines[1].counted_at
    assert (found.lines[2].title, found.lines[2].counted_at) == ("Nobody came", None)
    assert (found.next, found.since) == ("", None)


@pytest.mark.parametrize("step", [activity.LOOKED_AT, 30])
async def test_a_list_goes_on_to_its_end_and_names_every_page_once(newsroom, site_pages, step, monkeypatch):
    monkeypatch.setattr(activity, "LOOKED_AT", step)
    urls = {f"{ORIGIN}/{number}" for number in range(A_PAGE + 5)}
    for url in urls:
        await pages.keep(newsroom.engine, Page(site=SITE, url=url))
    await react(newsroom, 1, f"{ORIGIN}/7")
    await list_pages(newsroom.engine)
    told, after = [], ""
    while True:
        found = await site_pages.browse(SITE, after=after)
        told += [each.url for each in found.lines]
        after = found.next
        if not after:
            break
    assert sorted(told) == sorted(urls)


async def test_pages_are_found_by_words_of_their_address_and_title(newsroom, site_pages):
    await pages.keep(newsroom.engine, Page(site=SITE, url=f"{ORIGIN}/sport/ski", title="Über den Berg"))
    await pages.keep(newsroom.engine, Page(site=SITE, url=f"{ORIGIN}/sport/run", title=""))
    await list_pages(newsroom.engine)

    async def search(words: str) -> list[str]:
        return sorted(each.url for each in (await site_pages.browse(SITE, search=words)).lines)

    assert await search("SPORT") == [f"{ORIGIN}/sport/run", f"{ORIGIN}/sport/ski"]
    assert await search("sport über") == [f"{ORIGIN}/sport/ski"]
    assert await search(f"{ORIGIN}/sport/run/?utm_source=mail") == [f"{ORIGIN}/sport/run"]
    assert await search("ÜBER BERG") == [f"{ORIGIN}/sport/ski"]
    assert await search("%") == await search("sport nowhere") == []


async def test_a_page_is_told_with_its_own_widgets_and_those_put_on_it(newsroom, site_pages):
    for reader in range(3):
        await react(newsroom, reader, PAGE)
    draft = Draft(site=SITE, format="poll", spec=poll_of("red", "green", title="Colours"), url=PAGE)
    poll = await newsroom.publishing.open(SITE, (await newsroom.publishing.create(draft)).id)
    await newsroom.cast(1, poll, {"options": ["red"]})
    found = await site_pages.find(SITE, f"{PAGE}/?utm_source=mail#end", "24h")
    assert found.url == PAGE
    assert found.sums == {"reactions": 3, "shares": 0, "arrivals": 0, "points": 0}
    assert [(each.id, each.percent) for each in found.badges] == [("love", 100)]
    assert [(each.placed.widget.format, each.insight.line.total) for each in found.own] == [
        ("reactions", 3), ("points", 0), ("shares", 0),
    ]  # fmt: skip
    assert [(each.widget.id, each.title, each.turnout) for each in found.made] == [(poll.id, "Colours", 1)]
    assert (found.sent_at, found.flags) == (None, [])
    assert found.counted_at is not None
    assert found.counted_at <= datetime.now(UTC)


async def test_pages_of_others_are_refused(newsroom, site_pages):
    assert (await site_pages.find(SITE, f"{ORIGIN}/new", "24h")).page is None
    with pytest.raises(Unknown):
        await site_pages.find(SITE, "https://elsewhere.example/article", "24h")
    with pytest.raises(Malformed):
        await site_pages.find(SITE, "no address", "24h")
    with pytest.raises(Unknown):
        await site_pages.browse("nowhere")
    moment = "2031-01-01T00:00:00+00:00"
    for after in ("x", "2031-01-01,1,u", f"{moment},-1,u", f"{moment},1,u\x00", f"{moment},{2**63},u"):
        with pytest.raises(Malformed):
            await site_pages.browse(SITE, after=after)
