"""Insights: who took part when and in what, and what was counted, whatever readers may see."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.newsroom import PAGE, SITE, id_of, poll_of
from widgets.boards import WINDOWS, list_pages
from widgets.errors import Malformed, Unknown
from widgets.formats.trivia_quiz import Choice, TriviaQuiz
from widgets.insights import SPANS, Insights
from widgets.ledger.balances import Balance, replace
from widgets.model import Reveal
from widgets.moderation import About
from widgets.publishing import Draft


@pytest.fixture
def insights(newsroom) -> Insights:
    return Insights(newsroom.engine, newsroom.voxpop.catalog)


async def hidden_poll(newsroom):
    spec = poll_of("red", "green", title="Colours")
    draft = Draft(site=SITE, format="poll", spec=spec, url=PAGE, reveal=Reveal.MODERATORS)
    return await newsroom.publishing.open(SITE, (await newsroom.publishing.create(draft)).id)


@pytest.mark.parametrize("window", WINDOWS)
async def test_a_site_is_told_who_took_part_in_what(newsroom, insights, window):
    poll = await hidden_poll(newsroom)
    for by in range(3):
        await newsroom.cast(by, poll, {"options": ["red"]})
    await newsroom.cast(1, "points", {"vote": 1})
    await list_pages(newsroom.engine)
    told = await insights.site(SITE, window)
    assert told.line.total == 4
    assert told.line.readers[-2:].count(0) <= 1
    assert len(told.line.readers) == WINDOWS[window].length // SPANS[window]
    assert told.line.times[-1] <= datetime.now(UTC) < told.line.times[-1] + 2 * SPANS[window]
    first, second = told.busiest
    assert (first.widget, first.readers, first.format, first.title) == (poll.id, 3, "poll", "Colours")
    assert (second.widget, second.readers, second.format, second.url) == (id_of("points"), 1, "points", PAGE)


async def test_a_site_is_told_what_was_counted_on_all_its_pages_together(newsroom, insights):
    await newsroom.cast(1, "shares", {}, slot="copy")
    await newsroom.cast(1, "shares", {}, slot="email", url=f"{PAGE}-2")
    await newsroom.cast(2, "shares", {}, slot="email", url=f"{PAGE}-2")
    await newsroom.cast(1, "reactions", {"reactions": ["love"]})
    opening = Balance(0, PAGE, id_of("shares"), "copy", "shared", "before", 50)
    await replace(newsroom.engine, SITE, [[opening]])
    await list_pages(newsroom.engine)
    told = {each.format: each for each in (await insights.site(SITE, "24h")).own}
    assert told["shares"].sums == {"shares": 3, "arrivals": 0}
    assert [row.label for row in told["shares"].tables[0].rows if row.counts == [2, 0]] == ["Email"]
    assert told["reactions"].sums == {"reactions": 1}
    assert told["points"].sums == {"points": 0}


async def test_moderators_see_what_is_hidden_from_readers(newsroom, insights):
    poll = await hidden_poll(newsroom)
    answer = await newsroom.cast(1, poll, {"options": ["red"]})
    assert answer["tally"] is None
    told = await insights.widget(About(site=SITE, widget=poll.id), "24h")
    assert (told.line.total, told.standing.turnout) == (1, 1)
    assert told.standing.tally == {"": {"red": 1, "turnout": 1}}
    assert told.passage is None


async def test_the_way_through_a_quiz_is_told_question_by_question(newsroom, insights):
    sample = TriviaQuiz.samples[0].spec
    asked = tuple(msgspec.structs.replace(each, picture=None) for each in sample.questions)
    quiz = msgspec.structs.replace(sample, questions=asked, bands=())
    body = msgspec.json.encode(quiz)
    made = await newsroom.publishing.create(Draft(site=SITE, format="trivia_quiz", spec=body, url=PAGE))
    widget = await newsroom.publishing.open(SITE, made.id)
    first, *others = quiz.questions
    assert isinstance(first, Choice)
    wrong = next(each.id for each in first.options if each.id != first.answer)
    await newsroom.cast(1, widget, {"choice": wrong}, slot=first.id)
    for question in quiz.questions:
        await newsroom.cast(2, widget, {"choice": question.answer}, slot=question.id)
    passage = (await insights.widget(About(site=SITE, widget=widget.id), "24h")).passage
    assert passage is not None
    assert [(each.label, each.answered, each.right) for each in passage.steps] == [
        (first.prompt, 2, 1), *((each.prompt, 1, 1) for each in others),
    ]  # fmt: skip
    assert passage.completed == 1


async def test_a_line_has_a_number_for_every_span(newsroom):
    now = datetime(2031, 5, 4, 12, 34, tzinfo=UTC)
    insights = Insights(newsroom.engine, newsroom.voxpop.catalog, lambda: now)
    line = (await insights.site(SITE, "24h")).line
    assert line.since == datetime(2031, 5, 3, 13, tzinfo=UTC)
    assert line.times[-1] == datetime(2031, 5, 4, 12, tzinfo=UTC)
    assert line.readers == [0] * 24
    days = (await insights.site(SITE, "30d")).line
    assert (days.since, len(days.readers)) == (datetime(2031, 4, 5, tzinfo=UTC), 30)
    assert days.span == timedelta(days=1)


async def test_other_sites_and_windows_are_refused(newsroom, insights):
    poll = await hidden_poll(newsroom)
    with pytest.raises(Malformed):
        await insights.site(SITE, "1y")
    for about in (About(site="other", widget=poll.id), About(site=SITE, widget="w_" + "A" * 22)):
        with pytest.raises(Unknown):
            await insights.widget(about, "24h")
    with pytest.raises(Unknown):
        await insights.site("nowhere", "24h")
