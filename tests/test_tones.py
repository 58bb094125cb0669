"""The tone of one page: what is offered changes, and no count is lost, hidden or counted twice."""

import asyncio
from typing import Any

import msgspec
import pytest
from sqlalchemy import event

from tests.newsroom import ORIGIN, PAGE, SITE, Newsroom, id_of, opened
from widgets.errors import Conflicting, Forbidden
from widgets.formats.reactions import KINDS, Kind
from widgets.ledger import articles, pages, sites
from widgets.model import Tone
from widgets.site_settings import SiteSettings
from widgets.staff import CONSOLE

FUN = {"reactions": ["fun"]}
LOVE = {"reactions": ["love"]}
SOLEMN = ["hate", "confused", "fail", "geeky", "love"]
ALL = [kind.id for kind in KINDS]


def offered(parts: list[dict[str, Any]]) -> list[str]:
    [choose] = [part for part in parts if part["part"] == "choose"]
    return [option["id"] for option in choose["options"]]


def bars(parts: list[dict[str, Any]]) -> dict[str, int]:
    [found] = [part for part in parts if part["part"] == "bars"]
    assert found["total"] == sum(bar["count"] for bar in found["bars"])
    return {bar["id"]: bar["count"] for bar in found["bars"] if bar["count"]}


async def look(newsroom: Newsroom, url: str = PAGE) -> dict[str, Any]:
    """The reactions that everybody is shown, as the page has them now."""
    newsroom.voxpop.results.pages.clear()
    body = msgspec.json.decode((await newsroom.voxpop.results.page(SITE, url)).body)
    shown: dict[str, Any]
    [shown] = [each for each in body["widgets"] if each["format"] == "reactions"]
    return shown | {"badges": [each["id"] for each in body["page"]["badges"]]}


async def change_site(newsroom: Newsroom, kinds: Any, *, follows: bool = True) -> None:
    settings = SiteSettings(newsroom.engine, newsroom.voxpop.catalog)
    site = await settings.find(SITE)
    await settings.change_reactions(CONSOLE, site, kinds, 3, "classic", follows_tone=follows)


async def completed(value: Any) -> Any:
    return value


async def is_exact(newsroom: Newsroom) -> bool:
    _, found = await newsroom.recount()
    return found == []


async def test_a_page_made_solemn_offers_what_is_fit_and_shows_all_that_was_counted(newsroom):
    for by in range(3):
        await newsroom.cast(by, "reactions", {"reactions": ["fun", "love"]})
    before = await look(newsroom)
    assert (offered(before["parts"]), before["badges"]) == (ALL, ["fun", "love"])
    toned = await newsroom.voxpop.tones.choose(SITE, PAGE, "solemn")
    assert (toned.holds, toned.chosen) == ("solemn", True)
    after = await look(newsroom)
    assert offered(after["parts"]) == SOLEMN
    assert bars(after["parts"]) == {"fun": 3, "love": 3}
    assert after["badges"] == ["love"]
    assert (after["tally"]["fun"], after["turnout"], after["revision"]) == (3, 3, 0)
    assert await is_exact(newsroom)
    other = await look(newsroom, f"{ORIGIN}/other")
    assert offered(other["parts"]) == ALL


async def test_what_is_not_offered_can_be_kept_and_taken_back_but_not_given(newsroom):
    await newsroom.cast(1, "reactions", FUN)
    await newsroom.voxpop.tones.choose(SITE, PAGE, "solemn")
    refusal = await newsroom.refusal(2, "reactions", FUN)
    assert (type(refusal), refusal.code) == (Conflicting, "not_offered")
    assert "Fun" in refusal.detail
    assert (await newsroom.cast(1, "reactions", FUN))["tally"]["fun"] == 1
    both = await newsroom.cast(1, "reactions", {"reactions": ["fun", "love"]})
    assert bars(both["parts"]) == {"fun": 1, "love": 1}
    left = await newsroom.cast(1, "reactions", LOVE)
    assert bars(left["parts"]) == {"love": 1}
    assert (await newsroom.refusal(1, "reactions", {"reactions": ["fun", "love"]})).code == "not_offered"
    await newsroom.voxpop.tones.choose(SITE, PAGE, "automatic")
    assert (await newsroom.cast(2, "reactions", FUN))["tally"]["fun"] == 1
    assert await is_exact(newsroom)


