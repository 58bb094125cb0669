"""The names of everything kept in Redis. Private to this room.

Every name begins with `PREFIX`. The number in it is the version of what the keys hold: a release that writes
something else raises it, and the old keys die by themselves.
"""

EVERYTHING = b"vox:*"
"""The pattern of all keys, of any version."""

PREFIX = b"vox:1:"

PROBE = PREFIX + b"probe"
"""A key that never exists: unlinking it tells whether Redis takes writes."""

RUN = PREFIX + b"run"
"""Holds the id of the run of Redis that the other keys were written in."""

SALT = PREFIX + b"salt"
"""The channel on which processes agree about the salt of the day. It is no key, so it reaches no disk."""


def tally_key(widget: str) -> bytes:
    """Name a widget's tally; the hash tag is the character of the id that tells its partition."""
    return PREFIX + b"{%c}:" % ord(widget[2]) + widget.encode()


def budget_key(budget: str, who: bytes) -> bytes:
    """Name what `who` owes to a budget; without a hash tag, so that these spread over a whole cluster."""
    return PREFIX + b"budget:" + budget.encode() + b":" + who


def progress_key(name: bytes) -> bytes:
    """Name how far some work is, and whether it shall stop."""
    return PREFIX + b"progress:" + name
