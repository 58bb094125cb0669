"""What moderators do with what readers see, each time seen by a reader on the demo article as well."""

from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom, show_later
from tests.browser.test_approval import enter
from tests.browser.test_studio import DESK, check_page
from tests.browser.visits import Visit
from widgets.articles import Source
from widgets.catalog import Catalog
from widgets.checking import Checking
from widgets.demo import SITE
from widgets.ledger.connection import open_engine
from widgets.model import Reveal
from widgets.proposing import Proposing
from widgets.roles import Role
from widgets.tones import Tones

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

TOKYO = "Asia/Tokyo"
POLL = {
    "title": "Tea or coffee?",
    "questions": [
        {
            "kind": "single",
            "prompt": "Which?",
            "options": [
                {"id": "tea", "text": "Tea"},
                {"id": "mud", "text": "Coffee"},
                {"id": "no", "text": "Neither"},
            ],
        }
    ],
}
SENTENCE = "The ferry to the island left at seven in the evening."
REST = "Nobody on board knew that it would be the last one, and nobody on the quay had come to say so. " * 3
QUIZ = {
    "title": "The ferry",
    "questions": [
        {
            "kind": "choice",
            "id": "when",
            "prompt": "When did the ferry leave?",
            "options": [{"id": "seven", "text": "At seven"}, {"id": "eight", "text": "At eight"}],
            "answer": "seven",
            "evidence": {"start": 0, "end": len(SENTENCE), "text": SENTENCE},
        }
    ],
}


@pytest.fixture
async def page(visits: Visits, newsroom: Newsroom) -> Page:
    """An editor's page."""
    visit = await visits(viewport=DESK, timezone_id=TOKYO)
    return await enter(visit, newsroom, "edda@news.example", Role.EDITOR)


def at(newsroom: Newsroom, widget: str, place: str = "") -> str:
    """The address of a widget's page in the studio."""
    return f"{newsroom.origin}/studio/{SITE}/widgets/{widget}{place}"


async def answer(newsroom: Newsroom, widget: str, slot: str, *ballots: dict[str, Any]) -> None:
    """Let readers answer, one for each ballot."""
    async with httpx.AsyncClient(base_url=newsroom.origin, headers={"origin": newsroom.origin}) as client:
        for ballot in ballots:
            token = (await client.post("/v1/readers", json={"site": SITE})).json()["token"]
            named = {"authorization": f"Bearer {token}"}
            sent = await client.put(f"/v1/widgets/{widget}/ballots/{slot}", json=ballot, headers=named)
            assert sent.status_code == 200, sent.text


async def read(address: str) -> Any:
    """The JSON at an address."""
    async with httpx.AsyncClient() as client:
        return (await client.get(address)).json()


async def schedule(page: Page, opens: str, closes: str) -> None:
    """Let a widget open and close at times on the clock of the editor's own zone."""
    await expect(page.get_by_label("Time zone")).to_have_value(TOKYO)
    await page.get_by_label("Opens", exact=True).fill(opens)
    await page.get_by_label("Closes", exact=True).fill(closes)
    await page.locator("#schedule").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


async def open_until(reader: Visit, seen: Locator) -> None:
    """Open the article anew until it shows something: caches may have what stood a few seconds ago."""
    for _ in range(40):
        await reader.open()
        await expect(reader.poll).to_contain_text("have voted")
        if await seen.count():
            break
    await expect(seen).to_be_visible()


