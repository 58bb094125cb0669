"""Creating and changing widgets: each change is one revision, and the tally follows the spec."""

from datetime import UTC, datetime

import msgspec
import pytest

from tests.newsroom import PAGE, SITE, Newsroom, opened, poll_of
from widgets.errors import Conflicting, Forbidden, Malformed, Unavailable, Unknown
from widgets.ledger import revisions, tallies
from widgets.ledger.revisions import change_state, frozen, thaw
from widgets.model import PARTITIONS, Reveal, Standing, Status, Widget, page_partition, partition_of
from widgets.publishing import Draft

MAY = datetime(2031, 5, 4, tzinfo=UTC)
JUNE = datetime(2031, 6, 4, tzinfo=UTC)


async def vote(newsroom: Newsroom, poll: Widget, *options: str) -> None:
    """Let reader after reader vote."""
    for by, option in enumerate(options):
        await newsroom.cast(by, poll, {"options": [option]})


async def tally_of(newsroom: Newsroom, poll: Widget) -> tuple[dict[str, int], Standing]:
    standing = (await tallies.read(newsroom.engine, [poll.id]))[poll.id]
    return {key: n for key, n in standing.tally[""].items() if n}, standing


async def test_a_widget_on_a_page_shares_its_partition_and_one_on_none_has_any(newsroom):
    poll = await newsroom.poll()
    assert partition_of(poll.id) == page_partition(SITE, PAGE)
    draft = Draft(site=SITE, format="poll", spec=poll.spec)
    made = {partition_of((await newsroom.publishing.create(draft)).id) for _ in range(40)}
    assert len(made) > 5
    assert made <= set(range(PARTITIONS))


async def test_the_same_seed_makes_the_same_id(newsroom):
    draft = Draft(site=SITE, format="poll", spec=poll_of("a", "b"))
    made = await newsroom.publishing.create(draft, bytes(16))
    assert made.id == (await newsroom.publishing.find(SITE, made.id)).id
    assert made.status(MAY) is Status.DRAFT


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"site": "nobody"}, Unknown, "unknown_site"),
        ({"format": "horoscope"}, Unknown, "unknown_format"),
        ({"url": "https://elsewhere.example/article"}, Forbidden, "foreign_url"),
        ({"url": "javascript:alert(1)"}, Malformed, "bad_url"),
        ({"spec": b"{"}, Malformed, "malformed_json"),
        ({"spec": poll_of("only")}, Malformed, "bad_number_of_options"),
        ({"spec": b'{"questions":[],"votes":7}'}, Malformed, "unknown_field"),
        ({"spec": poll_of("a", "b", prompt="a\u202eb")}, Malformed, "forbidden_character"),
        ({"opens_at": JUNE, "closes_at": MAY}, Malformed, "bad_schedule"),
        ({"closes_at": MAY.replace(tzinfo=None)}, Malformed, "bad_schedule"),
    ],
)
async def test_a_draft_that_makes_no_sense_creates_nothing(newsroom, changes, kind, code):
    draft = Draft(site=SITE, format="poll", spec=poll_of("a", "b"), url=PAGE)
    with pytest.raises(kind) as refused:
        await newsroom.publishing.create(msgspec.structs.replace(draft, **changes))
    assert refused.value.code == code
    assert (await newsroom.voxpop.catalog.load_page(SITE, PAGE))[1] == []


async def test_status_follows_what_is_published_scheduled_closed_and_retired(newsroom):
    publishing, poll = newsroom.publishing, await newsroom.poll()
    later = await publishing.schedule(SITE, poll.id, MAY, JUNE)
    assert [later.status(moment) for moment in (MAY.replace(month=4), MAY, JUNE)] == [
        Status.SCHEDULED, Status.PUBLISHED, Status.CLOSED,
    ]  # fmt: skip
    assert (await publishing.schedule(SITE, poll.id, None, None)).status(JUNE) is Status.PUBLISHED
    assert (await publishing.close(SITE, poll.id)).status(JUNE) is Status.CLOSED
    assert (await publishing.retire(SITE, poll.id)).status(JUNE) is Status.RETIRED
    again = await publishing.open(SITE, poll.id)
    assert again.status(JUNE) is Status.CLOSED
    assert again.revision == poll.revision + 5


