"""Production's Redis and Postgres as deploy/ configures them: what they keep, and whom they let in."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from tests.api.serving import ORIGIN, make_settings, serving
from tests.deploy.composing import GIVEN, SERVICES, environment_of, fill
from tests.deploy.engines import Postgres, bare, run_voxpop, running_postgres, running_redis
from widgets.ledger.access import check
from widgets.ledger.migration import upgrade

REFUSALS = (redis.AuthenticationError, redis.ResponseError)


@pytest.fixture
def production_postgres(engine_home: Path) -> Iterator[Postgres]:
    """Production's Postgres, set up, without tables yet."""
    with running_postgres(engine_home) as postgres:
        yield postgres


# Redis


def test_redis_lets_nobody_in_without_the_password(tmp_path):
    with running_redis(tmp_path) as url:
        place = url.split("@")[1]
        for who in ("voxpop:wrong@", f":{GIVEN['REDIS_PASSWORD']}@", ""):
            with redis.Redis.from_url(f"redis://{who}{place}") as stranger, pytest.raises(REFUSALS):
                stranger.get("vox:x")


def test_redis_lets_voxpop_touch_its_own_keys_and_nothing_else(tmp_path):
    with running_redis(tmp_path) as url, redis.Redis.from_url(url) as client:
        assert client.set("vox:1:probe", 1)
        for command in ("SET other 1", "PUBLISH other 1", "FLUSHALL", "CONFIG GET *", "SHUTDOWN", "ACL LIST"):
            with pytest.raises(redis.exceptions.NoPermissionError):
                client.execute_command(*command.split())


def test_redis_makes_room_by_itself_and_writes_nothing_down(tmp_path):
    small = {"maxmemory 256mb": "maxmemory 4mb"}
    with running_redis(tmp_path, small) as url, redis.Redis.from_url(url) as client:
        for at in range(1000):
            assert client.set(f"vox:1:{at}", "x" * 20_000)
        assert 0 < client.dbsize() < 400
    assert list((tmp_path / "data").iterdir()) == []


def test_voxpop_can_do_all_that_it_does_on_that_redis(database, tmp_path):
    with running_redis(tmp_path) as url, serving(make_settings(database, url, network_budget=10)) as service:
        place, token = service.place(f"{ORIGIN}/article"), service.mint()
        assert service.put(place, {"reactions": ["love"]}, token).status_code == 200
        assert service.client.get("/health/ready").json()["counts"] == "up"
        with redis.Redis.from_url(url) as client:
            assert any(b"budget" in key for key in client.scan_iter())
        # The processes agree about the day's salt on a channel.
        service.await_that(lambda: listeners(url) > 0)
        assert "keys from Redis" in run_voxpop("counts", "clear", database=database, redis_url=url)
        assert "0 with differences" in run_voxpop("recount", database=database, redis_url=url)


def listeners(url):
    """How many processes listen for the salt of the day."""
    with redis.Redis.from_url(url) as client:
        return client.execute_command("PUBLISH", "vox:1:salt", "nonsense")


def test_the_health_check_of_redis(tmp_path):
    if shutil.which("redis-cli") is None:
        pytest.skip("NO REDIS-CLI: the health check of Redis is not tested; install redis-tools")
    kind, command = fill(SERVICES["redis"]["healthcheck"]["test"], GIVEN)
    assert kind == "CMD-SHELL"
    with running_redis(tmp_path) as url:
        command = command.replace("redis-cli", f"redis-cli -p {urlsplit(url).port}")
        given = environment_of("redis", GIVEN)
        for password, code in ((given["REDIS_PASSWORD"], 0), ("wrong", 1)):
            environment = bare() | {"REDIS_PASSWORD": password}
            assert subprocess.run(["sh", "-c", command], env=environment).returncode == code


# Postgres


def test_postgres_has_what_is_acknowledged_on_its_disk(production_postgres):
    for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert production_postgres.ask(f"SHOW {name}") == "on"
    for setting in SERVICES["postgres"]["command"][1:]:
        name = setting.removeprefix("-c").partition("=")[0]
        asked = f"SELECT source FROM pg_settings WHERE name = '{name}'"
        assert production_postgres.ask(asked) == "command line", name


def test_texts_are_compared_alike_whatever_the_system_knows_of_languages(production_postgres):
    asked = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'voxpop'"
    assert production_postgres.ask(asked) == "b|C.UTF-8"


@pytest.mark.anyio
async def test_voxpop_owns_its_database_and_nothing_else(production_postgres):
    rights = "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles"
    assert production_postgres.ask(f"{rights} WHERE rolname = 'voxpop'") == "f"
    await upgrade(production_postgres.url)
    await check(production_postgres.url)


def test_the_health_check_of_postgres_waits_for_tcp():
    check = SERVICES["postgres"]["healthcheck"]["test"]
    assert check[:2] == ["CMD", "pg_isready"]
    assert check[check.index("-h") + 1] == "127.0.0.1"
