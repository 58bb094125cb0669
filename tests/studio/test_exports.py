"""Exports over HTTP: whole or broken off, never held by who does not fetch, and told how far they are."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from itertools import chain
from typing import Any

import httpx
import msgspec
import pytest

from api.studio.desk import exports as handlers
from tests.api.serving import ORIGIN, Service
from tests.studio.desk import Desk, seat
from widgets import downloads, exporting
from widgets.downloads import Downloads
from widgets.errors import Unavailable
from widgets.ledger import exports as ledger_exports
from widgets.ledger.exports import Kept, read_sheets
from widgets.roles import Role

BALLOTS = "/studio/demo/exports/ballots"
PROGRESS = "/studio/demo/exports/progress"
TICKET = "a-ticket-of-the-test"


@pytest.fixture(scope="module")
def ada(studio: Service) -> Desk:
    place = studio.place(f"{ORIGIN}/exported", "points")
    for _ in range(3):
        assert studio.put(place, {"vote": 1}, studio.mint(), origin=ORIGIN).status_code == 200
    return seat(studio, "ada.exports", Role.MODERATOR)


@pytest.fixture
def offered(studio: Service) -> Downloads:
    assert studio.application.running is not None
    return studio.application.running.voxpop.downloads


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Puts another way of reading ballots in place, whose answers begin at once."""

    def put(read: Callable[..., Any]) -> None:
        monkeypatch.setattr(ledger_exports, "read_sheets", read)
        monkeypatch.setattr(handlers, "SOON", 0.0)
        monkeypatch.setattr(downloads, "EVERY", 0.0)

    return put


