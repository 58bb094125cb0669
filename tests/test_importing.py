"""Opening balances from CSV: all of a file or none of it, and told by line what is wrong."""

import asyncio
import io
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.newsroom import ORIGIN, PAGE, SITE, Newsroom, id_of, opened
from widgets import importing
from widgets.errors import Malformed, Refused, TooLarge, Unknown
from widgets.importing import import_balances
from widgets.ledger import outbox, tallies
from widgets.ledger.balances import Imported
from widgets.model import GREATEST_COUNT, Tally, page_widget_id

HEADER = "url,format,key,count,source\n"
TABLES = ("page", "tally", "balance", "history", "outbox", "page_quota")


async def load(newsroom: Newsroom, lines: str | bytes, site: str = SITE) -> Imported:
    body = lines if isinstance(lines, bytes) else (HEADER + lines).encode()
    return await import_balances(newsroom.engine, site, io.BytesIO(body))


async def refusal(newsroom: Newsroom, lines: str | bytes) -> Refused:
    """Load a file that has to be refused, see that nothing has changed, and give the refusal."""
    before = await contents(newsroom)
    with pytest.raises(Refused) as refused:
        await load(newsroom, lines)
    assert await contents(newsroom) == before
    return refused.value


async def contents(newsroom: Newsroom) -> list[list[str]]:
    async with newsroom.engine.connect() as connection:
        tables = [await connection.exec_driver_sql(f"SELECT * FROM {each}") for each in TABLES]
        return [sorted(map(str, rows)) for rows in tables]


async def tally_of(newsroom: Newsroom, format: str, page: str = PAGE) -> Tally:
    id = page_widget_id(SITE, page, format)
    found = await tallies.read(newsroom.engine, [id])
    return {slot: counts for slot, counts in found[id].tally.items() if counts}


async def test_balances_become_what_readers_see(newsroom):
    done = await load(newsroom, f"{PAGE},shares,shared,105,old\n{PAGE},points,up,166,old\n")
    assert (done.lines, done.changed) == (2, 2)
    assert await tally_of(newsroom, "shares") == {"": {"shared": 105}}
    assert await outbox.finish_left_over(newsroom.engine, newsroom.counts.tallies.write, seconds=0)
    assert (await newsroom.shown("points")).tally == {"": {"up": 166}}
    answer = await newsroom.cast(1, "points", {"vote": -1})
    assert answer["tally"] == {"up": 166, "down": 1}
    assert (await newsroom.recount())[1] == []


async def test_slots_have_their_key_after_a_slash(newsroom):
    await load(newsroom, f"{PAGE},shares,copy/shared,3,old\n{PAGE},shares,shared,4,old\n")
    assert await tally_of(newsroom, "shares") == {"": {"shared": 4}, "copy": {"shared": 3}}


async def test_pages_are_created_without_using_up_the_quota(newsroom):
    lines = "".join(f"{ORIGIN}/{number},points,up,1,old\n" for number in range(2000))
    assert (await load(newsroom, lines)).changed == 2000
    await newsroom.cast(1, "points", {"vote": 1})
    async with newsroom.engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT (SELECT count(*) FROM page), used FROM page_quota")
        assert rows.one() == (2001, 1)
    assert (await newsroom.recount())[1] == []


async def test_importing_again_replaces_and_the_same_changes_nothing(newsroom):
    await newsroom.cast(1, "points", {"vote": 1})
    await load(newsroom, f"{PAGE},points,up,100,old\n{PAGE},points,down,7,old\n")
    before = await contents(newsroom)
    assert (await load(newsroom, f"{PAGE},points,up,100,old\n")).changed == 0
    assert await contents(newsroom) == before
    assert (await load(newsroom, f"{PAGE},points,up,40,old\n{PAGE},points,up,5,older\n")).changed == 1
    assert await tally_of(newsroom, "points") == {"": {"up": 46, "down": 7}}
    await load(newsroom, f"{PAGE},points,up,0,old\n")
    assert await tally_of(newsroom, "points") == {"": {"up": 6, "down": 7}}
    assert (await newsroom.recount())[1] == []


