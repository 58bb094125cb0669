"""Exports: everything that is kept of a site and nothing of another, and no cell that computes."""

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tests.newsroom import PAGE, SITE, Newsroom, id_of, sheet_of
from widgets import rules
from widgets.errors import Unknown
from widgets.exporting import COLUMNS, Exporting, What
from widgets.ledger import exports, history, sites
from widgets.ledger.aside import Chosen
from widgets.ledger.balances import Balance, replace
from widgets.model import Site
from widgets.moderation import About
from widgets.rows import Form, Sheet, neutralise


async def export(newsroom: Newsroom, what: What, form: Form = Form.JSON, **chosen: Any) -> Any:
    """Export, and read what was written."""
    pieces: list[bytes] = []
    written = await Exporting(newsroom.engine).export(what, form, pieces.append, **({"site": SITE} | chosen))
    body = b"".join(pieces)
    found = read_csv(body) if form is Form.CSV else msgspec.json.decode(body)
    assert len(found) == written
    assert all(tuple(row) == COLUMNS[what] for row in found)
    return found


def read_csv(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


async def test_the_counts_are_those_of_the_tallies_with_what_was_imported(newsroom):
    opening = Balance(0, PAGE, id_of("points"), "", "up", "before", 166)
    await replace(newsroom.engine, SITE, [[opening]])
    poll = await newsroom.poll("red", "green")
    await newsroom.cast(1, poll, {"options": ["red"]})
    await newsroom.cast(1, "points", {"vote": 1})
    await newsroom.cast(2, "points", {"vote": -1})
    counts = {(row["widget"], row["key"]): row for row in await export(newsroom, What.COUNTS)}
    up, down = counts[id_of("points"), "up"], counts[id_of("points"), "down"]
    assert (up["count"], up["opening"], down["count"], down["opening"]) == (167, 166, 1, 0)
    assert (up["format"], up["url"], up["turnout"]) == ("points", PAGE, 2)
    assert counts[poll.id, "red"]["count"] == 1
    assert len(await export(newsroom, What.COUNTS, widget=poll.id)) == 2
    assert {row["widget"] for row in await export(newsroom, What.COUNTS, widget=id_of("points"))} == {
        id_of("points")
    }


async def test_whoever_has_the_ballots_can_recount_the_tally(newsroom, monkeypatch):
    monkeypatch.setattr(exports, "PAGE", 2)
    for by, vote in enumerate((1, 1, -1, 1, -1)):
        await newsroom.cast(by, "points", {"vote": vote})
    await newsroom.cast(4, "points", None)
    about = About(site=SITE, widget=id_of("points"), url=PAGE)
    await newsroom.moderation.move(about, Chosen(readers=(sheet_of(0, "points"),)), aside=True)
    ballots = await export(newsroom, What.BALLOTS)
    recounted: dict[str, dict[str, int]] = {}
    for row in ballots:
        if not row["aside"]:
            rules.add(recounted, {"": {"up" if row["ballot"]["vote"] == 1 else "down": 1}})
    counts = await export(newsroom, What.COUNTS)
    assert {row["key"]: row["count"] for row in counts} == recounted[""] == {"up": 2, "down": 1}
    assert {row["aside"] for row in counts} == {1}
    assert {row["reader"] for row in ballots} == {sheet_of(by, "points").hex() for by in range(4)}
    assert {bytes.fromhex(row["network"]) for row in ballots} == {b"network!"}


async def test_history_is_told_state_by_state(newsroom, monkeypatch):
    monkeypatch.setattr(history, "MOST_STATES", 2)
    await newsroom.cast(0, "points", {"vote": 1})
    [widget] = {row["widget"] for row in await export(newsroom, What.COUNTS)}
    states = [
        history.State(moment(minute), {"": {"up": minute}}, minute, minute) for minute in (0, 5, 10, 15, 20)
    ]
    told = iter([states[:2], states[2:4], states[4:]])

    async def select_since(engine, asked, since):
        assert asked == widget
        page = next(told)
        assert since <= page[0].at
        return page

    monkeypatch.setattr(history, "select_since", select_since)
    assert [row["count"] for row in await export(newsroom, What.HISTORY)] == [0, 5, 10, 15, 20]


def moment(minute: int) -> datetime:
    return datetime(2031, 5, 4, 12, minute, tzinfo=UTC)


async def test_nothing_of_another_site_is_exported(newsroom):
    await newsroom.cast(0, "points", {"vote": 1})
    poll = await newsroom.poll()
    await sites.keep(newsroom.engine, Site(id="other", name="Other", origins=("https://other.example",)))
    assert await export(newsroom, What.BALLOTS, site="other") == []
    for id in (poll.id, id_of("points")):
        with pytest.raises(Unknown):
            await export(newsroom, What.COUNTS, site="other", widget=id)
    with pytest.raises(Unknown):
        await export(newsroom, What.COUNTS, site="nowhere")


async def test_a_table_without_rows_is_whole(newsroom):
    for form in Form:
        assert await export(newsroom, What.HISTORY, form) == []


SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
INVISIBLE = ' "\u00a0\u3000\u200b\ufeff'
BREAKS = "\n\r\v\f\x85\u2028\u2029"
hostile = st.text(
    st.sampled_from(SIGNS + INVISIBLE + BREAKS + "\t';,1A(") | st.characters(codec="utf-8"), max_size=40
)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might compute a line of a cell."""
    lines = re.split(f"[{BREAKS}]", text)
    return text.startswith("\r") or any(
        line.startswith("\t") or line.lstrip(INVISIBLE + "\t").startswith(tuple(SIGNS)) for line in lines
    )


@pytest.mark.parametrize("what", What)
@given(st.data())
def test_no_column_of_any_export_begins_a_formula_and_all_is_read_as_it_was_written(what, data):
    columns = COLUMNS[what]
    cells = hostile | st.integers() | st.booleans()
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, cells)), max_size=4))
    for form in Form:
        sheet = Sheet(form, columns)
        body = sheet.begin() + sheet.add(rows) + sheet.end()
        if form is Form.JSON:
            assert msgspec.json.decode(body) == rows
            continue
        found = read_csv(body)
        assert len(found) == len(rows)
        for cell, value in ((row[name], rows[at][name]) for at, row in enumerate(found) for name in columns):
            if isinstance(value, str):
                assert not is_formula(cell)
                assert cell.replace("'", "") == value.replace("'", "")
                assert is_formula(value) or cell == value
            else:
                assert cell == str(neutralise(value))


@given(hostile, st.integers(0, 32_000))
def test_a_long_text_with_quotes_and_lines_comes_back(text, length):
    long = (f'He said: "{text}",\r\nand more; ' * 2).ljust(length, "\u00e9")
    for form in Form:
        sheet = Sheet(form, ["one", "two"])
        body = sheet.begin() + sheet.add([{"one": long, "two": 1}]) + sheet.end()
        [row] = read_csv(body) if form is Form.CSV else msgspec.json.decode(body)
        assert (
            row["one"] == long if form is Form.JSON else row["one"].replace("'", "") == long.replace("'", "")
        )
        assert str(row["two"]) == "1"


@pytest.mark.parametrize("lead", ["", " ", "\u00a0 ", '"', "\ufeff", '" "'])
@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", "harmless\n", "harmless\r\n", "harmless\r"])
def test_what_a_stranger_wrote_is_no_formula(lead, sign, before):
    text = f"{lead}{sign}HYPERLINK(1)"
    assert neutralise(before + text) == f"{before}'{text}"


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\tx", "\rx"])
def test_tabs_and_returns_begin_no_cell(text):
    assert str(neutralise(text)).startswith("'")


@pytest.mark.parametrize("text", ["1-2", "a=b", "me@here.example", "'=1", "", "\u2212 5"])
def test_what_is_no_formula_is_left_alone(text):
    assert neutralise(text) == text
    assert neutralise(Raw(b'"=1"')) == '\'"=1"'