async def test_publishing_twice_is_one_change(newsroom):
    poll = await newsroom.poll()
    assert (await newsroom.publishing.open(SITE, poll.id)).revision == poll.revision


async def test_every_change_reaches_redis_with_its_revision(newsroom):
    poll = await newsroom.poll()
    await newsroom.publishing.reveal(SITE, poll.id, Reveal.AFTER_CLOSE)
    assert (await newsroom.shown(poll)).revision == poll.revision + 1


async def test_a_removed_option_takes_its_votes_along_and_brings_them_back(newsroom):
    poll = await newsroom.poll("red", "green", "blue")
    await vote(newsroom, poll, "red", "red", "green", "blue")
    fewer = await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "green"))
    assert (await tally_of(newsroom, poll))[0] == {"red": 2, "green": 1, "turnout": 3}
    assert (await newsroom.shown(poll)).tally[""] == {"red": 2, "green": 1, "turnout": 3}
    assert (await newsroom.recount())[1] == []
    await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "green", "blue", "pink"))
    counts, standing = await tally_of(newsroom, poll)
    assert counts == {"red": 2, "green": 1, "blue": 1, "turnout": 4}
    assert standing.revision == fewer.revision + 1
    assert (await newsroom.recount())[1] == []


async def test_a_reader_of_an_older_revision_changes_exactly_the_own_vote(newsroom):
    poll = await newsroom.poll("red", "green", "blue")
    await vote(newsroom, poll, "red", "blue")
    await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "green"))
    await newsroom.cast(1, poll, {"options": ["green"]})
    assert (await tally_of(newsroom, poll))[0] == {"red": 1, "green": 1, "turnout": 2}
    await newsroom.cast(0, poll, None)
    assert (await tally_of(newsroom, poll))[0] == {"green": 1, "turnout": 1}
    assert (await newsroom.recount())[1] == []


async def test_other_words_change_the_revision_but_no_number(newsroom, monkeypatch):
    poll = await newsroom.poll("red", "green")
    await vote(newsroom, poll, "red")

    async def never(*_: object) -> None:
        raise AssertionError("The sheets were counted for nothing.")

    monkeypatch.setattr(revisions, "count_by", never)
    titled = await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "green", title="Colours"))
    assert b"Colours" in titled.spec
    assert titled.revision == poll.revision + 1
    assert (await tally_of(newsroom, poll))[0] == {"red": 1, "turnout": 1}


async def test_the_same_spec_again_changes_nothing(newsroom):
    poll = await newsroom.poll("red", "green")
    assert (await newsroom.publishing.rewrite(SITE, poll.id, poll.spec)).revision == poll.revision


async def test_a_stale_edit_is_refused_and_changes_nothing(newsroom):
    poll = await newsroom.poll("red", "green")
    await newsroom.publishing.reveal(SITE, poll.id, Reveal.AFTER_CLOSE)
    with pytest.raises(Conflicting) as refused:
        await newsroom.publishing.rewrite(SITE, poll.id, poll_of("a", "b"), expected=poll.revision)
    assert refused.value.code == "stale_edit"
    now = await newsroom.publishing.find(SITE, poll.id)
    assert (now.revision, now.spec) == (poll.revision + 1, poll.spec)


async def test_a_story_never_shows_itself(newsroom):
    def story(block: dict[str, str]) -> bytes:
        return msgspec.json.encode({"title": "A story", "blocks": [block]})

    publishing = newsroom.voxpop.publishing
    link = {"kind": "link", "url": "https://news.example/", "title": "Elsewhere"}
    made = await publishing.create(Draft(site=SITE, format="story", spec=story(link)))
    with pytest.raises(Malformed) as refusal:
        await publishing.rewrite(SITE, made.id, story({"kind": "widget", "widget": made.id}))
    assert refusal.value.code == "nested_twice"
    assert (await publishing.find(SITE, made.id)).revision == 1