def test_a_file_that_is_soon_whole_tells_its_length(ada: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ada.get(f"{BALLOTS}?form=json")
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["content-disposition"] == 'attachment; filename="demo-ballots.json"'
    monkeypatch.setattr(handlers, "SOON", 0.0)
    later = ada.get(f"{BALLOTS}?form=json")
    assert later.json() == answer.json()


def test_whoever_hangs_up_stops_the_reading(
    ada: Desk, offered: Downloads, reading: Any, studio: Service
) -> None:
    begun: list[bool] = []
    closed: list[bool] = []

    async def never(*_: object) -> AsyncIterator[list[Kept]]:
        begun.append(True)
        try:
            yield []
            await asyncio.Event().wait()
        finally:
            closed.append(True)

    reading(never)
    with ada.client.stream("GET", BALLOTS) as stream:
        pieces = stream.iter_raw()
        assert next(pieces).startswith(b"widget,")
        studio.await_that(lambda: bool(begun))
        assert offered.under_way == 1
    studio.await_that(lambda: offered.under_way == 0)
    assert closed == [True]


def test_whoever_takes_nothing_is_given_up(
    ada: Desk, offered: Downloads, reading: Any, studio: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "STALLED", 0.2)
    monkeypatch.setattr(exporting, "ballot_rows", lambda subject, kept: [row(subject)] * 50_000)
    reading(read_sheets)
    with ada.client.stream("GET", BALLOTS) as stream:
        assert stream.status_code == 200
        # Nothing is read, although there are many megabytes.
        studio.await_that(lambda: offered.under_way == 0)


def row(subject: Any) -> dict[str, Any]:
    rest = dict.fromkeys(exporting.COLUMNS[exporting.What.BALLOTS], "x" * 20)
    return {**rest, **subject.named}


def test_a_part_is_never_taken_for_the_whole(ada: Desk, reading: Any) -> None:
    async def lost(*_: object) -> AsyncIterator[list[Kept]]:
        yield []
        raise Unavailable("ledger_away", "The ledger cannot be reached right now.")

    reading(lost)
    with pytest.raises(httpx.RemoteProtocolError):
        ada.get(f"{BALLOTS}?ticket={TICKET}-lost")
    told = ada.see(f"{PROGRESS}?ticket={TICKET}-lost")
    assert "Ballots could not be exported. The ledger cannot be reached right now." in told
    assert "hx-get" not in told


def test_what_cannot_begin_is_said_in_a_sentence(
    studio: Service, ada: Desk, offered: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = seat(studio, "olga.exports", Role.OWNER)
    written = owner.see("/studio/demo/log").count("exported the ballots")
    monkeypatch.setattr(downloads, "MOST_AT_ONCE", 0)
    answer = ada.get(BALLOTS)
    assert answer.status_code == 503
    assert "no more fit; try again in a minute" in answer.text
    assert answer.headers["retry-after"] == "60"
    assert owner.see("/studio/demo/log").count("exported the ballots") == written
    monkeypatch.undo()
    monkeypatch.setattr(downloads, "LARGEST", 10)
    answer = ada.get(BALLOTS)
    assert answer.status_code == 413
    assert "widget by widget" in answer.text
    assert "attachment" not in answer.headers.get("content-disposition", "")


def test_progress_is_of_ones_own_session_and_site(studio: Service, ada: Desk) -> None:
    bo = seat(studio, "bo.exports", Role.OWNER)
    ada.see(f"{BALLOTS}?ticket={TICKET}-own")
    assert re.search(r"Ballots are ready: \S+ \S+ as CSV", ada.see(f"{PROGRESS}?ticket={TICKET}-own"))
    for desk, path in ((bo, PROGRESS), (ada, PROGRESS)):
        ticket = f"{TICKET}-own" if desk is bo else f"{TICKET}-other"
        assert "being prepared" in desk.see(f"{path}?ticket={ticket}")
    assert ada.get(f"/studio/other/exports/progress?ticket={TICKET}-own").status_code == 404
    carl = seat(studio, "carl.exports", Role.CONTRIBUTOR)
    assert carl.get(f"{PROGRESS}?ticket={TICKET}-own").status_code == 403
    for wrong in ("short", "%2e%2e%2f" * 4, "x" * 65):
        assert ada.get(f"{PROGRESS}?ticket={wrong}").status_code in (400, 404)
        assert ada.get(f"{BALLOTS}?ticket={wrong}").status_code in (400, 404)


def test_each_export_gets_a_ticket_of_its_own_and_asking_ends(ada: Desk) -> None:
    ticket = re.compile(r'id="export-ticket" value="([\w-]{32})"')
    [given] = ticket.findall(ada.see("/studio/demo/results"))
    first = ada.see(f"{PROGRESS}?ticket={given}")
    [anew] = ticket.findall(first)
    assert anew != given
    assert f"ticket={given}&amp;asked=1" in first or f"ticket={given}&asked=1" in first
    assert not ticket.findall(ada.see(f"{PROGRESS}?ticket={given}&asked=1"))
    last = ada.see(f"{PROGRESS}?ticket={given}&asked={handlers.PATIENCE}")
    assert "cannot be told" in last
    assert "hx-get" not in last


def test_an_export_is_cancelled(ada: Desk, reading: Any, studio: Service) -> None:
    async def endless(*_: object) -> AsyncIterator[list[Kept]]:
        while True:
            yield []
            await asyncio.sleep(0)

    reading(endless)
    ticket = f"{TICKET}-stop"
    assert ada.send(f"{PROGRESS}/{ticket}/cancellation", {}).status_code == 403
    with ada.client.stream("GET", f"{BALLOTS}?ticket={ticket}") as stream:
        pieces = stream.iter_raw()
        assert next(pieces)
        studio.await_that(lambda: "readers" in ada.see(f"{PROGRESS}?ticket={ticket}&asked=1"))
        # It may have stopped by the time the answer is drawn.
        assert "cancelled" in ada.post(f"{PROGRESS}/{ticket}/cancellation").text
        with pytest.raises(httpx.RemoteProtocolError):
            list(pieces)
    studio.await_that(lambda: "was cancelled" in ada.see(f"{PROGRESS}?ticket={ticket}&asked=1"))


def test_days_bound_what_is_exported(ada: Desk) -> None:
    everything = ada.get(f"{BALLOTS}?form=json").json()
    assert len(everything) >= 3
    day = everything[0]["cast_at"][:10]
    assert ada.get(f"{BALLOTS}?form=json&since={day}&until=").json() == everything
    assert ada.get(f"{BALLOTS}?form=json&since=2001-01-01&until=2001-01-02").json() == []
    assert ada.get(f"{BALLOTS}?form=json&until=2001-01-02").json() == []
    assert ada.get("/studio/demo/exports/history?form=json&until=2001-01-02").json() == []
    for wrong, told in (
        ("since=2001-02-30", "is no day"),
        ("until=yesterday", "is no day"),
        ("since=2002-01-01&until=2001-01-01", "change the two days round"),
    ):
        answer = ada.get(f"{BALLOTS}?{wrong}")
        assert (answer.status_code, told in answer.text) == (400, True)


def test_a_span_of_time_is_recounted_from_its_days(ada: Desk) -> None:
    rows = msgspec.json.decode(ada.get(f"{BALLOTS}?form=json").content)
    days = sorted({each["cast_at"][:10] for each in rows})
    parts = [ada.get(f"{BALLOTS}?form=json&since={day}&until={day}").json() for day in days]
    assert sorted(map(str, chain(*parts))) == sorted(map(str, rows))