async def test_a_process_that_knows_the_old_tone_offers_nothing_by_it(newsroom, database, redis_url):
    async with opened(database, redis_url) as other:
        await other.cast(1, "reactions", FUN)
        await newsroom.voxpop.tones.choose(SITE, PAGE, "solemn")
        assert (await other.refusal(2, "reactions", FUN)).code == "not_offered"
        assert offered((await look(other))["parts"]) == SOLEMN
        await newsroom.voxpop.tones.choose(SITE, PAGE, "classic")
        assert offered((await look(other))["parts"]) == ALL
        assert (await other.cast(2, "reactions", FUN))["tally"]["fun"] == 2
        await newsroom.voxpop.tones.choose(SITE, PAGE, "solemn")
        teasers = msgspec.json.decode((await other.voxpop.results.counts_of(SITE, [PAGE])).body)
        [page] = teasers["pages"]
        assert (page["reactions"], page["badges"]) == (2, [])
    assert await is_exact(newsroom)


async def test_the_first_reactions_and_a_change_of_tone_at_once_are_counted_by_one_of_them(
    newsroom, database, redis_url
):
    async with opened(database, redis_url) as other:
        rooms = [newsroom, other]
        for round in range(6):
            url = f"{ORIGIN}/{round}"
            casts = [rooms[by % 2].cast(by, "reactions", FUN, url=url) for by in range(40)]
            chosen = rooms[round % 2].voxpop.tones.choose(SITE, url, "solemn")
            first = [chosen, *casts] if round < 3 else [*casts[:20], chosen, *casts[20:]]
            answers = await asyncio.gather(*first, return_exceptions=True)
            counted = [each for each in answers if isinstance(each, dict)]
            refused = [each for each in answers if isinstance(each, Conflicting)]
            assert len(counted) + len(refused) == 40
            assert {each.code for each in refused} <= {"not_offered"}
            shown = await look(newsroom, url)
            assert bars(shown["parts"]) == ({"fun": len(counted)} if counted else {})
            late = rooms[1].cast(99, "reactions", FUN, url=url)
            assert isinstance((await asyncio.gather(late, return_exceptions=True))[0], Conflicting)
    assert await is_exact(newsroom)


async def test_a_page_nobody_has_reacted_to_gets_a_row_by_a_choice_and_by_nothing_else(newsroom):
    tones = newsroom.voxpop.tones
    assert (await tones.find(SITE, PAGE)).holds == "classic"
    await tones.choose(SITE, PAGE, "automatic")
    await tones.settle(SITE, PAGE, "classic", None)
    assert await pages.count(newsroom.engine) == 0
    await tones.choose(SITE, PAGE, "solemn")
    assert await pages.count(newsroom.engine) == 1
    assert offered((await look(newsroom))["parts"]) == SOLEMN
    with pytest.raises(Forbidden):
        await tones.choose(SITE, "https://elsewhere.example/", "solemn")
    assert await pages.count(newsroom.engine) == 1
    assert await is_exact(newsroom)


async def test_a_ballot_asks_for_no_page_unless_its_tone_is_not_known_and_then_once(
    newsroom, database, redis_url
):
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "FROM page" in statement:
            asked.append(statement)

    async with opened(database, redis_url) as other:
        await newsroom.cast(1, "reactions", LOVE)
        await newsroom.voxpop.tones.choose(SITE, f"{ORIGIN}/sad", "solemn")
        event.listen(other.engine.sync_engine, "before_cursor_execute", note)
        await asyncio.gather(*(other.cast(by, "reactions", LOVE) for by in range(50)))
        assert asked == []
        for _ in range(2):
            casts = [other.cast(by, "reactions", LOVE, url=f"{ORIGIN}/sad") for by in range(50)]
            await asyncio.gather(*casts)
        assert len(asked) == 1
        event.remove(other.engine.sync_engine, "before_cursor_execute", note)


