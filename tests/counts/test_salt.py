"""The salt of the day, as far as it is plain Python."""

import ipaddress
import itertools
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from widgets.counts.salt import NAME_SIZE, SIZE, Salt, advance, choose, day_of, network_of, pack, unpack

DAY = 739_000
values = st.binary(min_size=SIZE, max_size=SIZE)
salts = st.builds(Salt, day=st.integers(DAY - 1, DAY + 1), born=st.integers(0, 3), value=values)
ipv4 = st.ip_addresses(v=4)
ipv6 = st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address).filter(lambda each: each.ipv4_mapped is None)
SALT = Salt(day=DAY, born=1, value=b"s" * SIZE)


@given(ipv6, st.integers(0, 2**64 - 1))
def test_rotation_within_a_64_is_one_network(address, host):
    rotated = ipaddress.IPv6Address(int(address) >> 64 << 64 | host)
    assume(rotated.ipv4_mapped is None)
    assert network_of(SALT, str(rotated)) == network_of(SALT, str(address))
    assert network_of(SALT, rotated.exploded.upper()) == network_of(SALT, str(address))


@given(ipv6, st.integers(64, 127))
def test_another_64_is_another_network(address, bit):
    assert network_of(SALT, str(ipaddress.IPv6Address(int(address) ^ 1 << bit))) != network_of(
        SALT, str(address)
    )


@given(ipv4, ipv4)
def test_each_ipv4_address_is_a_network_also_in_ipv6_clothes(one, other):
    assert (network_of(SALT, str(one)) == network_of(SALT, str(other))) == (one == other)
    assert network_of(SALT, f"::ffff:{one}") == network_of(SALT, str(one))


@given(st.ip_addresses(), values, values)
def test_a_name_shows_nothing_without_the_salt(address, one, other):
    names = {network_of(Salt(day=DAY, born=1, value=value), str(address)) for value in (one, other)}
    assert len(names) == len({one, other})
    assert all(len(name) == NAME_SIZE for name in names)


@given(st.text())
@pytest.mark.parametrize("known", ["", "testclient", "1.2.3", "fe80::1%eth0"])
def test_whatever_is_no_address_has_a_network_too(known, text):
    assert len(network_of(SALT, text)) == len(network_of(SALT, known)) == NAME_SIZE


def test_an_address_has_another_name_on_another_day():
    assert len({network_of(advance(SALT, DAY + days), "192.0.2.1") for days in range(30)}) == 30


@given(salts, st.lists(st.integers(DAY - 3, DAY + 40)))
def test_the_ratchet_comes_to_the_same_salt_in_one_step_or_many_and_never_goes_back(salt, days):
    stepped = reduce(advance, days, salt)
    assert stepped == advance(salt, max([salt.day, *days]))
    assert (stepped.value == salt.value) == (stepped.day == salt.day)


@given(st.lists(salts, min_size=1, max_size=4, unique_by=lambda salt: salt.born))
def test_whoever_hears_the_same_salts_in_any_order_holds_the_eldest(told):
    eldest = min(told, key=lambda salt: salt.born)
    for order in itertools.permutations(told):
        held = reduce(lambda mine, other: choose(mine, other, DAY), order)
        assert advance(held, DAY + 2) == advance(eldest, DAY + 2)
        assert len(order) == 1 or held.day == max(DAY, *(salt.day for salt in order))


@given(values, values)
def test_twins_are_told_apart(one, other):
    left, right = (Salt(day=DAY, born=1, value=value) for value in (one, other))
    assert choose(left, right, DAY) == choose(right, left, DAY)


def test_days_change_at_midnight_utc():
    midnight = datetime(2026, 3, 29, tzinfo=UTC)
    assert day_of(midnight) == day_of(midnight - timedelta(microseconds=1)) + 1
    assert day_of(midnight) == day_of(midnight + timedelta(hours=24, microseconds=-1))


@given(salts)
def test_a_message_reads_back_as_it_was_told(salt):
    assert unpack(pack(salt)) == salt


@given(st.binary() | st.none() | st.integers())
def test_anything_else_is_no_message(message):
    found = unpack(message)
    assert found is None or unpack(pack(found)) == found