async def test_the_ways_to_write_a_url_are_one_page(newsroom):
    await load(newsroom, f"{ORIGIN.upper()}:443/article/?utm_source=x#top,points,up,1,old\n")
    assert await tally_of(newsroom, "points") == {"": {"up": 1}}


async def test_a_byte_order_mark_and_windows_lines_are_read(newsroom):
    body = b"\xef\xbb\xbf" + f"{HEADER}{PAGE},points,up,3,old\n\n".replace("\n", "\r\n").encode()
    assert (await load(newsroom, body)).lines == 1


GOOD = f"{PAGE},points,up,3,good\n"
BAD = {
    "count beyond 63 bits": (f"{PAGE},points,up,{2**63},old", "not a count"),
    "count beyond what is kept": (f"{PAGE},points,up,{GREATEST_COUNT + 1},old", "not a count"),
    "negative": (f"{PAGE},points,up,-1,old", "not a count"),
    "no number": (f"{PAGE},points,up,many,old", "not a count"),
    "fraction": (f"{PAGE},points,up,1.5,old", "not a count"),
    "thousands": (f'{PAGE},points,up,"1,000",old', "not a count"),
    "other digits": (f"{PAGE},points,up,٣,old", "not a count"),
    "unknown key": (f"{PAGE},points,sideways,1,old", "none of points's keys: up, down"),
    "unknown slot": (f"{PAGE},shares,pigeon/shared,1,old", "shared, native/shared"),
    "unknown format": (f"{PAGE},horoscope,up,1,old", "none of reactions, points, shares"),
    "format without page widget": (f"{PAGE},poll,red,1,old", "none of reactions"),
    "foreign page": ("https://elsewhere.example/a,points,up,1,old", ORIGIN),
    "no URL": ("article,points,up,1,old", "not the URL of a page"),
    "too few fields": (f"{PAGE},points,up,1", "4 fields"),
    "too many fields": (f"{PAGE},points,up,1,old,new", "6 fields"),
    "no source": (f"{PAGE},points,up,1,", "source"),
    "control character": (f"{PAGE},points,up,1,o\x00ld", "U+0000"),
    "bidirectional override": (f"{PAGE},points,up,1,o\u202eld", "U+202E"),
    "open quote": (f'{PAGE},points,up,1,"old', "CSV"),
    "long line": (f"{PAGE},points,up,1,{'x' * 20_000}", "more than"),
}


@pytest.mark.parametrize("bad", BAD)
async def test_a_bad_line_is_told_by_its_number_and_nothing_is_imported(newsroom, bad):
    line, told = BAD[bad]
    problem = await refusal(newsroom, f"{GOOD}{line}\n{PAGE},points,down,3,good\n")
    assert isinstance(problem, Malformed)
    assert "Line 3" in problem.detail
    assert told in problem.detail


async def test_several_bad_lines_are_told_at_once_but_not_all(newsroom):
    problem = await refusal(newsroom, GOOD + f"{PAGE},points,up,-1,old\n" * 500)
    assert problem.detail.count("\n") + 1 == importing.MOST_PROBLEMS
    assert "Line 3:" in problem.detail


HEADLESS = [b"", b"\n", b"url;format;key;count;source\n", GOOD.encode(), b"\x89PNG\r\n\x1a\n"]


@pytest.mark.parametrize("body", HEADLESS)
async def test_a_file_without_the_header_is_refused(newsroom, body):
    assert "Line 1" in (await refusal(newsroom, body)).detail


async def test_text_that_is_not_utf_8_is_refused(newsroom):
    latin = f"{HEADER}{GOOD}{PAGE},points,up,1,caf\xe9\n".encode("latin-1")
    problem = await refusal(newsroom, latin)
    assert (problem.code, "Line 3" in problem.detail) == ("not_utf8", True)


