"""The console script: what works says so, what does not says why in one line, and nothing ends in a trace."""

import asyncio
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.embedded.asking import ask
from tests.newsroom import PAGE, READER_SECRET, SITE, id_of, opened
from widgets import cli
from widgets.commands import COMMANDS
from widgets.embedded.instance import note_settings, only_one
from widgets.embedded.keeping import keep_port
from widgets.ledger import outbox

ROOT = Path(__file__).resolve().parents[1]
WIDGET = "w_" + "A" * 22
HEADER = "url,format,key,count,source\n"


class Console:
    """Runs the script in this process, or as its users do, with settings in the environment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        for name in [name for name in os.environ if name.startswith("VOXPOP_")]:
            monkeypatch.delenv(name)

    def use(self, **settings: str) -> None:
        """Set settings, without the prefix of their variables."""
        for name, value in settings.items():
            self.monkeypatch.setenv(f"VOXPOP_{name.upper()}", value)

    def run(self, *arguments: str | Path, **settings: str) -> tuple[int, str, str]:
        """Give exit code, output and complaints."""
        with self.monkeypatch.context():
            before = dict(os.environ)
            self.use(**settings)
            code = cli.main(list(map(str, arguments)))
            os.environ.clear()
            os.environ.update(before)
        return code, *self.capsys.readouterr()

    def complaint(self, *arguments: str | Path, code: int = 1, **settings: str) -> str:
        """Run what has to fail, and give the one line it says."""
        found, output, complaints = self.run(*arguments, **settings)
        assert (found, output) == (code, "")
        [line] = complaints.splitlines()
        assert line.startswith("voxpop: ")
        return line

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """Start the script as a process of its own."""
        given = {f"VOXPOP_{name.upper()}": value for name, value in settings.items()}
        return subprocess.Popen(
            [sys.executable, "-m", "widgets.cli", *arguments],
            env=dict(os.environ) | given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def bare_console(
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Console:
    """A console without a database."""
    console = Console(monkeypatch, capsys)
    console.use(redis_url=redis_url, secrets=READER_SECRET, reader_secret=READER_SECRET)
    console.use(media=str(tmp_path_factory.mktemp("media")))
    return console


@pytest.fixture
def console(database: str, bare_console: Console) -> Console:
    bare_console.use(database_url=database)
    return bare_console


@pytest.fixture
def fresh_console(empty_database: str, bare_console: Console) -> Console:
    bare_console.use(database_url=empty_database)
    return bare_console


@pytest.fixture
def nowhere(tmp_path: Path) -> str:
    """An address at which nobody listens."""
    return f"127.0.0.1:{keep_port(tmp_path / 'port')}"


def elsewhere(url: str, **changes: str) -> str:
    """The same URL with another user, password, place or path."""
    parts = urlsplit(url)
    user, password = changes.get("user", parts.username), changes.get("password", parts.password)
    place = changes.get("place", f"{parts.hostname}:{parts.port}")
    netloc = f"{user or ''}:{password or ''}@{place}"
    return parts._replace(netloc=netloc, path=changes.get("path", parts.path)).geturl()


def query(url: str, statement: str) -> Any:
    return asyncio.run(ask(url, statement))


@pytest.mark.parametrize("command", ["serve", "work", "recount", "demo"])
def test_without_an_engine_nothing_starts(console, database, redis_url, nowhere, command):
    said = console.complaint(command, database_url=elsewhere(database, place=nowhere))
    assert nowhere in said
    assert "VOXPOP_DATABASE_URL" in said
    said = console.complaint(command, redis_url=elsewhere(redis_url, place=nowhere))
    assert nowhere in said
    assert "VOXPOP_REDIS_URL" in said


def test_a_process_of_its_own_ends_the_same_way(console, database, nowhere):
    process = console.start("serve", database_url=elsewhere(database, place=nowhere))
    output, complaints = process.communicate(timeout=60)
    assert (process.returncode, output, complaints.count("\n")) == (1, "", 1)


def test_a_taken_port_is_told_in_one_line(console):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = console.complaint("serve", port=port)
    assert port in said
    assert "VOXPOP_PORT" in said


def test_a_wrong_password_or_name_is_told_and_never_shown(console, database, redis_url):
    if not urlsplit(database).password or not urlsplit(redis_url).password:
        pytest.skip("platform: these engines ask nobody for a password")
    for setting, url in (
        ("database_url", elsewhere(database, password="guessed")),
        ("database_url", elsewhere(database, user="nobody")),
        ("redis_url", elsewhere(redis_url, password="guessed")),
    ):
        said = console.complaint("work", **{setting: url})
        assert f"VOXPOP_{setting.upper()}" in said
        assert "guessed" not in said
        assert str(urlsplit(database).password) not in said
    assert "no database" in console.complaint("serve", database_url=elsewhere(database, path="/nope"))


@pytest.mark.parametrize("place", ["127.0.0.1:99999", "127.0.0.1:port", "[x"])
def test_a_url_that_is_none_is_told(console, place):
    said = console.complaint("work", database_url=f"postgresql://a:b@{place}/x")
    assert "VOXPOP_DATABASE_URL" in said
    assert "VOXPOP_REDIS_URL" in console.complaint("work", redis_url=f"redis://{place}/0")


@pytest.mark.parametrize(
    ("setting", "value"),
    [("colour", "red"), ("port", "http"), ("port", "0"), ("secrets", "short"), ("database_url", "mysql://x")],
)
def test_a_bad_setting_is_told_by_its_name(console, setting, value):
    assert f"VOXPOP_{setting.upper()}" in console.complaint("serve", code=2, **{setting: value})


def test_a_missing_setting_is_told(console, monkeypatch):
    monkeypatch.delenv("VOXPOP_READER_SECRET")
    assert "VOXPOP_READER_SECRET" in console.complaint("work", code=2)


def test_beside_a_run_of_the_checkout_a_command_needs_no_settings(console, monkeypatch, tmp_path):
    monkeypatch.setattr(cli, "HOME", tmp_path)
    with only_one(tmp_path):
        note_settings(tmp_path, os.environ)
        given = console.run("site", "list")
        for name in [name for name in os.environ if name.startswith("VOXPOP_")]:
            monkeypatch.delenv(name)
        assert console.run("site", "list") == given
        assert given[0] == 0
        assert "VOXPOP_SECRETS" in console.complaint("site", "list", code=2, redis_url="redis://elsewhere")
    assert "make run" in console.complaint("site", "list", code=2)


def test_an_old_schema_is_told_and_migrated_and_a_newer_one_is_left(fresh_console, empty_database):
    for command in ("serve", "work", "recount", "demo"):
        assert "run `voxpop migrate`" in fresh_console.complaint(command)
    for command in ("migrate", "migrate", "recount"):
        assert fresh_console.run(command)[0] == 0
    query(empty_database, "UPDATE alembic_version SET version_num = '9999'")
    for command in ("serve", "migrate"):
        assert "newer release" in fresh_console.complaint(command)


def test_the_demo_is_loaded_once_however_often(fresh_console, empty_database):
    rows = "SELECT string_agg(t::text, ';' ORDER BY t::text) FROM {} AS t"
    states = []
    for _ in range(2):
        code, _, said = fresh_console.run("demo", "--migrate")
        assert (code, "http://127.0.0.1:8000/demo" in said) == (0, True)
        tables = ("site", "page", "widget", "spec", "tally", "balance", "outbox")
        states.append([query(empty_database, rows.format(table)) for table in tables])
    assert states[0] == states[1]
    assert fresh_console.run("site", "list")[1].startswith(
        "demo\tThe Voxpop Courier\t1000\thttp://127.0.0.1:8000"
    )
    code, output, said = fresh_console.run("recount")
    assert (code, output, "0 with differences" in said) == (0, "", True)


def test_a_site_is_created_changed_and_listed(console):
    for wrong, told in (
        ([], "origins"),
        (["--origin", "https://news.example/path"], "origin"),
        (["--origin", "ftp://news.example"], "http"),
        (["--origin", "https://news.example", "--quota", "-1"], "quota"),
        (["--origin", "https://news.example", "--name", "a\u202eb"], "U+202E"),
    ):
        assert told in console.complaint("site", "add", "news", *wrong)
    assert "site id" in console.complaint("site", "add", "News!", "--origin", "https://news.example")
    assert console.run("site", "list")[1] == ""
    assert console.run("site", "add", "news", "--name", "News", "--origin", "https://News.example/")[0] == 0
    assert console.run("site", "add", "news", "--quota", "7")[0] == 0
    assert console.run("site", "list")[1] == "news\tNews\t7\thttps://news.example\n"


def test_moderators_are_added_listed_disabled_and_given_links(console, database):
    console.run("site", "add", "news", "--origin", "https://news.example")
    add = ("moderator", "add", "Ada@news.example", "--name", "Ada")
    assert "no site elsewhere" in console.complaint(*add, "--site", "elsewhere")
    assert "e-mail address" in console.complaint("moderator", "add", "not a login")
    code, link, said = console.run(*add)
    assert (code, "ada@news.example is owner of news." in said) == (0, True)
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/studio/sign-in/[\w-]{32}\n", link)
    assert console.run("moderator", "add", "ada@news.example", "--role", "editor")[0] == 0
    assert console.run("moderator", "list")[1] == "ada@news.example\tAda\tactive\tnews:editor\n"
    assert "no moderator 'bo'" in console.complaint("moderator", "link", "bo")
    assert console.run("moderator", "disable", "ada@news.example")[0] == 0
    assert query(database, "select count(*) from link") == 0
    assert "is disabled" in console.complaint("moderator", "link", "ada@news.example")
    assert "\tdisabled\t" in console.run("moderator", "list")[1]
    assert console.run("moderator", "enable", "ada@news.example")[0] == 0
    assert console.run("moderator", "link", "ada@news.example")[1].startswith("http://127.0.0.1:8000/studio/")


def test_keys_of_a_site_are_made_listed_and_revoked(console):
    console.run("site", "add", "news", "--origin", "https://news.example")
    assert "no such site" in console.complaint("site", "key", "add", "nobody", "--name", "CMS")
    code, key, said = console.run("site", "key", "add", "news", "--name", "CMS")
    assert (code, "cannot be shown again" in said) == (0, True)
    id = key.split("_")[1]
    listed = console.run("site", "key", "list", "news")[1]
    assert listed.startswith(f"{id}\tCMS\tmade ")
    assert listed.endswith("\tused never\n")
    assert key.strip() not in listed
    assert console.run("site", "key", "revoke", "news", id)[0] == 0
    assert "\trevoked " in console.run("site", "key", "list", "news")[1]
    assert "no such key" in console.complaint("site", "key", "revoke", "news", id)


def test_balances_are_imported_and_a_bad_file_is_told_by_line(console, tmp_path):
    file = tmp_path / "old.csv"
    file.write_text(f"{HEADER}https://news.example/a,points,up,166,old\n")
    assert "site add" in console.complaint("import", "balances", file)
    console.run("site", "add", "news", "--origin", "https://news.example")
    code, _, said = console.run("import", "balances", file)
    assert (code, "1 tallies changed" in said) == (0, True)
    assert console.run("recount")[0] == 0
    file.write_text(f"{HEADER}https://news.example/a,points,up,many,old\n")
    assert "Line 2" in console.complaint("import", "balances", file)
    console.run("site", "add", "other", "--origin", "https://other.example")
    assert "--site" in console.complaint("import", "balances", file)
    assert "no such site" in console.complaint("import", "balances", file, "--site", "nobody")
    assert "no file" in console.complaint("import", "balances", tmp_path / "missing.csv", "--site", "news")
    assert "folder" in console.complaint("import", "balances", tmp_path, "--site", "news")


def test_what_is_exported_is_in_the_file_or_on_stdout_and_never_half(console, tmp_path):
    file = tmp_path / "counts.csv"
    file.write_text("an older export")
    assert "site add" in console.complaint("export", "counts", "--to", file)
    console.run("demo")
    code, output, said = console.run("export", "counts", "--site", "demo")
    assert (code, "rows" in said) == (0, True)
    assert output.startswith("widget,format,url,title,slot,key,count,")
    assert ",points,http://127.0.0.1:8000/demo,,,up,166,166," in output
    assert "no such site" in console.complaint("export", "counts", "--site", "nobody", "--to", file)
    assert file.read_text() == "an older export"
    assert console.run("export", "counts", "--to", file)[0] == 0
    assert file.read_bytes().decode() == output
    assert list(tmp_path.iterdir()) == [file]
    assert "cannot be written" in console.complaint(
        "export", "counts", "--to", tmp_path / "no" / "folder.csv"
    )
    assert console.run("export", "history", "--json")[1] == "[\n]\n"


def test_a_recount_shows_what_is_wrong_and_fails_until_it_is_repaired(console, database):
    console.run("demo")
    assert console.run("recount")[0] == 0
    query(database, "UPDATE tally SET turnout = 7 WHERE counts->>'up' = '166'")
    console.run("counts", "clear")
    code, output, said = console.run("recount")
    assert (code, "1 with differences" in said) == (1, True)
    head, line = output.splitlines()
    assert head.split() == ["widget", "what", "it", "is", "number", "stands", "should", "be"]
    assert "points of http://127.0.0.1:8000/demo" in line
    assert line.split()[-3:] == ["readers", "7", "0"]
    assert console.run("recount", "--site", "demo", "--fix")[0] == 0
    assert console.run("recount")[0] == 0
    assert "no such site" in console.complaint("recount", "--site", "nobody")
    assert "no tally" in console.complaint("recount", "--widget", WIDGET)


def test_after_restoring_a_backup_readers_see_what_was_restored(console, database, redis_url):
    """Redis knows more than the backup until it is cleared; then the truth shows, though it is older."""

    async def cast(*readers: int) -> dict[str, Any]:
        async with opened(database, redis_url) as newsroom:
            answers = [await newsroom.cast(by, "points", {"vote": 1}) for by in readers]
            await outbox.finish_left_over(newsroom.engine, newsroom.counts.tallies.write, seconds=0)
            return answers[-1]

    async def shown() -> dict[str, int]:
        async with opened(database, redis_url) as newsroom:
            placed = await newsroom.voxpop.catalog.own_widget(id_of("points"), SITE, PAGE)
            return (await newsroom.voxpop.results.standings([placed]))[id_of("points")].tally[""]

    backup = asyncio.run(cast(1))["version"]
    asyncio.run(cast(2, 3))
    restore = f"""UPDATE tally SET counts = '{{"up": 1}}', turnout = 1, version = {backup}"""
    query(database, restore)
    query(database, "DELETE FROM sheet WHERE cast_at > (SELECT min(cast_at) FROM sheet)")
    assert asyncio.run(shown()) == {"up": 3}
    assert console.run("recount")[0] == 1
    code, _, said = console.run("counts", "clear")
    assert (code, "Removed" in said) == (0, True)
    assert asyncio.run(shown()) == {"up": 1}
    assert console.run("recount")[0] == 0
    assert asyncio.run(cast(4))["tally"]["up"] == 2


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_cleanly_when_it_is_told_to(console, sign):
    process = console.start("work")
    assert process.stderr is not None
    said = process.stderr.readline()
    assert "at work" in said
    process.send_signal(sign)
    assert process.wait(timeout=20) == 0
    assert "Traceback" not in process.stderr.read()


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
