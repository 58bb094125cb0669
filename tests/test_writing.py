"""Writing and changing: drafts, sketches, wishes, and what another spec does to ballots."""

import json

import pytest

from tests.newsroom import SITE, Newsroom, poll_of
from widgets import changing, offering, writing
from widgets.errors import Conflicting, Malformed, Unknown
from widgets.model import Reveal, Status
from widgets.publishing import Draft
from widgets.writing import A_PAGE, Writing


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
    assert (await desk.browse(SITE, format="points")).lines == []
    assert len((await desk.browse(SITE, after="nonsense")).lines) == A_PAGE
    with pytest.raises(Unknown):
        await desk.browse("nobody")


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
    [waiting] = (await desk.browse(SITE, wished=True)).lines
    assert waiting.wished_by == "Ada"
    with pytest.raises(Unknown):
        await desk.wish("other", widget.id, "ada", "Ada")
    await desk.settle(SITE, widget.id)
    assert (await desk.browse(SITE, wished=True)).lines == []
    await newsroom.publishing.open(SITE, widget.id)
    with pytest.raises(Conflicting):
        await desk.wish(SITE, widget.id, "ada", "Ada")


async def test_every_spec_a_widget_had_can_be_brought_back(newsroom, desk):
    widget = await draft(newsroom)
    await newsroom.publishing.rewrite(SITE, widget.id, poll_of("red", "green", title="Hues"))
    assert [json.loads(each.spec)["title"] for each in await desk.versions(SITE, widget.id)] == [
        "Hues",
        "Colours",
    ]
    earlier = await desk.version(SITE, widget.id, 1)
    await newsroom.publishing.rewrite(SITE, widget.id, earlier.spec)
    assert writing.title_of(await desk.find(SITE, widget.id)) == "Colours"
    with pytest.raises(Unknown):
        await desk.version(SITE, widget.id, 0)


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