async def test_a_malformed_spec_leaves_the_one_there_is(newsroom):
    poll = await newsroom.poll("red", "green")
    with pytest.raises(Malformed):
        await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red"))
    assert await newsroom.publishing.find(SITE, poll.id) == poll


async def test_a_large_widget_is_frozen_while_it_is_recounted(newsroom, monkeypatch):
    monkeypatch.setattr(revisions, "LARGEST_AT_ONCE", 3)
    poll = await newsroom.poll("red", "green", "blue")
    await vote(newsroom, poll, "red", "green", "blue", "blue")
    refused = []
    count_by = revisions.count_by

    async def count_while_a_reader_casts(*arguments):
        refused.append(await newsroom.refusal(9, poll, {"options": ["red"]}))
        with pytest.raises(Unavailable) as conflict:
            await newsroom.publishing.close(SITE, poll.id)
        refused.append(conflict.value)
        assert await thaw(newsroom.engine) == []
        return await count_by(*arguments)

    monkeypatch.setattr(revisions, "count_by", count_while_a_reader_casts)
    after = await newsroom.publishing.rewrite(SITE, poll.id, poll_of("red", "green"))
    assert [(type(each), each.code) for each in refused] == [(Unavailable, "frozen")] * 2
    assert not after.frozen
    assert (await tally_of(newsroom, poll))[0] == {"red": 1, "green": 1, "turnout": 2}
    assert (await newsroom.cast(9, poll, {"options": ["red"]}))["tally"]["red"] == 2
    assert (await newsroom.recount())[1] == []


async def test_a_recount_that_fails_leaves_the_widget_as_it_was(newsroom, monkeypatch):
    monkeypatch.setattr(revisions, "LARGEST_AT_ONCE", 0)
    poll = await newsroom.poll("red", "green")
    await vote(newsroom, poll, "red")

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(revisions, "count_by", fail)
    with pytest.raises(ZeroDivisionError):
        await newsroom.publishing.rewrite(SITE, poll.id, poll_of("a", "b"))
    now = await newsroom.publishing.find(SITE, poll.id)
    assert (now.spec, now.frozen) == (poll.spec, False)
    await newsroom.cast(1, poll, {"options": ["red"]})
    assert (await newsroom.recount())[1] == []


async def test_who_dies_while_a_widget_is_frozen_is_noticed(newsroom):
    poll = await newsroom.poll()
    await change_state(newsroom.engine, poll.id, {"frozen": True})
    [held] = await thaw(newsroom.engine)
    assert held.standings[0].widget == poll.id
    newsroom.voxpop.catalog.clear()
    await newsroom.cast(1, poll, {"options": ["red"]})


async def test_two_recounts_of_one_widget_at_once_are_one(newsroom):
    poll = await newsroom.poll()
    async with frozen(newsroom.engine, poll.id, None) as revision:
        with pytest.raises(Unavailable):
            async with frozen(newsroom.engine, poll.id, None):
                pass
        await change_state(newsroom.engine, poll.id, {"frozen": False}, expected=revision)


async def test_this_process_knows_of_a_change_at_once(newsroom):
    poll = await newsroom.poll()
    await newsroom.voxpop.catalog.widget(poll.id)
    await newsroom.voxpop.catalog.page(SITE, PAGE)
    await newsroom.publishing.reveal(SITE, poll.id, Reveal.MODERATORS)
    on_page = (await newsroom.voxpop.catalog.page(SITE, PAGE)).widgets[-1]
    for known in (await newsroom.voxpop.catalog.widget(poll.id), on_page):
        assert (known.widget.id, known.widget.reveal) == (poll.id, Reveal.MODERATORS)


async def test_another_process_hears_of_a_change_from_redis(newsroom, database, redis_url):
    async with opened(database, redis_url) as other:
        poll = await newsroom.poll()
        await other.voxpop.catalog.widget(poll.id)
        await newsroom.publishing.reveal(SITE, poll.id, Reveal.MODERATORS)
        await other.voxpop.results.widget(poll.id)
        assert (await other.voxpop.catalog.widget(poll.id)).widget.reveal is Reveal.MODERATORS
