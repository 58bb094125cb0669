"""The embedded Postgres: kept data, crashes, adoption, and who may come in."""

import os
import signal
import sys
from pathlib import Path

import anyio
import asyncpg
import psutil
import pytest

from tests.embedded.asking import ask
from widgets.embedded import EngineFailed, leash

CHECKOUT = Path(__file__).resolve().parents[2]


async def test_a_restart_keeps_the_data_and_the_address(own_postgres):
    postgres = own_postgres()
    postgres.start()
    url = postgres.url
    await ask(url, "create table kept as select 42 as number")
    postgres.stop()
    assert leash.is_gone(postgres.process)
    postgres.start()
    assert postgres.url == url
    assert await ask(url, "select number from kept") == 42


async def test_it_is_durable_unless_told_otherwise(own_postgres):
    postgres = own_postgres()
    postgres.start()
    said = [await ask(postgres.url, f"show {each}") for each in ("fsync", "synchronous_commit")]
    assert said == ["on", "on"]


@pytest.mark.parametrize("time", range(3))
async def test_what_was_committed_survives_kill_minus_nine(own_postgres, time):
    postgres = own_postgres()
    postgres.start()
    await ask(postgres.url, f"create table kept as select {time} as number")
    postgres.kill()
    postgres.start()
    assert await ask(postgres.url, "select number from kept") == time


async def test_kill_of_the_first_process_alone_is_survived_too(own_postgres):
    """Its children may still run when the next one starts, and must not share the data with it."""
    postgres = own_postgres()
    postgres.start()
    busy = await asyncpg.connect(postgres.url)
    await busy.execute("create table kept as select 7 as number")
    leash.end(postgres.process, (signal.SIGKILL, 10))
    postgres.start()
    assert await ask(postgres.url, "select number from kept") == 7
    busy.terminate()


async def test_a_running_server_is_found_again(own_postgres):
    first, second = own_postgres(), own_postgres()
    first.start()
    second.start()
    assert second.process.pid == first.process.pid
    assert await ask(second.url, "select 1") == 1
    second.stop()
    assert leash.is_gone(first.process)


ORPHAN = """
import os, sys
from pathlib import Path
from widgets.embedded import leash
leash._tie = lambda last_word: None  # as on systems where the kernel ends no children
from widgets.embedded.postgres import Postgres
postgres = Postgres(Path(sys.argv[1]))
postgres.start()
print(postgres.process.pid, flush=True)
os._exit(1)
"""


async def test_a_server_whose_starter_is_gone_becomes_ours(own_postgres, engine_home):
    command = [sys.executable, "-c", ORPHAN, str(engine_home)]
    said = await anyio.run_process(command, cwd=CHECKOUT, check=False)
    orphan = psutil.Process(int(said.stdout))
    assert not leash.is_gone(orphan)
    postgres = own_postgres()
    postgres.start()
    assert postgres.process.pid != orphan.pid
    assert leash.is_gone(orphan)
    assert await ask(postgres.url, "select 1") == 1


async def test_a_pid_that_is_somebody_elses_by_now_does_not_matter(own_postgres, engine_home):
    postgres = own_postgres()
    postgres.start()
    pid_file = engine_home / "postgres" / "postmaster.pid"
    left = pid_file.read_text().splitlines()
    postgres.kill()
    pid_file.write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
    postgres.start()
    assert await ask(postgres.url, "select 1") == 1


async def test_another_has_the_port(own_postgres, engine_home):
    first = own_postgres()
    first.start()
    taken = first.url
    (engine_home / "second").mkdir(mode=0o711)
    second = type(first)(engine_home / "second", programs=first._programs)
    (engine_home / "second" / "postgres.port").write_text((engine_home / "postgres.port").read_text())
    second.start()
    try:
        assert second.url.split("@")[1] != taken.split("@")[1]
        assert await ask(first.url, "select 1") == await ask(second.url, "select 1") == 1
    finally:
        second.stop()


async def test_nobody_comes_in_without_the_password(own_postgres):
    postgres = own_postgres()
    postgres.start()
    open_url = postgres.url.replace(postgres.url.split(":")[2].split("@")[0], "guess")
    for user in ("voxpop", "postgres", "root"):
        with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)):
            await ask(open_url, "select 1", user=user)
    assert await ask(postgres.url, "select passwd like 'SCRAM-SHA-256$%' from pg_shadow limit 1")
    assert await ask(postgres.url, "show unix_socket_directories") == ""
    assert await ask(postgres.url, "show listen_addresses") == "127.0.0.1"


async def test_a_lost_password_is_replaced(own_postgres, engine_home):
    postgres = own_postgres()
    postgres.start()
    before = postgres.url
    postgres.stop()
    (engine_home / "secrets").unlink()
    postgres.start()
    assert postgres.url != before
    assert await ask(postgres.url, "select 1") == 1


async def test_variables_that_mean_another_server_are_not_heeded(own_postgres, monkeypatch):
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    postgres = own_postgres()
    postgres.start()
    assert await ask(postgres.url, "select current_database()") == "voxpop"


def test_no_secret_of_ours_reaches_its_environment(own_postgres, monkeypatch):
    monkeypatch.setenv("VOXPOP_SECRETS", "a secret that is not for Postgres")
    postgres = own_postgres()
    postgres.start()
    assert not [name for name in postgres.process.environ() if name.startswith("VOXPOP")]


def test_broken_data_are_told_in_one_sentence(own_postgres, engine_home):
    postgres = own_postgres()
    postgres.start()
    postgres.stop()
    (engine_home / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(EngineFailed, match=r"did not start: .*pg_control.*postgres\.log\)$") as caught:
        postgres.start()
    assert "\n" not in str(caught.value)


def test_a_cluster_that_was_not_finished_is_made_anew(own_postgres, engine_home):
    (engine_home / "postgres.new").mkdir()
    (engine_home / "postgres.new" / "half").write_text("an initdb that was killed")
    postgres = own_postgres()
    postgres.start()
    assert not (engine_home / "postgres.new").exists()


def test_no_programs_no_server(engine_home):
    from widgets.embedded.postgres import Postgres

    with pytest.raises(EngineFailed, match="There is no Postgres in /nowhere/bin"):
        Postgres(engine_home, programs=Path("/nowhere/bin")).start()
