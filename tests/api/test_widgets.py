"""Widgets that moderators make, over HTTP: attacks 19 and 20 of the catalogue, and what is hidden."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import msgspec
import pytest

from api.reader import shapes
from tests.api.serving import ORIGIN, check_problem, read_until
from tests.api.test_live_streams import watch
from widgets.model import Reveal
from widgets.publishing import Draft, Publishing

SPEC = {
    "title": "Which?",
    "questions": [
        {
            "kind": "single",
            "prompt": "Which one?",
            "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}],
        }
    ],
}
HOUR = timedelta(hours=1)


@pytest.fixture
def publishing(service):
    voxpop = service.application.running.voxpop
    return Publishing(voxpop.engine, voxpop.catalog, voxpop.counts.tallies.write)


@pytest.fixture
def make(service, publishing):
    """Makes a poll, published unless told otherwise."""

    def make(*, published=True, **changes):
        draft = Draft(site="demo", format="poll", spec=json.dumps(SPEC).encode(), **changes)
        widget = service.run_there(lambda: publishing.create(draft))
        if published:
            service.run_there(lambda: publishing.open("demo", widget.id))
        return widget.id

    return make


def read(service, id):
    return service.client.get(f"/v1/widgets/{id}")


def cast(service, id, option, token=None):
    return service.put(f"/v1/widgets/{id}/ballots/-", {"options": [option]}, token or service.mint())


def refuse_cast(service, id, status, code, token=None):
    """See that a ballot is refused, and that no row and no key of Redis was kept, budgets aside."""
    rows = service.keeps()[0]
    check_problem(cast(service, id, "b", token), status, code)
    assert service.keeps()[0] == rows


def test_a_published_widget_is_shown_and_takes_ballots(service, make):
    id = make(reveal=Reveal.ALWAYS)
    shown = msgspec.json.decode(read(service, id).content, type=shapes.WholeWidget)
    assert (shown.id, shown.status, shown.tally) == (id, "published", {"a": 0, "b": 0, "turnout": 0})
    assert cast(service, id, "a").json()["tally"] == {"a": 1, "b": 0, "turnout": 1}


def test_a_draft_is_nowhere(service, make):
    id = make(published=False, url=f"{ORIGIN}/draft")
    check_problem(read(service, id), 404, "unknown_widget")
    assert "poll" not in service.page(f"{ORIGIN}/draft")
    refuse_cast(service, id, 404, "unknown_widget")
    own = service.client.get(
        "/v1/ballots", params={"widget": id}, headers={"authorization": f"Bearer {service.mint()}"}
    )
    assert "Which?" not in own.text


def test_before_it_opens(service, make):
    id = make(opens_at=datetime.now(UTC) + HOUR)
    assert read(service, id).json()["status"] == "scheduled"
    refuse_cast(service, id, 409, "not_open")


def test_after_it_closed(service, make, publishing):
    id, token = make(), service.mint()
    assert cast(service, id, "a", token).status_code == 200
    service.run_there(lambda: publishing.close("demo", id))
    refuse_cast(service, id, 409, "closed")
    refuse_cast(service, id, 409, "closed", token)
    again = cast(service, id, "a", token)
    assert (again.status_code, again.json()["mine"]) == (200, {"": {"options": ["a"]}})
    withdrawn = service.client.delete(
        f"/v1/widgets/{id}/ballots/-", headers={"authorization": f"Bearer {token}"}
    )
    check_problem(withdrawn, 409, "closed")


def test_a_retired_widget_is_nowhere(service, make, publishing):
    id = make()
    service.run_there(lambda: publishing.retire("demo", id))
    check_problem(read(service, id), 404, "unknown_widget")
    refuse_cast(service, id, 404, "unknown_widget")


def test_another_sites_reader_is_nobody_here(service, make):
    id = make()
    refuse_cast(service, id, 401, "foreign_token", service.mint("other"))
    headers = {"authorization": f"Bearer {service.mint('other')}"}
    check_problem(
        service.client.get("/v1/ballots", params={"widget": id}, headers=headers), 401, "foreign_token"
    )


@pytest.mark.parametrize("reveal", [Reveal.AFTER_CASTING, Reveal.AFTER_CLOSE, Reveal.MODERATORS])
def test_a_hidden_tally_leaves_by_no_route(service, make, reveal):
    url = f"{ORIGIN}/hidden-{reveal}"
    id = make(reveal=reveal, url=url)
    for _ in range(3):
        assert cast(service, id, "a").status_code == 200
    stream = watch(service, url)
    whole = read(service, id).json()
    assert whole["tally"] is None
    assert "bars" not in {part["part"] for part in whole["parts"]}
    assert service.page(url)["poll"]["tally"] is None
    stranger = {"authorization": f"Bearer {service.mint()}"}
    for asked in ({"widget": id}, {"site": "demo", "url": url}):
        own = service.client.get("/v1/ballots", params=asked, headers=stranger).json()["widgets"][id]
        assert own["tally"] is None
    # What is public on the same page comes through, and nothing of the poll before it.
    assert service.put(service.place(url), {"reactions": ["love"]}, service.mint()).status_code == 200
    assert id.encode() not in read_until(stream, b'"love":1')
    stream.close()
    told = cast(service, id, "b").json()["tally"]
    assert told == ({"a": 3, "b": 1, "turnout": 4} if reveal is Reveal.AFTER_CASTING else None)


def test_no_cache_serves_it_beyond_its_opening(service, make):
    id = make(opens_at=datetime.now(UTC) + timedelta(seconds=3), reveal=Reveal.ALWAYS)
    told = read(service, id).headers["cache-control"]
    fresh, stale = (int(each.partition("=")[2]) for each in told.removeprefix("public, ").split(", "))
    assert fresh + stale <= 3


def test_the_same_option_in_two_widgets_cannot_be_mixed_up(service, make):
    one, other = make(reveal=Reveal.ALWAYS), make(reveal=Reveal.ALWAYS)
    token = service.mint()
    assert cast(service, one, "a", token).status_code == 200
    assert read(service, other).json()["turnout"] == 0
    place = f"/v1/widgets/{one}/ballots/-?url={quote(ORIGIN, safe='')}"
    check_problem(service.put(place, {"options": ["a"]}, token), 400, "wrong_widget")
