"""Attempts made by hand, for tests of the checker."""

from tests.crash.history import Attempt, Told, Word

UP, DOWN = {"vote": 1}, {"vote": -1}
VERSION = 1_000_000


def counted(word: Word, at: float = 1.0, version: int = VERSION) -> Attempt:
    """Give an attempt that was acknowledged."""
    return Attempt(
        word=word, sent=at, told=Told.COUNTED, answered=at + 0.5, over=at + 0.5, mine=word, version=version
    )


def lost(word: Word, at: float = 1.0, over: float | None = None) -> Attempt:
    """Give an attempt that nobody answered."""
    return Attempt(word=word, sent=at, over=at + 0.5 if over is None else over)


def refused(word: Word, at: float = 1.0, code: str = "already_cast") -> Attempt:
    """Give an attempt that was refused."""
    return Attempt(word=word, sent=at, told=Told.REFUSED, answered=at + 0.5, over=at + 0.5, code=code)
