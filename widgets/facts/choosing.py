"""A choice that is the same every time for the same content, and looks like chance."""

import hashlib
from collections.abc import Iterable, Sequence


def number(*content: str) -> int:
    """Give a large number that depends on the content alone."""
    return int.from_bytes(hashlib.blake2b("\n".join(content).encode(), digest_size=8).digest(), "big")


def shuffle(items: Iterable[str], *content: str) -> list[str]:
    """Give items in an order that depends on the content alone."""
    return sorted(items, key=lambda item: number(item, *content))


def place(answer: str, wrong: Sequence[str], *content: str) -> tuple[list[str], int]:
    """Give the options in their order, and where the answer stands."""
    options = shuffle(wrong, *content)
    index = number(answer, *content) % (len(options) + 1)
    return [*options[:index], answer, *options[index:]], index
