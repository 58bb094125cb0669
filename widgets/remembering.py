"""One bounded memory for what is loaded often: fresh for a while, asked for once, and kept for bad times."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, ParamSpec, TypeVar

from async_lru import alru_cache
from cachetools import LRUCache

from widgets.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class Remembered(Generic[P, T]):
    """An async loader whose answers, absences among them, are believed for `fresh` seconds.

    Concurrent questions for one thing load it once. When the load says Unavailable, the last answer known
    is given again, so that reads go on while an engine is away.
    """

    def __init__(self, load: Callable[P, Awaitable[T]], *, most: int, fresh: float) -> None:
        self.load = load
        self.last: LRUCache[Hashable, T] = LRUCache(most)
        self.loading: set[Hashable] = set()
        self.cached = alru_cache(maxsize=most, ttl=fresh)(self.load_or_recall)

    async def __call__(self, *key: P.args, **named: P.kwargs) -> T:
        """Give the answer for a key. Raises what the loader raises when nothing is remembered."""
        if not self.cached.cache_contains(*key, **named):
            self.loading.add(key)
        return await self.cached(*key, **named)

    async def load_or_recall(self, *key: P.args, **named: P.kwargs) -> T:
        """Load, or give what was loaded last."""
        try:
            answer = await self.load(*key, **named)
        except Unavailable:
            if key not in self.last:
                raise
            return self.last[key]
        finally:
            self.loading.discard(key)
        self.last[key] = answer
        return answer

    def forget(self, *key: P.args, **named: P.kwargs) -> None:
        """Load this anew when it is asked for next."""
        self.cached.cache_invalidate(*key, **named)

    def doubt(self, is_old: Callable[[T], bool], *key: P.args, **named: P.kwargs) -> None:
        """Forget what is old, unless it is being loaded already: many may find out at once."""
        if key not in self.loading and (key not in self.last or is_old(self.last[key])):
            self.forget(*key, **named)

    def clear(self) -> None:
        """Forget everything."""
        self.cached.cache_clear()
        self.last.clear()