async def test_a_widget_opens_and_closes_at_its_times(visits: Visits, newsroom: Newsroom, page: Page) -> None:
    widget = await newsroom.publish(POLL)
    reader = await visits()
    shown = reader.widget(widget)
    await page.goto(at(newsroom, widget, "/publication"))
    await schedule(page, "2999-01-01T09:00", "")
    await expect(page.get_by_text("Scheduled")).to_be_visible()
    await reader.go()
    await expect(shown.get_by_role("radio")).to_have_count(0)
    told = await read(f"{newsroom.origin}/v1/widgets/{widget}")
    assert (told["status"], told["opens_at"]) == ("scheduled", "2999-01-01T00:00:00Z")
    # On the editor's clock, in whose zone it was written.
    await expect(page.get_by_label("Opens", exact=True)).to_have_value("2999-01-01T09:00")
    await schedule(page, "2001-01-01T09:00", "2999-01-01T09:00")
    await open_until(reader, shown.get_by_role("radio", name="Tea"))
    await expect(shown.get_by_role("radio")).to_have_count(3)
    await shown.get_by_role("radio", name="Tea").check()
    await reader.answered("PUT", shown.get_by_role("button", name="Vote"))
    await schedule(page, "2001-01-01T09:00", "2002-01-01T09:00")
    await expect(page.get_by_text("Readers see it, and take part no more.")).to_be_visible()
    await open_until(reader, shown.get_by_text("Voting has closed."))
    await expect(shown.get_by_role("listitem").filter(has_text="Tea")).to_contain_text("100%")
    await expect(shown.get_by_role("radio")).to_have_count(0)
    await expect(shown.get_by_role("button", name="Change my vote")).to_have_count(0)
    await page.get_by_role("button", name="Open again").click()
    await expect(page.get_by_text("Readers can take part.")).to_be_visible()
    await open_until(reader, shown.get_by_role("button", name="Change my vote"))


