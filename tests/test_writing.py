"""Writing and changing: drafts, sketches, wishes, and what another spec does to ballots."""

import json
from typing import Any

import msgspec
import pytest

from tests.newsroom import SITE, Newsroom, poll_of
from widgets import changing, offering, writing
from widgets.errors import Conflicting, Malformed, Unknown
from widgets.ledger import shelf
from widgets.model import Reveal, Status
from widgets.publishing import Draft
from widgets.writing import A_PAGE, Decline, Look, Wish, Writing


@pytest.fixture
def desk(newsroom: Newsroom) -> Writing:
    return Writing(newsroom.engine, newsroom.voxpop.catalog, newsroom.publishing)


async def draft(newsroom: Newsroom, title: str = "Colours"):
    spec = poll_of("red", "green", title=title)
    return await newsroom.publishing.create(Draft(site=SITE, format="poll", spec=spec))


async def test_the_newest_come_first_page_by_page(newsroom, desk):
    made = [(await draft(newsroom, f"Number {at}")).id for at in range(A_PAGE + 2)]
    first = await desk.browse(SITE)
    second = await desk.browse(SITE, after=first.next)
    assert [each.widget.id for each in (*first.lines, *second.lines)] == made[::-1]
    assert (second.next, first.lines[0].title, first.lines[0].status) == (
        "",
        f"Number {A_PAGE + 1}",
        Status.DRAFT,
    )
    assert (await desk.browse(SITE, Look(format="points"))).lines == []
    with pytest.raises(Unknown):
        await desk.browse("nobody")


@pytest.mark.parametrize(
    "after",
    [
        "zzz",
        ",",
        "2031-05-04T12:00:00+00:00",
        "2031-05-04T12:00:00+00:00,x",
        f"2031-05-04T12:00:00,{'w_' + 'A' * 22}",
    ],
)
async def test_a_list_goes_on_only_where_a_page_of_it_ended(desk, after):
    with pytest.raises(Malformed) as refused:
        await desk.browse(SITE, after=after)
    assert refused.value.code == "bad_cursor"


async def test_widgets_are_found_by_title_by_what_they_ask_and_by_page(newsroom, desk):
    page = "https://news.example/Harbour/Night-Tram"
    spec = msgspec.json.decode(poll_of("red", "green", title=""))
    spec["questions"][0]["prompt"] = "Straße or Gasse?"
    untitled = Draft(site=SITE, format="poll", spec=msgspec.json.encode(spec), url=page)
    asked = (await newsroom.publishing.create(untitled)).id
    named = (await draft(newsroom, "Wie fährt die \uff34\uff32\uff21\uff2d?")).id

    async def find(search: str, **more: Any) -> list[str]:
        return [each.widget.id for each in (await desk.browse(SITE, Look(search=search, **more))).lines]

    assert await find("tram") == [named, asked]
    assert await find("TRAM harbour") == [asked]
    assert await find("strasse") == [asked]
    assert await find("FÄHRT") == [named]
    assert await find(f"{page}/?utm_source=mail#top") == [asked]
    assert await find("tram", status=Status.PUBLISHED) == []
    assert await find("50%_tram") == await find("bus") == []
    with pytest.raises(Malformed):
        await find("tr\x00am")
    await newsroom.publishing.rewrite(SITE, named, poll_of("red", "green", title="Bus"))
    assert await find("bus") == [named]
    assert await find("tram") == [asked]


async def test_a_search_looks_at_so_many_at_once_and_says_how_far_it_came(newsroom, desk, monkeypatch):
    monkeypatch.setattr(shelf, "LOOKED_AT", 3)
    made = [(await draft(newsroom, "Found" if at in (0, 4) else "Other")).id for at in range(5)]
    look = Look(search="found")
    first = await desk.browse(SITE, look)
    second = await desk.browse(SITE, look, after=first.next)
    assert [each.widget.id for each in first.lines] == [made[4]]
    assert first.since is not None
    assert [each.widget.id for each in second.lines] == [made[0]]
    assert (second.next, second.since) == ("", None)