async def test_a_page_follows_its_article_until_somebody_chooses(newsroom):
    tones = newsroom.voxpop.tones

    async def send(suggested: Tone, choice: Any = None) -> tuple[str, bool]:
        await articles.keep(
            newsroom.engine, SITE, PAGE, title="", hash="", minutes=1, tone=suggested, widgets=[], flagged=[]
        )
        toned = await tones.settle(SITE, PAGE, suggested, choice)
        assert toned == await tones.find(SITE, PAGE)
        return toned.holds, toned.chosen

    assert await send("classic") == ("classic", False)
    assert await send("solemn") == ("solemn", False)
    assert await send("classic") == ("classic", False)
    assert await send("solemn", "classic") == ("classic", True)
    assert await send("solemn") == ("classic", True)
    assert await send("solemn", "automatic") == ("solemn", False)
    await change_site(newsroom, KINDS, follows=False)
    assert await send("solemn") == ("classic", False)
    assert (await tones.find(SITE, PAGE)).suggested == "solemn"
    await change_site(newsroom, KINDS)
    assert (await tones.choose(SITE, PAGE, "automatic")).holds == "solemn"


async def test_where_a_site_has_nothing_fit_for_sad_news_its_pages_stay_as_they_are(newsroom):
    await change_site(newsroom, [kind for kind in KINDS if kind.id in ("cute", "fun")])
    toned = await newsroom.voxpop.tones.choose(SITE, PAGE, "solemn")
    assert (toned.holds, toned.chosen) == ("classic", True)
    assert (await newsroom.cast(1, "reactions", FUN))["tally"]["fun"] == 1


async def test_kinds_come_and_go_after_readers_have_reacted_and_no_count_is_lost(
    newsroom, database, redis_url, monkeypatch
):
    async with opened(database, redis_url) as late:
        await late.cast(1, "reactions", {"reactions": ["fun", "love"]})
        wow = Kind(id="wow", label="Wow", icon="😮")
        known = await late.voxpop.catalog.placed_site(SITE)
        monkeypatch.setattr(late.voxpop.catalog, "placed_site", lambda _: completed(known))
        await change_site(newsroom, [*(kind for kind in KINDS if kind.id != "fun"), wow])
        await newsroom.cast(1, "reactions", {"reactions": ["fun", "wow"]})
        # The other process has not heard of the new kind, and still takes what the reader said of it away.
        left = await late.cast(1, "reactions", LOVE)
        assert left["turnout"] == 1
    assert await is_exact(newsroom)
    await newsroom.cast(2, "reactions", {"reactions": ["wow"]})
    shown = await look(newsroom)
    assert offered(shown["parts"]) == [each for each in ALL if each != "fun"] + ["wow"]
    assert bars(shown["parts"]) == {"love": 1, "wow": 1}
    assert (await newsroom.refusal(3, "reactions", FUN)).code == "not_offered"
    [spec] = [site.page_specs["reactions"] for site in await sites.select_all(newsroom.engine)]
    assert [kind["id"] for kind in spec["kinds"] if kind.get("retired")] == ["fun"]
    await change_site(newsroom, KINDS)
    assert (await newsroom.cast(3, "reactions", FUN))["tally"]["fun"] == 1
    assert bars((await look(newsroom))["parts"]) == {"fun": 1, "love": 1, "wow": 1}
    assert await is_exact(newsroom)


async def test_a_change_of_tone_raises_the_revision_of_what_heeds_it_and_leaves_the_rest(newsroom):
    await newsroom.cast(1, "points", {"vote": 1})
    await newsroom.cast(1, "reactions", LOVE)
    await newsroom.voxpop.tones.choose(SITE, PAGE, "solemn")
    points, reactions = await newsroom.shown("points"), await newsroom.shown("reactions")
    assert points is not None
    assert reactions is not None
    assert (points.revision, reactions.revision) == (0, 1)
    assert reactions.tally == {"": {"love": 1}}
    assert id_of("reactions") == reactions.widget
