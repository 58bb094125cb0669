"""When to leave a broken thing alone."""


class Breaker:
    """Admits everything until a failure, then nothing for `rest` seconds, then a probe each `rest` seconds.

    Only `mend` ends that. Times are seconds of any one clock that does not go back.
    """

    def __init__(self, rest: float) -> None:
        self.rest = rest
        self.until: float | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether a failure has not been mended yet: what is admitted now is a probe."""
        return self.until is not None

    def admits(self, now: float) -> bool:
        """Tell whether to try at `now`. A yes to a probe is a no to everybody else for another `rest`."""
        if self.until is None:
            return True
        if now < self.until:
            return False
        self.until = now + self.rest
        return True

    def trip(self, now: float) -> None:
        """Take note of a failure."""
        self.until = now + self.rest

    def mend(self) -> None:
        """Take note that all is well."""
        self.until = None