async def test_what_is_typed_is_kept_for_its_moderator_alone(desk):
    await desk.keep_sketch("ada", "w_1", 1, [("title", "A")])
    await desk.keep_sketch("ada", "w_1", 2, [("title", "B"), ("questions.n1._", "")])
    sketch = await desk.sketch("ada", "w_1")
    assert sketch is not None
    assert (sketch.revision, sketch.fields) == (2, [("title", "B"), ("questions.n1._", "")])
    assert await desk.sketch("bob", "w_1") is None
    await desk.drop_sketch("ada", "w_1")
    assert await desk.sketch("ada", "w_1") is None


async def test_only_drafts_wait_for_an_editor(newsroom, desk):
    widget = await draft(newsroom)
    await desk.wish(SITE, widget.id, "ada", "Ada")
    await desk.wish(SITE, widget.id, "bob", "Bob")
    [waiting] = (await desk.browse(SITE, Look(waiting=True))).lines
    assert (waiting.wished_by, await desk.count_waiting(SITE)) == ("Ada", 1)
    with pytest.raises(Unknown):
        await desk.wish("other", widget.id, "ada", "Ada")
    assert await desk.count_waiting("other") == 0
    await newsroom.publishing.open(SITE, widget.id)
    assert (await desk.browse(SITE, Look(waiting=True))).lines == []
    assert await desk.count_waiting(SITE) == 0
    with pytest.raises(Conflicting):
        await desk.wish(SITE, widget.id, "ada", "Ada")


async def test_every_spec_a_widget_had_can_be_brought_back(newsroom, desk):
    widget = await draft(newsroom)
    await newsroom.publishing.rewrite(SITE, widget.id, poll_of("red", "green", title="Hues"))
    page = await desk.versions(SITE, widget.id)
    assert [json.loads(each.spec)["title"] for each in page.specs] == ["Hues", "Colours"]
    assert page.before is None
    earlier = page.specs[-1]
    await newsroom.publishing.rewrite(SITE, widget.id, earlier.spec)
    assert writing.title_of(await desk.find(SITE, widget.id)) == "Colours"


async def test_versions_come_page_by_page(newsroom, desk, monkeypatch):
    monkeypatch.setattr(writing, "MOST_SPECS", 2)
    widget = await draft(newsroom, "0")
    for at in range(1, 4):
        await newsroom.publishing.rewrite(SITE, widget.id, poll_of("red", "green", title=str(at)))
    first = await desk.versions(SITE, widget.id)
    second = await desk.versions(SITE, widget.id, before=first.specs[-1].revision)
    titles = [json.loads(each.spec)["title"] for each in (*first.specs, *second.specs)]
    assert titles == ["3", "2", "1", "0"]
    assert (first.before, second.before) == (second.specs[0], None)


async def test_who_declines_says_why_until_the_author_asks_again(newsroom, desk):
    widget = await draft(newsroom)
    await desk.wish(SITE, widget.id, "carl", "Carl")
    with pytest.raises(Malformed):
        await desk.decline(SITE, widget.id, "Ada", "")
    with pytest.raises(Malformed):
        await desk.decline(SITE, widget.id, "Ada", "long " * 101)
    with pytest.raises(Unknown):
        await desk.decline("other", widget.id, "Ada", "No.")
    await desk.decline(SITE, widget.id, "Ada", "Which colours?")
    told = await desk.wish_about(widget.id)
    assert isinstance(told, Decline)
    assert (told.name, told.reason) == ("Ada", "Which colours?")
    [line] = (await desk.browse(SITE)).lines
    assert (line.wished_by, line.declined) == ("", True)
    with pytest.raises(Conflicting):
        await desk.decline(SITE, widget.id, "Bea", "Too late.")
    await desk.wish(SITE, widget.id, "carl", "Carl")
    assert isinstance(await desk.wish_about(widget.id), Wish)
    await desk.settle(SITE, widget.id)
    assert await desk.wish_about(widget.id) is None


