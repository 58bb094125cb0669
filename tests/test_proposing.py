"""Proposing from articles: in a process of its own, whose end is no matter; and `voxpop propose`."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import anyio.lowlevel
import anyio.to_process
import pytest

from widgets import articles, cli
from widgets.articles import Proposed, Source, find_proposals
from widgets.errors import Malformed, Refused, Unavailable
from widgets.proposing import MOST_CHARACTERS, MOST_FETCHED, MOST_WAITING, Proposing
from widgets.propositions import find_title, read_file
from widgets.waiting import Queue

pytestmark = pytest.mark.anyio

TITLE = "Quillham harbour gets a night tram again"
TEXT = """The night tram returns to Quillham harbour after eleven years, the city council decided on Monday.

“We have waited for this tram for far too long, and the harbour will be glad of it,” said Ada Byte, the mayor
of Quillham. She spoke to reporters outside the town hall.

Boris Quist, chairman of the Quillham Transport Company, told the council that the line would run until two in
the morning. “Nobody should have to walk home through the rain after a late shift,” Quist said. Carla Rook, a
spokesperson for the Harbour Workers Union, called the decision overdue. Dmitri Vale, head of the Quillham
Chamber of Commerce, said he was delighted.
"""


def source(**changes: Any) -> Source:
    return Source(**({"text": TEXT, "title": TITLE} | changes))


async def test_an_article_gives_questions_whose_evidence_stands_in_it() -> None:
    proposed = await Proposing().propose(source())
    assert proposed.questions
    for each in proposed.questions:
        assert proposed.article[each.evidence.start : each.evidence.end] == each.evidence.text
        assert len(set(each.options)) == 4
    assert proposed.reading_minutes == 1
    assert proposed == await Proposing().propose(source())


async def test_the_main_text_is_taken_from_html_with_what_it_says_of_itself() -> None:
    paragraphs = "".join(f"<p>{each}</p>" for each in TEXT.split("\n\n"))
    html = f"""<html><head><title>{TITLE}</title><meta property="article:published_time" content="2031-05-04">
        </head><body><nav><a href="/">Home</a> <a href="/town">Town</a></nav><article><h1>{TITLE}</h1>
        {paragraphs}</article><footer>All rights reserved</footer></body></html>"""
    proposed = await Proposing().propose(Source(html=html))
    assert proposed.title == TITLE
    assert proposed.article.startswith("The night tram returns")
    assert "All rights reserved" not in proposed.article
    assert [each.prompt for each in proposed.questions]


async def test_evidence_is_counted_from_the_start_of_the_whole_text() -> None:
    whole = f"{TITLE}\n\n{TEXT}"
    title, skipped = find_title(whole)
    assert (title, whole[skipped:]) == (TITLE, TEXT)
    moved = find_proposals(Source(text=whole, title=title, skipped=skipped), sensitive=False)
    bare = find_proposals(source(), sensitive=False)
    assert moved.article == whole
    for one, other in zip(moved.questions, bare.questions, strict=True):
        assert one.evidence.start == other.evidence.start + skipped
        assert whole[one.evidence.start : one.evidence.end] == one.evidence.text == other.evidence.text


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": ""}, "no_article"),
        ({"html": "<p>"}, "no_article"),
        ({"text": "Too short to be one."}, "no_article"),
        ({"text": "", "html": "<html><body></body></html>"}, "no_article"),
        ({"text": "word " * MOST_CHARACTERS}, "article_too_long"),
        ({"text": f"{TEXT}\x00"}, "forbidden_character"),
        ({"title": "a\u202eb"}, "forbidden_character"),
    ],
)
async def test_what_is_no_article_is_refused_with_a_sentence(wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Malformed) as refused:
        await Proposing().propose(source(**wrong))
    assert refused.value.code == code
    assert refused.value.detail.endswith(".")


def die(order: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return order


def hang(order: bytes) -> bytes:
    signal.pause()
    return order


async def test_a_process_that_dies_or_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    proposing = Proposing(patience=20)
    for wrong, code in ((die, "reader_died"), (hang, "too_slow")):
        with monkeypatch.context() as patch:
            patch.setattr(articles, "answer", wrong)
            proposing.patience = 20 if wrong is die else 0.2
            with pytest.raises(Unavailable) as refused:
                await proposing.propose(source())
        assert refused.value.code == code
        proposing.patience = 20
        assert isinstance(await proposing.propose(source()), Proposed)


async def test_no_more_wait_than_can_be_told_when_it_is_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    release = anyio.Event()

    async def wait(*_: Any, **__: Any) -> bytes:
        await release.wait()
        return articles.answer(b'{"do":"propose","source":{"text":"short"}}')

    monkeypatch.setattr(anyio.to_process, "run_sync", wait)
    proposing, codes = Proposing(), []

    async def ask() -> None:
        try:
            await proposing.propose(source())
        except Refused as refusal:
            codes.append(refusal.code)

    async with anyio.create_task_group() as group:
        for _ in range(1 + MOST_WAITING + 2):
            group.start_soon(ask)
        while len(codes) < 2:
            await anyio.lowlevel.checkpoint()
        release.set()
    assert codes == ["busy"] * 2 + ["no_article"] * (1 + MOST_WAITING)


async def test_who_waits_too_long_for_the_articles_before_is_told_to_try_again() -> None:
    begun = anyio.Event()

    async def hang(_: str) -> str:
        begun.set()
        await anyio.sleep_forever()
        raise AssertionError

    proposing = Proposing(fetch=hang)
    proposing.fetching = Queue("Others are fetched", at_once=1, most=1, patience=0.01)
    async with anyio.create_task_group() as group:
        group.start_soon(proposing.fetch, "https://one.example/")
        await begun.wait()
        with pytest.raises(Unavailable) as refused:
            await proposing.fetch("https://other.example/")
        group.cancel_scope.cancel()
    assert (refused.value.code, refused.value.retry_after) == ("busy", 5)
    assert "try again" in refused.value.detail
    # Whoever gave up waiting holds no place.
    assert proposing.fetching.places.statistics().tasks_waiting == 0
    assert proposing.fetching.places.available_tokens == 1


async def test_no_more_pages_wait_to_be_fetched_than_can_be_told_so() -> None:
    release, codes = anyio.Event(), []

    async def wait(_: str) -> str:
        await release.wait()
        return "<p>"

    proposing = Proposing(fetch=wait)

    async def ask() -> None:
        try:
            await proposing.fetch("https://one.example/")
        except Unavailable as refusal:
            codes.append(refusal.code)

    async with anyio.create_task_group() as group:
        for _ in range(MOST_FETCHED + MOST_WAITING + 3):
            group.start_soon(ask)
        while len(codes) < 3:
            await anyio.lowlevel.checkpoint()
        release.set()
    assert codes == ["busy"] * 3


async def test_without_a_model_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import widgets.parsing

    monkeypatch.setattr(widgets.parsing, "MODEL", "no_such_model")
    widgets.parsing.load_model.cache_clear()
    told = json.loads(articles.answer(b'{"do":"propose","source":{"text":"%s"}}' % (b"word " * 50)))
    widgets.parsing.load_model.cache_clear()
    assert (told["code"], told["passing"]) == ("no_language_model", True)
    assert "voxpop[facts]" in told["detail"]


def test_files_are_proposed_for_one_after_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "tram.txt", tmp_path / "short.txt"
    good.write_text(f"{TITLE}\n\n{TEXT}")
    bad.write_text("Nothing")
    assert (
        cli.main(["propose", "--json", "--published", "2031-05-04", str(good), str(bad), str(tmp_path)]) == 1
    )
    output, said = capsys.readouterr()
    [told] = json.loads(output)
    assert set(told) == {"article", "title", "questions", "polls", "tone", "reading_minutes"}
    assert told["article"] == good.read_text()
    for each in told["questions"]:
        place = each["evidence"]
        assert told["article"][place["start"] : place["end"]] == place["text"]
        assert {"prompt", "options", "answer_index", "explanation", "kind", "confidence", "flags"} <= set(
            each
        )
    assert "1 of 3" in said
    assert f"{bad}: There are fewer than" in said
    assert f"{tmp_path}: it cannot be read" in said


def test_for_people_it_is_written_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tram.txt"
    file.write_text(f"{TITLE}\n\n{TEXT}")
    assert cli.main(["propose", str(file)]) == 0
    output = capsys.readouterr().out
    assert output.startswith(f"{TITLE}\n1 min read, tone classic")
    assert "Evidence: " in output
    assert "    * " in output


def test_a_title_is_a_first_line_before_an_empty_one() -> None:
    assert find_title("\n\nTitle\n\n\nText") == ("Title", 10)
    for text in ("No title here", "A line\nand another\n\nText", "word " * 80 + "\n\nText"):
        assert find_title(text) == ("", 0)


def test_line_breaks_of_all_kinds_are_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a\r\nb\rc\n")
    assert read_file(tmp_path / "a.txt") == "a\nb\nc\n"
