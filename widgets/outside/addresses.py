"""Which addresses may be asked: public ones of single hosts, and none that leads elsewhere."""

import ipaddress
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
_LEADING_ELSEWHERE = [
    ipaddress.ip_network(each)
    for each in (
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "2001::/23",  # protocol assignments, Teredo among them (RFC 4380)
        "2002::/16",  # 6to4, which carries an IPv4 address (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
]


def is_public(address: Address) -> bool:
    """Tell whether an address is that of a host which anybody may reach.

    Loopback, private, link-local, shared, multicast, reserved and documentation addresses are not (IANA's
    special-purpose registries), nor is one that carries an IPv4 address: mapped, translated, tunnelled.
    """
    if address.version == 6 and address not in _PUBLIC_IPV6:
        return False
    if any(address in each for each in _LEADING_ELSEWHERE if each.version == address.version):
        return False
    return address.is_global and not address.is_multicast