async def cast(newsroom, poll, *options):
    for by, option in enumerate(options):
        await newsroom.cast(by, poll, {"options": [option]})


def altered(poll, **texts):
    """The poll's spec with other words for options, or without those that have none."""
    spec = json.loads(poll.spec)
    options = spec["questions"][0]["options"]
    spec["questions"][0]["options"] = [
        {**each, "text": texts.get(each["id"], each["text"])}
        for each in options
        if texts.get(each["id"], "-")
    ]
    return json.dumps(spec).encode()


async def test_a_typo_asks_nothing_another_meaning_and_a_lost_option_do(newsroom):
    poll = await newsroom.poll("red", "green", "blue")
    assert await changing.weigh(newsroom.engine, poll, altered(poll, red="")) is None
    await cast(newsroom, poll, "red", "red", "green")
    assert await changing.weigh(newsroom.engine, poll, altered(poll, red="Redd")) is None
    assert await changing.weigh(newsroom.engine, poll, altered(poll, blue="Something else")) is None
    turned = await changing.weigh(newsroom.engine, poll, altered(poll, red="I would rather not say"))
    assert turned is not None
    assert [(each.id, each.before, each.after) for each in turned.turned] == [
        ("red", "Red", "I would rather not say")
    ]
    lost = await changing.weigh(newsroom.engine, poll, altered(poll, red=""))
    assert lost is not None
    assert lost.lost == [("Red", 2)]
    assert ("Red", 2, 0) in [(each.name, each.before, each.after) for each in lost.counts]
    assert lost.serious
    with pytest.raises(Malformed):
        await changing.weigh(newsroom.engine, poll, b"{}")


async def test_a_corrected_key_shows_both_tallies(newsroom):
    options = [{"id": each, "text": each.upper()} for each in ("k1", "k2")]
    asked = {"kind": "choice", "id": "q1", "prompt": "Which?", "options": options, "answer": "k1"}
    spec = json.dumps({"title": "Quiz", "questions": [asked]}).encode()
    made = await newsroom.publishing.create(
        Draft(site=SITE, format="trivia_quiz", spec=spec, reveal=Reveal.AFTER_CASTING)
    )
    quiz = await newsroom.publishing.open(SITE, made.id)
    await newsroom.cast(1, quiz, {"choice": "k2"}, "q1")
    change = await changing.weigh(newsroom.engine, quiz, spec.replace(b'"answer": "k1"', b'"answer": "k2"'))
    assert change is not None
    assert change.lost == []
    assert ("Right", 0, 1) in [(each.name, each.before, each.after) for each in change.counts]
    assert ("Wrong", 1, 0) in [(each.name, each.before, each.after) for each in change.counts]


def test_a_form_is_taken_with_its_problems_and_loses_nothing():
    form = offering.begin("poll")
    pairs = [(name, "Which?" if name.endswith("prompt") else value) for name, value in form.pairs]
    taken = offering.take("poll", pairs)
    [problem] = taken.problems
    assert (problem.path, taken.spec) == ("questions.n1.options.n1.text", b"")
    assert dict(taken.pairs)["questions.n1.prompt"] == "Which?"
    more = offering.take("poll", pairs, "add:questions.n1.options")
    assert more.goes_on == "questions.n1.options.n3"


def test_quizzes_never_show_their_counts_before_an_answer():
    assert Reveal.ALWAYS not in offering.reveals_of("trivia_quiz")
    assert offering.reveals_of("poll") == list(Reveal)


def test_what_is_still_to_be_written_is_drawn_as_dots():
    spec = offering.read_roughly(offering.begin("poll"))
    assert spec is not None
    [question] = spec.questions  # type: ignore[attr-defined]
    assert (question.prompt, [each.text for each in question.options]) == ("…", ["…", "…"])
