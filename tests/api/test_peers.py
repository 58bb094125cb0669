import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.transport.peers import Peers

PROXY = "10.1.2.3"


def scope(peer, *forwarded):
    headers = [(b"x-forwarded-for", each.encode("latin-1")) for each in forwarded]
    return {"client": (peer, 1) if peer else None, "headers": headers}


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ((), PROXY),
        (("203.0.113.7",), "203.0.113.7"),
        (("6.6.6.6, 203.0.113.7",), "203.0.113.7"),
        (("6.6.6.6", "203.0.113.7"), "203.0.113.7"),
        (("203.0.113.7, 10.9.9.9",), "203.0.113.7"),
        (("203.0.113.7:4711",), "203.0.113.7"),
        (("[2001:db8::1]:4711",), "2001:db8::1"),
        (("2001:db8::1",), "2001:db8::1"),
        (("10.9.9.9",), "10.9.9.9"),
        (("unknown",), PROXY),
        (("",), PROXY),
        (("6.6.6.6, evil",), PROXY),
        (("6.6.6.6, evil, 10.9.9.9",), "10.9.9.9"),
    ],
)
def test_what_a_trusted_proxy_reports(forwarded, address):
    assert Peers(["10.0.0.0/8"]).address_of(scope(PROXY, *forwarded)) == address


def test_nobody_else_is_believed():
    assert Peers([]).address_of(scope(PROXY, "203.0.113.7")) == PROXY
    assert Peers(["10.0.0.0/8"]).address_of(scope("192.0.2.1", "203.0.113.7")) == "192.0.2.1"
    assert Peers(["10.0.0.0/8"]).address_of(scope("::ffff:192.0.2.1", "203.0.113.7")) == "::ffff:192.0.2.1"


def test_a_proxy_in_ipv6_clothes_is_the_same_proxy():
    assert Peers(["10.0.0.0/8"]).address_of(scope("::ffff:10.1.2.3", "203.0.113.7")) == "203.0.113.7"


def test_no_peer_at_all():
    assert Peers(["10.0.0.0/8"]).address_of(scope(None, "203.0.113.7")) == ""


@given(st.lists(st.text(st.characters(max_codepoint=255), max_size=20)), st.ip_addresses())
def test_what_a_reader_writes_itself_never_matters(forged, reader):
    """Whatever stands before the address that the trusted proxy appended."""
    told = Peers([f"{PROXY}/32"]).address_of(scope(PROXY, ",".join([*forged, str(reader)])))
    assert told == (PROXY if str(reader) == PROXY else str(reader))
