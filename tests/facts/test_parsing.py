"""The parser's own promises."""

import time

import pytest

from tests.facts.reading import NAMES, read
from widgets import parsing
from widgets.errors import Unavailable
from widgets.facts import propose


def sentences(text: str) -> list[str]:
    parsed = parsing.parse(text)
    return [text[parsed.tokens[a].start : parsed.tokens[b - 1].end] for a, b in parsed.sentences]


def test_no_sentence_crosses_a_line() -> None:
    assert sentences("Council votes\nThe vote was close.") == ["Council votes", "The vote was close."]


def test_lines_broken_to_a_width_are_joined() -> None:
    text = "The council of the\ntown has voted for\nthe canal today.\n\nThe vote was close."
    assert len(sentences(text)) == 2


def test_a_missing_model_says_what_to_install(monkeypatch) -> None:
    parsing.load_model.cache_clear()
    monkeypatch.setattr(parsing, "MODEL", "no_such_model")
    with pytest.raises(Unavailable, match=r"voxpop\[facts\]") as refused:
        parsing.parse("Anything.")
    assert refused.value.code == "no_language_model"
    parsing.load_model.cache_clear()


def test_an_endless_text_is_parsed_only_so_far() -> None:
    parsed = parsing.parse("Nora Whitfield spoke. " * 4000)
    assert parsed.tokens[-1].end <= parsing.MOST_CHARACTERS


def test_proposing_costs_less_than_parsing() -> None:
    """The bound is relative, so that it holds on any machine."""
    parsing.parse("Warm up.")
    parse_time = propose_time = 0.0
    for name in NAMES:
        article = read(name)
        begin = time.perf_counter()
        parsed = parsing.parse(article.text)
        middle = time.perf_counter()
        propose(article, parsed)
        parse_time += middle - begin
        propose_time += time.perf_counter() - middle
    assert propose_time < parse_time
