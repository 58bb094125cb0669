"""What must be there before a command does anything: said in one line where it is not, never in a trace."""

import os
import socket
from urllib.parse import urlsplit

import pytest

from tests.cli.console import elsewhere, query
from widgets import cli
from widgets.embedded.instance import note_settings, only_one


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