async def test_a_time_in_the_hour_that_clocks_repeat_stays_what_it_is(
    visits: Visits, newsroom: Newsroom, page: Page
) -> None:
    widget = await newsroom.publish(POLL)
    await page.goto(at(newsroom, widget, "/publication"))
    # In Berlin half past two comes twice that night; this is the second.
    await schedule(page, "", "2031-10-26T10:30")
    visit = await visits(viewport=DESK, timezone_id="Europe/Berlin")
    berlin = await enter(visit, newsroom, "bodo@news.example", Role.EDITOR)
    await berlin.goto(at(newsroom, widget, "/publication"))
    await expect(berlin.get_by_label("Time zone")).to_have_value("UTC")
    await expect(berlin.get_by_label("Closes", exact=True)).to_have_value("2031-10-26T01:30")
    await berlin.locator("#schedule").get_by_role("button", name="Save").click()
    await expect(berlin.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert (await read(f"{newsroom.origin}/v1/widgets/{widget}"))["closes_at"] == "2031-10-26T01:30:00Z"


async def test_every_way_onto_a_page_is_copied_whole(newsroom: Newsroom, page: Page) -> None:
    widget = await newsroom.publish(POLL)
    await page.goto(at(newsroom, widget, "/publication"))
    copied = {}
    for snippet in await page.locator(".snippet").all():
        name = await snippet.get_by_role("heading").inner_text()
        await snippet.get_by_role("button").click()
        await expect(snippet.get_by_role("button")).to_have_text("Copied")
        copied[name] = await page.evaluate("navigator.clipboard.readText()")
        assert copied[name] == await snippet.get_by_role("textbox").input_value()
    assert list(copied) == ["Script", "Frame", "WordPress", "oEmbed"]
    assert f'<vox-widget widget="{widget}">' in copied["Script"]
    assert copied["Frame"].startswith(f'<iframe src="{newsroom.origin}/embed/{widget}"')
    assert copied["WordPress"] == f"{newsroom.origin}/p/{widget}"
    assert (await read(copied["oEmbed"]))["title"] == "Tea or coffee?"


async def test_the_last_change_is_undone_and_no_ballot_is_lost(
    visits: Visits, newsroom: Newsroom, page: Page
) -> None:
    widget = await newsroom.publish(POLL)
    await answer(newsroom, widget, "-", {"options": ["tea"]})
    await page.goto(at(newsroom, widget))
    await page.get_by_label("Title").fill("Tee or coffee?")
    await page.get_by_role("button", name="Save and show to readers").click()
    await expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    await page.get_by_role("link", name="Versions").click()
    await page.get_by_role("button", name="Undo the last change").click()
    await expect(page.get_by_label("Title")).to_have_value("Tea or coffee?")
    reader = await (await visits()).open()
    await expect(reader.widget(widget)).to_contain_text("Tea or coffee?")
    await expect(reader.widget(widget)).to_contain_text("1 reader has voted")


async def test_removing_an_option_that_readers_chose_asks_first(
    visits: Visits, newsroom: Newsroom, page: Page
) -> None:
    widget = await newsroom.publish(POLL)
    await answer(newsroom, widget, "-", *[{"options": [each]} for each in ("tea", "tea", "mud")])
    await page.goto(at(newsroom, widget))
    await page.get_by_role("button", name="Remove option 2").click()
    await page.get_by_role("button", name="Save and show to readers").click()
    await expect(
        page.get_by_text("“Coffee” is gone: the 1 ballot for it would count no more.")
    ).to_be_visible()
    assert await numbers(page.locator("tr").filter(has_text="Tea")) == ["2", "2"]
    assert await numbers(page.locator("tr").filter(has_text="Coffee")) == ["1", "0"]
    await check_page(page)
    reader = await visits()
    await reader.open()
    await expect(reader.widget(widget)).to_contain_text("3 readers have voted")
    await page.get_by_role("button", name="Save and count so").click()
    await expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    await reader.open()
    await expect(reader.widget(widget)).not_to_contain_text("Coffee")
    await expect(reader.widget(widget)).to_contain_text("Tea100%2 votes")


async def numbers(row: Locator) -> list[str]:
    """The numbers in a row of a table."""
    return await row.locator("td.number").all_inner_texts()


async def test_a_corrected_key_scores_everybody_anew(visits: Visits, newsroom: Newsroom, page: Page) -> None:
    widget = await newsroom.publish(QUIZ, Reveal.AFTER_CASTING, format="trivia_quiz")
    reader = await (await visits()).open()
    quiz = reader.widget(widget)
    await reader.answered("PUT", quiz.get_by_role("button", name="At eight", exact=True))
    await expect(quiz.locator("#verdict-when")).to_contain_text("Not quite.")
    await answer(newsroom, widget, "when", {"choice": "seven"}, {"choice": "eight"})
    await page.goto(at(newsroom, widget))
    await page.get_by_role("radio", name="Right answer").nth(1).check()
    await page.get_by_role("button", name="Save and show to readers").click()
    assert await numbers(page.locator("tr").filter(has_text="Right")) == ["1", "2"]
    assert await numbers(page.locator("tr").filter(has_text="Wrong")) == ["2", "1"]
    await page.get_by_role("button", name="Save and count so").click()
    await expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    await reader.open()
    await expect(quiz).to_contain_text("1 of 1")


async def test_a_question_whose_sentence_is_gone_is_flagged_with_before_and_after(
    newsroom: Newsroom, page: Page
) -> None:
    await newsroom.publish(QUIZ, Reveal.AFTER_CASTING, format="trivia_quiz")
    changed = SENTENCE.replace("seven", "nine")
    engine = open_engine(newsroom.database)
    catalog = Catalog(engine)
    checking = Checking(engine, catalog, Proposing(), Tones(engine, catalog, show_later))
    await checking.check(SITE, newsroom.url, Source(text=f"{changed} {REST}", title="The last ferry"))
    await engine.dispose()
    await page.goto(f"{newsroom.origin}/studio/{SITE}/widgets?search=ferry&format=trivia_quiz")
    await expect(page.get_by_role("listitem").filter(has_text="The ferry")).to_contain_text("Article changed")
    await page.get_by_role("link", name="The ferry").click()
    flag = page.get_by_role("status").filter(has_text="The article has changed")
    await expect(flag).to_contain_text("Question 1")
    await expect(flag.get_by_role("definition")).to_have_text([SENTENCE, changed])
    await check_page(page)
