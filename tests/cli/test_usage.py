"""How the console script is used: what it understands, and what it says where it does not."""

import re
import shlex

import pytest

from tests.cli.console import ROOT, Console
from widgets import cli
from widgets.commands import COMMANDS

USE = ["", "dance", "import", "recount --widget w_1", "dev --port 99999", "dev --port x", "site add"]


@pytest.mark.parametrize("arguments", USE)
def test_wrong_use_is_told_with_the_usage(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments.split())
    assert ended.value.code == 2
    assert "usage: voxpop" in capsys.readouterr().err


def test_an_interrupt_ends_without_a_word(monkeypatch, capsys):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "read_settings", interrupt)
    assert cli.main(["work"]) == 130
    assert capsys.readouterr().err == ""


DOCUMENTS = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
NAMES = "|".join([*COMMANDS, "dev", "serve"])
EXAMPLES = {
    example
    for document in DOCUMENTS
    for example in re.findall(rf"voxpop ((?:{NAMES})\b[^`#|\n]*)", document.read_text())
}


@pytest.mark.parametrize("example", sorted(EXAMPLES))
def test_what_the_documents_say_is_understood(example, capsys):
    try:
        cli.parser().parse_args(shlex.split(example))
    except SystemExit:
        # A command may be mentioned without what it needs, but never with anything it does not know.
        assert "required" in capsys.readouterr().err


def test_a_snippet_is_told_without_any_engine(console: Console) -> None:
    settings = {"secrets": "s" * 32, "reader_secret": "r" * 32, "public_url": "https://voxpop.example"}
    settings |= {"database_url": "postgresql://nowhere.invalid/x", "redis_url": "redis://nowhere.invalid"}
    code, html, policy = console.run("snippet", "demo", **settings)
    assert (code, html.splitlines()[0]) == (
        0,
        '<script type="module" src="https://voxpop.example/embed/voxpop.js" data-site="demo"></script>',
    )
    assert "script-src https://voxpop.example; " in policy
    code, html, policy = console.run("snippet", "demo", "--pinned", **settings)
    assert html.startswith('<script type="importmap">{"integrity":{"https://voxpop.example/embed/chunks/')
    assert 'integrity="sha256-' in html
    assert "script-src https://voxpop.example 'sha256-" in policy
