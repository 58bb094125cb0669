"""What the commands of the console script do, and say."""

import asyncio
import re
import signal
from typing import Any

import pytest

from tests.cli.console import HEADER, WIDGET, query
from tests.newsroom import PAGE, SITE, id_of, opened
from widgets.ledger import outbox


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
