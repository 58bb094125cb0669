"""Marks of links: believed for their page, way and time, and counted once a reader, apart from shares."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.newsroom import PAGE, SITE, Newsroom
from widgets.canonical import make_canonical
from widgets.errors import Forbidden
from widgets.links import DAY, LASTING, Links

NOW = 20_000 * DAY + 5_000
links = Links(["a new key", "an old key"])
words = st.text(st.sampled_from("abcxyz_"), min_size=1, max_size=9)
days = st.integers(0, LASTING)


def arrival(mark: str, url: str = PAGE) -> str:
    return f"{url}?utm_source=chat&vox_via={mark}"


def code_of(mark: str, *, site: str = SITE, url: str = PAGE, way: str = "copy", now: float = NOW) -> str:
    with pytest.raises(Forbidden) as refusal:
        links.check(arrival(mark), site, url, way, now)
    return refusal.value.code


@given(way=words, later=days)
def test_a_mark_is_believed_at_its_page_for_its_time(way: str, later: int) -> None:
    mark = links.mark(SITE, PAGE, way, NOW)
    links.check(arrival(mark), SITE, PAGE, way, NOW + later * DAY)
    assert mark == links.mark(SITE, PAGE, way, NOW + DAY - 5_001)
    assert make_canonical(arrival(mark)) == PAGE
    assert quote(mark) == mark


def test_a_mark_of_a_retiring_key_is_believed_and_of_an_unknown_one_not() -> None:
    links.check(arrival(Links(["an old key"]).mark(SITE, PAGE, "copy", NOW)), SITE, PAGE, "copy", NOW)
    assert code_of(Links(["another key"]).mark(SITE, PAGE, "copy", NOW)) == "bad_mark"


@pytest.mark.parametrize(
    "wrong",
    [
        {"site": "other"},
        {"url": f"{PAGE}/2"},
        {"way": "x"},
        {"now": NOW + (LASTING + 1) * DAY},
        {"now": NOW - 2 * DAY},
    ],
)
def test_a_mark_says_nothing_of_another_page_way_or_time(wrong: dict[str, Any]) -> None:
    assert code_of(links.mark(SITE, PAGE, "copy", NOW), **wrong) == "bad_mark"


@example(mark=f"copy.{NOW // DAY}.\u00e9")
@given(mark=st.text(max_size=40).filter(lambda mark: "\n" not in mark))
def test_whatever_else_stands_there_is_no_mark(mark: str) -> None:
    assert code_of(mark) == "bad_mark"
    assert code_of(quote(mark)) == "bad_mark"


@given(at=st.integers(0), letter=st.sampled_from("AZaz09-_."))
def test_a_changed_mark_is_no_mark(at: int, letter: str) -> None:
    mark = links.mark(SITE, PAGE, "copy", NOW)
    at %= len(mark)
    if mark[at] != letter:
        assert code_of(mark[:at] + letter + mark[at + 1 :]) == "bad_mark"


def arrive(newsroom: Newsroom, by: int, mark: str, slot: str = "arrived_copy") -> Any:
    return newsroom.cast(by, "shares", {}, slot, url=PAGE, at=arrival(mark))


@pytest.mark.anyio
async def test_arrivals_count_once_a_reader_and_never_as_shares(newsroom: Newsroom) -> None:
    view = await newsroom.voxpop.results.page(SITE, PAGE)
    mark = view.body.partition(b'"copy":"')[2].partition(b'"')[0].decode()
    for by in (1, 1, 2):
        answer = await arrive(newsroom, by, mark)
    assert answer["tally"]["arrived_copy"] == {"arrived": 2}
    assert (answer["parts"][1]["value"], answer["parts"][1]["unit"]) == (0, "shares")
    for slot, forged in (("arrived_copy", "copy.20000.forged"), ("arrived_x", mark)):
        with pytest.raises(Forbidden):
            await arrive(newsroom, 3, forged, slot)
    refusal = await newsroom.refusal(3, "shares", {}, "arrived_copy")
    assert refusal.code == "bad_mark"
    summary, wrong = await newsroom.recount()
    assert (summary.sheets, wrong) == (2, [])
    board = await newsroom.voxpop.boards.board(SITE, "shares", "24h")
    assert b'"pages":[]' in board.body
