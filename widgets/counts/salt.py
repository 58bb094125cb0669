"""The salt of the day: it makes a network's address a name that cannot be joined to another day's.

The salt is held in memory only. Each day's is the hash of the day before's, so processes that agreed once go
on agreeing without a word, and whoever learns today's cannot find yesterday's. Here is what follows from the
salts alone; how processes tell each other theirs is in `agreement`.
"""

import hashlib
import ipaddress
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

SIZE = 32
"""Bytes of a salt."""

NAME_SIZE = 8
"""Bytes of a network's name: too few to be an address's disguise for long, enough to tell networks apart."""


class Salt(Struct, frozen=True, array_like=True):
    """A salt, for a day since year 1 (UTC), and when its first day's was made, in microseconds since 1970."""

    day: int
    born: int
    value: Annotated[bytes, Meta(min_length=SIZE, max_length=SIZE)]


packer = msgspec.msgpack.Encoder()
unpacker = msgspec.msgpack.Decoder(Salt)


def day_of(now: datetime) -> int:
    """Tell the day that salts change with."""
    return now.toordinal()


def advance(salt: Salt, day: int) -> Salt:
    """Give the salt for a later day; there is no way back, so for an earlier day it is the same."""
    value = salt.value
    for _ in range(salt.day, day):
        value = hashlib.blake2b(value, digest_size=SIZE, person=b"voxpop next day").digest()
    return Salt(day=max(salt.day, day), born=salt.born, value=value)


def is_near(salt: Salt, day: int) -> bool:
    """Tell whether a salt's day is within one of `day`: any other is somebody's broken clock."""
    return abs(salt.day - day) <= 1


def choose(held: Salt, heard: Salt, day: int) -> Salt:
    """Give the salt to hold on `day` after hearing another: the first born, of twins the lesser."""
    latest = max(held.day, heard.day, day)
    return min(advance(held, latest), advance(heard, latest), key=lambda salt: (salt.born, salt.value))


def pack(salt: Salt) -> bytes:
    """Give the salt as a message."""
    return packer.encode(salt)


def unpack(message: object) -> Salt | None:
    """Read a message; None where it is not one."""
    try:
        return unpacker.decode(message) if isinstance(message, bytes) else None
    except msgspec.MsgspecError:
        return None


def network_of(salt: Salt, address: str) -> bytes:
    """Name the network of an address: that of the IPv4 address itself, or of the /64 of an IPv6 address.

    An IPv4 address in IPv6 clothes is IPv4. Whatever is not an address at all is one network together.
    """
    shared = shared_part(address)
    return hashlib.blake2b(shared, digest_size=NAME_SIZE, key=salt.value, person=b"voxpop network").digest()


def shared_part(address: str) -> bytes:
    """Give the bytes of an address that its network's neighbours share."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return b""
    if isinstance(parsed, ipaddress.IPv6Address):
        return parsed.ipv4_mapped.packed if parsed.ipv4_mapped else parsed.packed[:8]
    return parsed.packed
