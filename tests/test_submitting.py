"""Lists that grow and shrink while readers vote: the tally is what follows from the sheets, at every step."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.newsroom import SITE, Newsroom, opened, random_of, sheet_of
from widgets import changing
from widgets.errors import OverBudget, Refused
from widgets.ledger import submissions
from widgets.ledger.aside import Chosen
from widgets.model import Reveal, Widget
from widgets.moderation import About
from widgets.publishing import Draft
from widgets.readers import Reader
from widgets.submitting import Sending

SPEC = b'{"title": "Where?", "items": [{"id": "first", "title": "First"}]}'
READERS = 3

moves = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["vote", "vote", "withdraw"]), st.integers(1, READERS), st.integers(0, 4)),
        st.tuples(
            st.sampled_from(["send", "approve", "reject", "aside", "restore"]),
            st.integers(1, READERS),
            st.integers(0, 4),
        ),
    ),
    max_size=14,
)


class OpenRoom:
    """An open list in a newsroom, and what has been sent in to it."""

    def __init__(self, newsroom: Newsroom, widget: Widget) -> None:
        self.newsroom = newsroom
        self.widget = widget
        self.about = About(site=SITE, widget=widget.id)
        self.sent: list[str] = []

    async def send(self, by: int, title: str) -> str:
        reader = Reader(SITE, random_of(by))
        body = f'{{"title": "{title}"}}'.encode()
        sending = Sending(widget=self.widget.id, body=body, reader=reader, network=b"network!")
        return (await self.newsroom.voxpop.submitting.submit(sending)).id

    async def do(self, what: str, by: int, at: int) -> None:
        """Make a move; one that is refused, because there is nothing to make it with, changes nothing."""
        slots = ["first", *self.sent]
        slot = slots[at % len(slots)]
        room, reviewing = self.newsroom, self.newsroom.voxpop.reviewing
        try:
            match what:
                case "vote" | "withdraw":
                    await room.cast(by, self.widget, {"vote": 1} if what == "vote" else None, slot)
                case "send":
                    self.sent.append(await self.send(by, f"Number {len(self.sent)}"))
                case "approve" if slot != "first":
                    await reviewing.approve(self.about, [slot])
                case "reject" if slot != "first":
                    await reviewing.reject(self.about, [slot])
                case "aside":
                    await room.moderation.move(
                        self.about, Chosen(readers=(sheet_of(by, self.widget),)), aside=True
                    )
                case "restore":
                    await room.moderation.restore(self.about, Chosen(readers=(sheet_of(by, self.widget),)))
        except Refused:
            pass


async def open_list(newsroom: Newsroom) -> OpenRoom:
    draft = Draft(site=SITE, format="open_list", spec=SPEC, reveal=Reveal.ALWAYS)
    widget = await newsroom.publishing.create(draft)
    return OpenRoom(newsroom, await newsroom.publishing.open(SITE, widget.id))


@pytest.fixture
async def newsroom(database, redis_url):
    async with opened(database, redis_url) as newsroom:
        yield newsroom


@pytest.mark.anyio
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
async def test_the_equation_holds_whatever_is_let_in_and_taken_out(newsroom, history):
    room = await open_list(newsroom)
    for what, by, at in history:
        await room.do(what, by, at)
    summary, found = await newsroom.recount(widget=room.widget.id)
    assert found == []
    assert summary.widgets == 1


@pytest.mark.anyio
async def test_a_queue_has_an_end_for_one_reader_and_for_all(newsroom, monkeypatch):
    monkeypatch.setattr(submissions, "MOST_OF_READER", 2)
    monkeypatch.setattr(submissions, "MOST_PENDING", 3)
    room = await open_list(newsroom)
    await room.send(1, "One")
    second = await room.send(1, "Two")
    for by, title, code in (
        (1, "Three", "too_many_submissions"),
        (2, "Three", ""),
        (3, "Four", "queue_full"),
    ):
        if code:
            with pytest.raises(OverBudget) as refusal:
                await room.send(by, title)
            assert refusal.value.code == code
        else:
            await room.send(by, title)
    # What is there already is no new one, and what is decided makes room.
    assert await room.send(1, "Two") == second
    await newsroom.voxpop.reviewing.reject(room.about, [second])
    await room.send(1, "Three")
    [waiting] = await newsroom.voxpop.reviewing.waiting(SITE)
    assert (waiting.widget.id, waiting.count) == (room.widget.id, 3)


@pytest.mark.anyio
async def test_a_list_has_an_end(newsroom, monkeypatch):
    monkeypatch.setattr(submissions, "MOST_APPROVED", 2)
    room = await open_list(newsroom)
    ids = [await room.send(by, f"Number {by}") for by in range(1, 4)]
    reviewing = newsroom.voxpop.reviewing
    with pytest.raises(Refused) as refusal:
        await reviewing.approve(room.about, ids)
    assert refusal.value.code == "list_full"
    await reviewing.approve(room.about, ids[:2])
    # Those that are seen already take no more room.
    await reviewing.approve(room.about, ids[:2])
    assert [each.id for each in (await newsroom.publishing.find(SITE, room.widget.id)).approved] == ids[:2]


@pytest.mark.anyio
async def test_what_readers_sent_in_is_not_lost_with_other_words_of_the_author(newsroom):
    room = await open_list(newsroom)
    sent = await room.send(1, "Readers' own")
    await newsroom.voxpop.reviewing.approve(room.about, [sent])
    await newsroom.cast(2, room.widget, {"vote": 1}, sent)
    widget = await newsroom.publishing.find(SITE, room.widget.id)
    reworded = SPEC.replace(b'"title": "First"', b'"title": "First", "text": "The oldest."')
    assert await changing.weigh(newsroom.engine, widget, reworded) is None
    # A number that has gone back to zero is no other count.
    await newsroom.cast(2, room.widget, {"vote": 1}, "first")
    await newsroom.cast(2, room.widget, None, "first")
    assert await changing.weigh(newsroom.engine, widget, reworded) is None
