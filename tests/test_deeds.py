"""The log of deeds: it knows of a change exactly if the change was committed."""

import pytest

from tests.newsroom import SITE, Newsroom, poll_of, sheet_of
from widgets.errors import Conflicting, Malformed
from widgets.ledger import deeds, revisions
from widgets.ledger.aside import Chosen
from widgets.model import Reveal
from widgets.moderation import About
from widgets.publishing import Draft
from widgets.staff import Deed

pytestmark = pytest.mark.anyio


def deed(what: str) -> Deed:
    return Deed(by="p_ada", name="Ada", what=what, site=SITE)


async def told(newsroom: Newsroom, widget: str | None = None) -> list[str]:
    """What the log says, the oldest first."""
    log = await deeds.read(newsroom.engine, SITE, widget=widget)
    return [entry.deed.what for entry in reversed(log.entries)]


async def test_every_change_of_a_widget_is_written_with_it_and_nothing_else_is(newsroom: Newsroom):
    publishing = newsroom.publishing
    with deeds.doing(deed("wrote")):
        draft = Draft(site=SITE, format="poll", spec=poll_of("red", "green"), reveal=Reveal.ALWAYS)
        widget = await publishing.create(draft)
    with deeds.doing(deed("published")):
        await publishing.open(SITE, widget.id)
        await publishing.open(SITE, widget.id)
    with deeds.doing(deed("rewrote")):
        await publishing.rewrite(SITE, widget.id, poll_of("red", "blue"))
    await publishing.close(SITE, widget.id)
    assert await told(newsroom) == await told(newsroom, widget.id) == ["wrote", "published", "rewrote"]


async def test_what_is_refused_is_not_written(newsroom: Newsroom):
    widget = await newsroom.poll()
    with deeds.doing(deed("spoilt")), pytest.raises(Malformed):
        await newsroom.publishing.rewrite(SITE, widget.id, b'{"questions":[]}')
    with deeds.doing(deed("came too late")), pytest.raises(Conflicting):
        await newsroom.publishing.close(SITE, widget.id, expected=widget.revision + 5)
    assert await told(newsroom) == []


async def test_a_rewrite_that_freezes_the_widget_is_one_deed_and_one_that_fails_is_none(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
):
    widget = await newsroom.poll()
    await newsroom.cast(1, widget, {"options": ["red"]})
    monkeypatch.setattr(revisions, "LARGEST_AT_ONCE", 0)
    with deeds.doing(deed("rewrote")):
        await newsroom.publishing.rewrite(SITE, widget.id, poll_of("red", "blue"))
    assert await told(newsroom, widget.id) == ["rewrote"]

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(revisions, "count_by", fail)
    with deeds.doing(deed("failed")), pytest.raises(ZeroDivisionError):
        await newsroom.publishing.rewrite(SITE, widget.id, poll_of("red", "grey"))
    assert await told(newsroom, widget.id) == ["rewrote"]


async def test_setting_aside_is_a_deed_and_ballots_that_come_meanwhile_are_none(newsroom: Newsroom):
    widget = await newsroom.poll()
    about = About(site=SITE, widget=widget.id)
    with deeds.doing(deed("set ballots aside")):
        await newsroom.cast(1, widget, {"options": ["red"]})
        assert await told(newsroom) == []
        assert await newsroom.moderation.move(about, Chosen(readers=(b"nobody" * 3,)), aside=True) == 0
        assert await told(newsroom) == []
        assert await newsroom.moderation.move(about, Chosen(readers=(sheet_of(1, widget),)), aside=True) == 1
    assert await told(newsroom) == ["set ballots aside"]