async def test_a_line_about_the_same_twice_is_refused_whatever_the_urls_look_like(newsroom):
    problem = await refusal(newsroom, f"{GOOD}{PAGE},points,down,1,good\n{PAGE}/?fbclid=1,points,up,4,good\n")
    assert problem.code == "repeated_line"
    assert "Line 4" in problem.detail
    assert "line 2" in problem.detail


async def test_a_tally_that_would_become_too_great_is_refused(newsroom):
    await newsroom.cast(1, "points", {"vote": 1})
    other = f"{ORIGIN}/other,points,up,1,old\n"
    problem = await refusal(newsroom, f"{other}{PAGE},points,up,{GREATEST_COUNT},old\n")
    assert (problem.code, "Line 3" in problem.detail) == ("count_too_great", True)
    await load(newsroom, f"{PAGE},points,up,{GREATEST_COUNT - 1},old\n")
    refused = await newsroom.refusal(2, "points", {"vote": 1})
    assert refused.code == "count_full"


@pytest.mark.parametrize("limit", ["LARGEST_FILE", "MOST_LINES"])
async def test_a_file_that_is_too_large_is_refused_before_it_is_read_whole(newsroom, monkeypatch, limit):
    monkeypatch.setattr(importing, limit, 1000)
    monkeypatch.setattr(importing, "CHUNK", 10)

    class Endless(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            return next(left)

    many = (f"{ORIGIN}/{number},points,up,1,old\n" for number in range(5000))
    left = map(str.encode, itertools.chain([HEADER], many))
    before = await contents(newsroom)
    with pytest.raises(TooLarge) as refused:
        await import_balances(newsroom.engine, SITE, Endless())
    assert "Line " in refused.value.detail
    assert next(left)
    assert await contents(newsroom) == before


async def test_an_unknown_site_is_refused(newsroom):
    with pytest.raises(Unknown):
        await load(newsroom, GOOD, site="nobody")


async def test_ballots_and_imports_at_once_are_all_counted(newsroom, database, redis_url):
    async def vote() -> None:
        for by in range(60):
            await newsroom.cast(by, "points", {"vote": 1})

    async with opened(database, redis_url) as other:
        files = [f"{PAGE},points,up,{number},source {number}\n" for number in range(8)]
        await asyncio.gather(vote(), *(load(other, file) for file in files))
    assert await tally_of(newsroom, "points") == {"": {"up": 60 + sum(range(8))}}
    assert (await newsroom.recount())[1] == []


keys = st.sampled_from(["points,up", "points,down", "shares,shared", "shares,email/shared", "reactions,love"])
lines = st.dictionaries(
    st.tuples(st.integers(1, 3), keys, st.sampled_from(["old", "older"])), st.integers(0, 50), max_size=12
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lines, max_size=4))
def test_the_last_word_of_each_source_counts(database, redis_url, files):
    async def play() -> None:
        async with opened(database, redis_url) as newsroom:
            async with newsroom.engine.begin() as connection:
                await connection.exec_driver_sql(f"TRUNCATE {', '.join(TABLES)}, sheet")
            await newsroom.counts.tallies.connection.ask([("FLUSHDB",)])
            words: dict[tuple[int, str, str], int] = {}
            for file in files:
                text = "".join(f"{ORIGIN}/{on},{key},{n},{source}\n" for (on, key, source), n in file.items())
                assert (await load(newsroom, text)).lines == len(file)
                words |= file
            summary, differences = await newsroom.recount()
            assert differences == []
            assert summary.widgets == len({(on, key.split(",")[0]) for on, key, _ in words})
            for on, key, _ in words:
                format, name = key.split(",")
                total = sum(n for (page, each, _), n in words.items() if (page, each) == (on, key))
                slot, _, last = name.rpartition("/")
                tally = await tally_of(newsroom, format, f"{ORIGIN}/{on}")
                assert tally.get(slot, {}).get(last, 0) == total

    asyncio.run(play())


async def test_ids_are_those_the_pages_widgets_have(newsroom):
    await load(newsroom, GOOD)
    assert await tallies.read(newsroom.engine, [id_of("points")])
