"""The embedded Redis-protocol server: kept data, crashes, adoption, and who may come in."""

import signal
from urllib.parse import urlsplit

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.embedded.asking import count_up
from widgets.embedded import leash


@pytest.fixture
def valkey(own_valkey):
    valkey = own_valkey()
    valkey.start()
    return valkey


def test_a_restart_keeps_the_data_and_the_address(valkey):
    url = valkey.url
    assert count_up(url) == 1
    valkey.stop()
    assert leash.is_gone(valkey.process)
    valkey.start()
    assert valkey.url == url
    assert count_up(url) == 2


def test_what_was_answered_survives_kill_minus_nine(valkey):
    assert count_up(valkey.url) == 1
    valkey.kill()
    valkey.start()
    assert count_up(valkey.url) == 2


def test_a_running_server_is_found_again(valkey, own_valkey):
    second = own_valkey()
    second.start()
    assert (second.process.pid, second.url) == (valkey.process.pid, valkey.url)


def test_one_that_hangs_is_replaced(valkey, own_valkey):
    valkey.process.send_signal(signal.SIGSTOP)
    second = own_valkey()
    second.start(patience=1)
    assert leash.is_gone(valkey.process)
    assert count_up(second.url) == 1


def test_data_that_cannot_be_read_are_put_aside(valkey, engine_home):
    count_up(valkey.url)
    valkey.kill()
    for file in (engine_home / "valkey" / "appendonlydir").iterdir():
        file.write_bytes(b"nonsense")
    valkey.start()
    assert count_up(valkey.url) == 1
    aside = engine_home / "valkey.unreadable" / "appendonlydir"
    assert {file.read_bytes() for file in aside.iterdir()} == {b"nonsense"}


def test_nobody_comes_in_without_the_password(valkey):
    address = urlsplit(valkey.url)
    for guess in (None, "", "guess"):
        client = redis.Redis(port=address.port, password=guess, retry=Retry(NoBackoff(), 0))
        with client, pytest.raises(redis.AuthenticationError):
            client.get("asked")
    assert not any(address.password in each for each in valkey.process.cmdline())


def test_it_writes_an_append_only_file_and_evicts(valkey):
    wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "allkeys-lru"}
    with redis.Redis.from_url(valkey.url, decode_responses=True) as client:
        assert {name: client.config_get(name)[name] for name in wanted} == wanted
